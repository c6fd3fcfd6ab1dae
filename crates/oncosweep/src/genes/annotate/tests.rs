//! Consequences on tiny genes: by hand, and against a slow reimplementation that builds the whole mutated transcript.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{
    genes::{CdsPart, Gene},
    genome::Contig,
};

/// A reference that is one string.
struct Text(Vec<u8>);

impl ReferenceBases for Text {
    fn bases(&mut self, _name: &str, start: u32, end: u32) -> Result<Vec<u8>> {
        Ok(self.0[start as usize..end as usize].to_vec())
    }
}

/// A gene on its own contig.
#[derive(Debug)]
struct Toy {
    genome: Vec<u8>,
    model: GeneModel,
    contigs: Contigs,
}

impl Toy {
    /// `exons` and `coding` in forward positions; phases are counted up from the 5' end, where `first_phase` bases belong to no whole codon.
    fn new(genome: &[u8], strand: Strand, exons: &[(u32, u32)], coding: &[(u32, u32)], first_phase: u8, contig: &str) -> Self {
        let exons: Vec<Span> = exons.iter().map(|&(s, e)| Span::new(s, e)).collect();
        let mut cds: Vec<CdsPart> = coding.iter().map(|&(s, e)| CdsPart { span: Span::new(s, e), phase: 0 }).collect();
        if strand == Strand::Reverse {
            cds.reverse();
        }
        let mut phase = u32::from(first_phase);
        for part in &mut cds {
            part.phase = phase as u8;
            phase = (phase + 2 * part.span.len()) % 3;
        }
        cds.sort_unstable();
        let span = Span::new(exons[0].start, exons[exons.len() - 1].end);
        let contigs = Contigs::new(vec![Contig { name: contig.into(), length: genome.len() as u32 }]);
        let gene = Gene {
            name: "TOY".into(),
            id: "G1".into(),
            contig: 0,
            span,
            strand,
            transcripts: 0..1,
            biotype: Some("protein_coding".into()),
        };
        let transcript = Transcript {
            id: "T1".into(),
            gene: 0,
            contig: 0,
            span,
            strand,
            exons,
            cds,
            biotype: Some("protein_coding".into()),
            is_canonical: false,
            is_mane: false,
        };
        let model = GeneModel::from_parts(vec![gene], vec![transcript], &contigs, 0, 0);
        Self { genome: genome.to_vec(), model, contigs }
    }

    fn reversed(&self) -> Self {
        let length = self.genome.len() as u32;
        let flip = |s: Span| (length - s.end, length - s.start);
        let t = &self.model.transcripts()[0];
        let exons: Vec<_> = t.exons.iter().rev().map(|&e| flip(e)).collect();
        let coding: Vec<_> = t.cds.iter().rev().map(|c| flip(c.span)).collect();
        Self::new(&reverse_complement(&self.genome), t.strand.opposite(), &exons, &coding, 0, self.contigs.name(0))
    }

    fn consequence(&self, start: u32, reference: &str, alternate: &str) -> Consequence {
        let variant = SmallVariant { contig: 0, start, reference: reference.as_bytes(), alternate: alternate.as_bytes() };
        Annotator::new(&self.model, &self.contigs).consequence(variant, &mut Text(self.genome.clone())).unwrap()
    }

    /// Terms joined and the protein change.
    fn words(&self, start: u32, reference: &str, alternate: &str) -> String {
        let c = self.consequence(start, reference, alternate);
        format!("{} {}", c.terms_joined(), c.protein_change.as_deref().unwrap_or("-"))
    }
}

/// ```text
/// 0         10         20        30        40        50        60
/// ccccc AATTC ATGGTGAA gtaagtccctttcag ATGGTAA TCCTAAGG ggggg
///       exon 1 5..18                   exon 2 33..48
/// ```
/// Protein: ATG GTG AAA TGG TAA = M V K W *, codon 3 split over the exons.
fn toy() -> Toy {
    let genome = b"CCCCCAATTCATGGTGAAGTAAGTCCCTTTCAGATGGTAATCCTAAGGGGGGG";
    Toy::new(genome, Strand::Forward, &[(5, 18), (33, 48)], &[(10, 18), (33, 40)], 0, "chr1")
}

