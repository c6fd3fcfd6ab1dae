//! bcftools csq: `BCSQ`, `[*]consequence|gene|transcript|biotype[|strand|amino_acid_change|dna_change]` (bcftools manual, "csq").
//!
//! `@position` stands for a change that is told together with another's at that position: the two are one variant, and that record tells it. A
//! star marks what lies behind a new stop codon on the same haplotype.

use super::{Entry, Said, at, entries, ordered};
use crate::{
    genes::{Consequence, Term},
    genome::VcfRecord,
};

fn term(name: &str) -> Option<Term> {
    Some(match name.trim_start_matches('*') {
        "missense" => Term::Missense,
        "synonymous" | "start_retained" => Term::Synonymous,
        "stop_gained" => Term::StopGained,
        "stop_lost" => Term::StopLost,
        "start_lost" => Term::StartLost,
        "stop_retained" => Term::StopRetained,
        "frameshift" => Term::Frameshift,
        "inframe_insertion" => Term::InframeInsertion,
        "inframe_deletion" => Term::InframeDeletion,
        "inframe_altering" => Term::ProteinAltering,
        "coding_sequence" => Term::CodingSequence,
        "splice_acceptor" => Term::SpliceAcceptor,
        "splice_donor" => Term::SpliceDonor,
        "splice_region" => Term::SpliceRegion,
        "intron" => Term::Intron,
        "non_coding" => Term::NonCodingTranscriptExon,
        "3_prime_utr" => Term::ThreePrimeUtr,
        "5_prime_utr" => Term::FivePrimeUtr,
        "intergenic" => Term::Intergenic,
        _ => return None,
    })
}

pub(super) fn said(record: &VcfRecord<'_>, index: usize) -> Said {
    let Some(text) = record.info("BCSQ") else {
        // csq annotates what lies in transcripts only.
        return Said { consequences: vec![Consequence::intergenic()], ..Said::default() };
    };
    let mut told_elsewhere = false;
    let mut found = Vec::new();
    for fields in entries(text) {
        let field = |index| at(&fields, Some(index));
        if field(0).starts_with('@') {
            told_elsewhere = true;
            continue;
        }
        // `140753336A>T`, several joined by `+`; only what is coding has it.
        let is_other =
            !field(6).is_empty() && !field(6).split('+').any(|change| change.ends_with(&format!(">{}", record.alternates[index])));
        if record.alternates.len() > 1 && is_other {
            continue;
        }
        let mut terms: Vec<Term> = field(0).split('&').filter_map(term).collect();
        terms.sort_unstable();
        terms.dedup();
        if !terms.is_empty() {
            found.push(Entry::new(Consequence {
                terms,
                gene_name: field(1).to_owned(),
                transcript_id: field(2).to_owned(),
                protein_change: Some(field(5).to_owned()).filter(|change| !change.is_empty()),
                ..Consequence::default()
            }));
        }
    }
    Said { told_elsewhere: told_elsewhere && found.is_empty(), consequences: ordered(found), ..Said::default() }
}
