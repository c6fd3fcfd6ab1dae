//! Consequence terms of other annotators in this tool's own.

use crate::genes::Term;

/// The term behind a name of VEP or SnpEff; `None` for names that say nothing of coding sequence or are not known.
pub(super) fn term(name: &str) -> Option<Term> {
    if let Ok(term) = name.parse() {
        return Some(term);
    }
    Some(match name {
        // VEP's finer words for splice regions lie in the intron, up to 17 bases from its end.
        "splice_polypyrimidine_tract_variant"
        | "splice_donor_region_variant"
        | "splice_donor_5th_base_variant"
        | "conserved_intron_variant" => Term::Intron,
        "conservative_inframe_deletion" | "disruptive_inframe_deletion" => Term::InframeDeletion,
        "conservative_inframe_insertion" | "disruptive_inframe_insertion" => Term::InframeInsertion,
        "rare_amino_acid_variant" => Term::Missense,
        "initiator_codon_variant" => Term::StartLost,
        "start_retained_variant" | "start_retained" => Term::Synonymous,
        "exon_loss_variant" | "exon_loss" | "transcript_ablation" | "transcript_amplification" => Term::ProteinAltering,
        "coding_transcript_variant" => Term::CodingSequence,
        "5_prime_UTR_premature_start_codon_gain_variant" | "5_prime_UTR_truncation" => Term::FivePrimeUtr,
        "3_prime_UTR_truncation" => Term::ThreePrimeUtr,
        "non_coding_transcript_variant" | "non_coding_exon_variant" | "mature_miRNA_variant" | "miRNA" | "intragenic_variant" => {
            Term::NonCodingTranscriptExon
        }
        "intergenic_region" | "conserved_intergenic_variant" | "upstream_gene_variant" | "downstream_gene_variant" => Term::Intergenic,
        _ => return None,
    })
}

/// The terms behind names joined by `&`, most severe first.
pub(super) fn terms(names: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = names.split('&').filter_map(|name| term(name.trim())).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}