#[test]
fn a_deletion_over_the_transcripts_end_takes_the_codon_that_lies_there() {
    for toy in [toy(), toy().reversed()] {
        let words = |start: u32, end: u32| {
            let (start, end) = if toy.model.transcripts()[0].strand == Strand::Forward { (start, end) } else { (53 - end, 53 - start) };
            let reference = String::from_utf8(toy.genome[start as usize - 1..end as usize].to_vec()).unwrap();
            toy.words(start - 1, &reference, &reference[..1])
        };
        assert_eq!(toy.genome.len(), 53);
        assert_eq!(words(3, 12), "start_lost&5_prime_UTR_variant p.(Met1?)");
        assert_eq!(words(38, 50), "stop_lost&3_prime_UTR_variant -");
        // Over an exon's edge as well: open.
        assert!(words(3, 22).contains("coding_sequence_variant"));
    }
}

#[test]
fn hand_checked_consequences() {
    let toy = toy();
    for (start, reference, alternate, expected) in [
        (14, "T", "C", "missense_variant p.(Val2Ala)"),
        (15, "G", "A", "splice_region_variant&synonymous_variant p.(Val2=)"),
        (13, "GTG", "TAG", "stop_gained p.(Val2Ter)"),
        (11, "T", "C", "start_lost p.(Met1?)"),
        (33, "A", "T", "missense_variant&splice_region_variant p.(Lys3Asn)"),
        (36, "G", "A", "stop_gained p.(Trp4Ter)"),
        (37, "T", "C", "stop_lost p.(Ter5GlnextTer2)"),
        (39, "A", "G", "stop_retained_variant p.(Ter5=)"),
        (18, "G", "A", "splice_donor_variant -"),
        (20, "A", "G", "splice_region_variant&intron_variant -"),
        (26, "C", "G", "splice_region_variant&intron_variant -"),
        (32, "G", "T", "splice_acceptor_variant -"),
        (7, "T", "C", "5_prime_UTR_variant -"),
        (45, "A", "C", "3_prime_UTR_variant -"),
        (50, "G", "C", "intergenic_variant -"),
        // Indels: left-aligned with an anchor base, as in VCF.
        (12, "GG", "G", "stop_gained&frameshift_variant p.(Val2Ter)"),
        (13, "G", "GC", "frameshift_variant p.(Val2AlafsTer?)"),
        (12, "GGTG", "G", "inframe_deletion p.(Val2del)"),
        (12, "G", "GGTG", "inframe_insertion p.(Val2dup)"),
        (12, "G", "GCCC", "inframe_insertion p.(Met1_Val2insPro)"),
        (13, "GT", "CATCA", "protein_altering_variant p.(Val2delinsHisGln)"),
        (9, "CATG", "C", "start_lost p.(Met1?)"),
        (8, "TCA", "T", "start_lost&5_prime_UTR_variant p.(Met1?)"),
        (36, "GTAAT", "G", "stop_lost&3_prime_UTR_variant p.(Ter5ProextTer?)"),
        (16, "AAG", "A", "splice_donor_variant&splice_region_variant&coding_sequence_variant -"),
        // Between exon and intron: GT stays beside the exon, or the exon grows.
        (17, "A", "AGTCC", "splice_region_variant -"),
        (17, "A", "ACCC", "inframe_insertion&splice_region_variant p.(Lys3delinsAsnPro)"),
        (14, "T", "N", "coding_sequence_variant -"),
        (14, "T", "<DEL>", "intergenic_variant -"),
    ] {
        assert_eq!(toy.words(start, reference, alternate), expected, "{start} {reference}>{alternate}");
    }
    let c = toy.consequence(14, "T", "C");
    assert_eq!((c.coding_change.as_deref(), c.exon, c.gene_name.as_str()), (Some("c.5T>C"), Some(1), "TOY"));
    assert!(c.is_coding() && c.is_nonsynonymous() && c.is_missense());
    assert!(!toy.consequence(18, "G", "A").is_nonsynonymous());
    assert!(toy.consequence(16, "AAG", "A").is_nonsynonymous());
}

#[test]
fn a_stop_codon_missing_from_the_cds_is_found_in_the_sequence() {
    let with = toy();
    let without = Toy::new(&with.genome, Strand::Forward, &[(5, 18), (33, 48)], &[(10, 18), (33, 37)], 0, "chr1");
    assert_eq!(without.words(37, "T", "C"), with.words(37, "T", "C"));
    assert_eq!(without.words(39, "A", "G"), with.words(39, "A", "G"));
}

#[test]
fn incomplete_ends_and_the_mitochondrial_code() {
    // CDS begins inside a codon: one base, then GTG AAG TTA, then two bases.
    let genome = b"AGTGAAGTTACC";
    let toy = Toy::new(genome, Strand::Forward, &[(0, 12)], &[(0, 12)], 1, "chr1");
    assert_eq!(toy.words(0, "A", "C"), "coding_sequence_variant -");
    assert_eq!(toy.words(1, "G", "A"), "missense_variant p.(Val2Met)");
    assert_eq!(toy.words(11, "C", "T"), "incomplete_terminal_codon_variant -");
    // ATG TGG TGA AGA: in the mitochondrion TGA is Trp and AGA the stop.
    let mitochondrial = Toy::new(b"ATGTGGTGAAGAA", Strand::Forward, &[(0, 13)], &[(0, 12)], 0, "chrM");
    assert_eq!(mitochondrial.words(5, "G", "A"), "synonymous_variant p.(Trp2=)");
    assert_eq!(mitochondrial.words(9, "A", "C"), "stop_lost p.(Ter4ArgextTer?)");
}

#[test]
fn the_reverse_strand_mirrors_the_forward_one() {
    let (forward, reverse) = (toy(), toy().reversed());
    let length = forward.genome.len() as u32;
    for start in 1..length - 1 {
        for alternate in [b'A', b'C', b'G', b'T'] {
            let reference = forward.genome[start as usize];
            let text = |base: u8| char::from(base).to_string();
            let mirrored = reverse.words(length - 1 - start, &text(complement(reference)), &text(complement(alternate)));
            assert_eq!(forward.words(start, &text(reference), &text(alternate)), mirrored, "{start}");
        }
    }
}

#[test]
fn the_coding_transcript_speaks_before_the_canonical_one() {
    let base = toy();
    let gene = Gene { transcripts: 0..2, ..base.model.genes()[0].clone() };
    let coding = base.model.transcripts()[0].clone();
    let canonical =
        Transcript { id: "T0".into(), exons: vec![Span::new(5, 12), Span::new(40, 48)], is_mane: true, cds: vec![], ..coding.clone() };
    let model = GeneModel::from_parts(vec![gene], vec![canonical, coding], &base.contigs, 0, 0);
    let both = Toy { model, ..base };
    assert_eq!(both.consequence(14, "T", "C").transcript_id, "T1");
    assert_eq!(both.consequence(45, "A", "C").transcript_id, "T0");
}

/// A gene drawn at random: sense codons between ATG and a stop, cut into exons anywhere, on either strand.
fn any_toy() -> impl Strategy<Value = Toy> {
    let bases = |n: std::ops::Range<usize>| proptest::collection::vec(proptest::sample::select(b"ACGT".to_vec()), n);
    let sense = proptest::collection::vec(0usize..61, 2..9).prop_map(|picks| {
        let letters = b"TCAG";
        let codons = (0..64).map(|i| [letters[i / 16], letters[i / 4 % 4], letters[i % 4]]);
        let sense: Vec<[u8; 3]> = codons.filter(|c| GeneticCode::Standard.residue(c) != b'*').collect();
        picks.into_iter().flat_map(|p| sense[p]).collect::<Vec<u8>>()
    });
    let stop = proptest::sample::select(vec!["TAA", "TAG", "TGA"]);
    (bases(3..9), sense, stop, bases(3..30), proptest::collection::vec(1usize..100, 0..3), bases(60..61), any::<bool>()).prop_map(
        |(five_utr, sense, stop, three_utr, cuts, intron, reverse)| {
            let rna = [&five_utr[..], b"ATG", &sense, stop.as_bytes(), &three_utr].concat();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| 1 + c % (rna.len() - 1)).chain([0, rna.len()]).collect();
            cuts.sort_unstable();
            cuts.dedup();
            let coding = five_utr.len()..five_utr.len() + 6 + sense.len();
            let mut genome = b"ACACA".to_vec();
            let (mut exons, mut parts) = (Vec::new(), Vec::new());
            for (i, pair) in cuts.windows(2).enumerate() {
                if i > 0 {
                    genome.extend_from_slice(&intron[20 * (i - 1)..20 * i]);
                }
                let start = genome.len();
                genome.extend_from_slice(&rna[pair[0]..pair[1]]);
                exons.push((start as u32, genome.len() as u32));
                let (from, to) = (coding.start.max(pair[0]), coding.end.min(pair[1]));
                if from < to {
                    parts.push(((start + from - pair[0]) as u32, (start + to - pair[0]) as u32));
                }
            }
            genome.extend_from_slice(b"GTGTG");
            let toy = Toy::new(&genome, Strand::Forward, &exons, &parts, 0, "chr1");
            if reverse { toy.reversed() } else { toy }
        },
    )
}

/// The slow way: the terms from the whole mutated transcript and a label on every base. `removed` bases from `start` on become `inserted`.
#[allow(clippy::too_many_lines)]
fn slowly(toy: &Toy, start: usize, removed: usize, inserted: &[u8]) -> BTreeSet<Term> {
    let t = &toy.model.transcripts()[0];
    let reverse = t.strand == Strand::Reverse;
    let mut pieces: Vec<Vec<u8>> = toy.genome.iter().map(|&b| vec![b]).collect();
    if removed == inserted.len() {
        for (piece, &base) in pieces[start..].iter_mut().zip(inserted) {
            *piece = vec![base];
        }
    } else {
        for piece in &mut pieces[start..start + removed] {
            piece.clear();
        }
        // Between an exon and an intron, what is inserted goes with the exon.
        let exonic = |p: usize| t.exons.iter().any(|e| e.contains(p as u32));
        if !exonic(start) && exonic(start - 1) {
            pieces[start - 1].extend_from_slice(inserted);
        } else {
            pieces[start].splice(0..0, inserted.iter().copied());
        }
    }
    let coding_positions: Vec<usize> = t.cds.iter().flat_map(|c| c.span.start as usize..c.span.end as usize).collect();
    let is_exonic = |p: usize| t.exons.iter().any(|e| e.contains(p as u32));
    let is_coding = |p: usize| coding_positions.contains(&p);
    let (first, last) = (coding_positions[0], coding_positions[coding_positions.len() - 1]);
    let read = |pieces: &[Vec<u8>]| {
        let rna: Vec<u8> = if reverse {
            reverse_complement(&(0..=last).filter(|&p| is_exonic(p)).flat_map(|p| pieces[p].clone()).collect::<Vec<u8>>())
        } else {
            (first..pieces.len()).filter(|&p| is_exonic(p)).flat_map(|p| pieces[p].clone()).collect()
        };
        let mut protein = GeneticCode::Standard.translate(&rna);
        if let Some(stop) = protein.iter().position(|&r| r == b'*') {
            protein.truncate(stop + 1);
        }
        protein
    };
    let intact: Vec<Vec<u8>> = toy.genome.iter().map(|&b| vec![b]).collect();
    let (old, new) = (read(&intact), read(&pieces));
    let whole = |pieces: &[Vec<u8>]| {
        let forward: Vec<u8> = (0..pieces.len()).filter(|&p| is_exonic(p)).flat_map(|p| pieces[p].clone()).collect();
        if reverse { reverse_complement(&forward) } else { forward }
    };
    let five_utr = (0..pieces.len()).filter(|&p| is_exonic(p) && if reverse { p > last } else { p < first }).count();
    let touched: Vec<usize> = (start..start + removed).filter(|&p| pieces[p] != intact[p] || removed != inserted.len()).collect();
    let mut terms = BTreeSet::new();
    for &p in &touched {
        for pair in t.exons.windows(2) {
            let (a, b) = (pair[0].end as usize, pair[1].start as usize);
            if (a..a + 2).contains(&p) {
                terms.insert(if reverse { Term::SpliceAcceptor } else { Term::SpliceDonor });
            }
            if (b - 2..b).contains(&p) {
                terms.insert(if reverse { Term::SpliceDonor } else { Term::SpliceAcceptor });
            }
            let exonic = (a - 3..a).contains(&p) && pair[0].contains(p as u32) || (b..b + 3).contains(&p) && pair[1].contains(p as u32);
            if exonic || (a + 2..a + 8).contains(&p) || (b - 8..b - 2).contains(&p) {
                terms.insert(Term::SpliceRegion);
            }
            if (a + 2..b - 2).contains(&p) {
                terms.insert(Term::Intron);
            }
        }
        if is_exonic(p) && !is_coding(p) {
            terms.insert(if (p < first) == reverse { Term::ThreePrimeUtr } else { Term::FivePrimeUtr });
        }
    }
    let coding_touched: Vec<usize> = touched.iter().copied().filter(|&p| is_coding(p)).collect();
    let order: Vec<usize> = if reverse { coding_positions.iter().rev().copied().collect() } else { coding_positions.clone() };
    let place = |p: usize| order.iter().position(|&o| o == p);
    // Between exon and intron: whether the intron still begins or ends with the same two bases right beside the exon.
    let beside = |edge: &[u8], after: bool| {
        if after { [inserted, edge].concat().starts_with(edge) } else { [edge, inserted].concat().ends_with(edge) }
    };
    let intronic = removed == 0
        && match (is_exonic(start - 1), is_exonic(start)) {
            (true, false) => beside(&toy.genome[start..start + 2], true),
            (false, true) => beside(&toy.genome[start - 2..start], false),
            _ => false,
        };
    // How many coding bases come before an insertion.
    let bases_before = match (place(start - 1), place(start)) {
        _ if removed > 0 || intronic => None,
        (Some(l), Some(r)) => Some(l.max(r)),
        (Some(l), None) if !is_exonic(start) => Some(l + usize::from(!reverse)),
        (None, Some(r)) if !is_exonic(start - 1) => Some(r + usize::from(reverse)),
        _ => None,
    };
    let inside = bases_before.is_some_and(|n| n > 0 && n < order.len());
    if coding_touched.is_empty() && !inside {
        return terms;
    }
    let stop_codon = &order[order.len() - 3..];
    let hits_stop = coding_touched.iter().any(|p| stop_codon.contains(p)) || (inside && bases_before > Some(order.len() - 3));
    let before = if reverse { start + removed > last + 1 } else { start < first };
    let one_exon = t.exons.iter().any(|e| e.start as usize <= start && start + removed <= e.end as usize);
    let term = if removed == inserted.len() {
        // Exchanged bases: codon by codon would be the same as residue by residue, as long as the stop is in view.
        let mutated_coding: Vec<u8> = {
            let forward: Vec<u8> = coding_positions.iter().flat_map(|&p| pieces[p].clone()).collect();
            if reverse { reverse_complement(&forward) } else { forward }
        };
        let residues = GeneticCode::Standard.translate(&mutated_coding);
        let per_residue = old.iter().zip(&residues).enumerate().map(|(i, (o, n))| match (i, o, n) {
            (0, _, n) if *n != b'M' => Term::StartLost,
            (_, b'*', n) if *n != b'*' => Term::StopLost,
            (_, o, n) if o == n => Term::Synonymous,
            (_, _, b'*') => Term::StopGained,
            _ => Term::Missense,
        });
        let term = per_residue.min().unwrap();
        // Only the stop codon touched, and still a stop.
        if term == Term::Synonymous && coding_touched.iter().any(|p| stop_codon.contains(p)) { Term::StopRetained } else { term }
    } else if !one_exon {
        // What is left of the transcript: a deletion of its end, or of more than one exon's.
        let (over_left, over_right) = (start < t.span.start as usize, start + removed > t.span.end as usize);
        let (left, right) = (start.max(t.span.start as usize), (start + removed).min(t.span.end as usize));
        let rest_in_one_exon = t.exons.iter().any(|e| e.start as usize <= left && right <= e.end as usize);
        match (if reverse { over_right } else { over_left }, if reverse { over_left } else { over_right }) {
            (true, false) if rest_in_one_exon => Term::StartLost,
            (false, true) if rest_in_one_exon => Term::StopLost,
            _ => Term::CodingSequence,
        }
    } else if coding_touched.contains(&order[0]) && whole(&pieces).ends_with(&whole(&intact)[five_utr..]) {
        // The repeat before the start codon takes its place.
        Term::FivePrimeUtr
    } else if before || new.first() != Some(&b'M') {
        Term::StartLost
    } else if new == old {
        Term::StopRetained
    } else {
        let difference = inserted.len() as i64 - removed as i64;
        let beyond = touched.iter().any(|&p| if reverse { p < first } else { p > last });
        let in_frame = match (removed, inserted.len()) {
            (0, _) => Term::InframeInsertion,
            (_, 0) => Term::InframeDeletion,
            _ => Term::ProteinAltering,
        };
        let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        if difference % 3 != 0 && !beyond {
            if hits_stop || same + 1 == old.len() {
                terms.insert(Term::StopLost);
            } else if new.get(same) == Some(&b'*') {
                terms.insert(Term::StopGained);
            }
            Term::Frameshift
        } else if !beyond && new.last() == Some(&b'*') && new.len() as i64 == old.len() as i64 + difference / 3 {
            in_frame
        } else if hits_stop {
            if !beyond {
                terms.insert(in_frame);
            }
            Term::StopLost
        } else {
            terms.insert(Term::StopGained);
            in_frame
        }
    };
    terms.insert(term);
    terms
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn quick_and_slow_agree(
        toy in any_toy(),
        place in 0usize..1000,
        removed in 0usize..8,
        inserted in proptest::collection::vec(proptest::sample::select(b"ACGT".to_vec()), 0..7),
        padding in 1usize..3,
        same_length in any::<bool>(),
    ) {
        let length = toy.genome.len();
        let start = 3 + place % (length - 14);
        let removed = if same_length { inserted.len() } else { removed };
        let reference = &toy.genome[start - padding..start + removed];
        let alternate: Vec<u8> = [&toy.genome[start - padding..start], &inserted].concat();
        let raw = SmallVariant { contig: 0, start: (start - padding) as u32, reference, alternate: &alternate };
        let v = raw.trimmed();
        if v.reference == v.alternate {
            return Ok(());
        }
        let quick = Annotator::new(&toy.model, &toy.contigs).consequence(raw, &mut Text(toy.genome.clone())).unwrap();
        let mut quick: BTreeSet<Term> = quick.terms.into_iter().collect();
        let mut slow = slowly(&toy, v.start as usize, v.reference.len(), v.alternate);
        if v.reference.is_empty() {
            // Insertions outside of the coding sequence lie between bases and have no label of their own: compared by hand above.
            let coding = |terms: BTreeSet<Term>| terms.into_iter().filter(|t| t.is_coding()).collect::<BTreeSet<_>>();
            (quick, slow) = (coding(quick), coding(slow));
        } else if slow.is_empty() {
            slow.insert(Term::Intergenic);
        }
        prop_assert_eq!(quick, slow, "{:?} in {:?} {:?}", v, String::from_utf8_lossy(&toy.genome), toy.model.transcripts()[0]);
    }
}
