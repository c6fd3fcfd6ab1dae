//! The reading frame of fusions against translation of the fused transcript, done here from the text of the annotation.

use std::{collections::BTreeMap, io::Read as _, path::Path};

use flate2::read::MultiGzDecoder;
use oncosweep::{
    fusion::{self, Assay, Breakend, Frame, FusionCase, FusionConfig, Junction, Side},
    genes::{GeneModel, GeneticCode},
    genome::{Contigs, Reference},
};

use crate::{data::shared, fusion_events::shown};

/// A transcript as its rows of the annotation say: coding parts in its own direction, 1-based and inclusive.
struct Coding {
    contig: String,
    forward: bool,
    parts: Vec<(u32, u32)>,
    phase: usize,
}

fn coding_transcripts(gtf: &Path) -> BTreeMap<String, Coding> {
    let bytes = std::fs::read(gtf).unwrap();
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    let mut all: BTreeMap<String, (Coding, Vec<usize>)> = BTreeMap::new();
    for f in text.lines().map(|line| line.split('\t').collect::<Vec<_>>()).filter(|f| f.len() > 8 && f[2] == "CDS") {
        let id = f[8].split("transcript_id \"").nth(1).unwrap().split('"').next().unwrap();
        let entry = all
            .entry(id.into())
            .or_insert_with(|| (Coding { contig: f[0].into(), forward: f[6] == "+", parts: Vec::new(), phase: 0 }, Vec::new()));
        entry.0.parts.push((f[3].parse().unwrap(), f[4].parse().unwrap()));
        entry.1.push(f[7].parse().unwrap());
    }
    all.into_iter()
        .map(|(id, (mut coding, phases))| {
            let mut order: Vec<usize> = (0..phases.len()).collect();
            order.sort_by_key(|&i| if coding.forward { i64::from(coding.parts[i].0) } else { -i64::from(coding.parts[i].1) });
            coding.phase = phases[order[0]];
            coding.parts = order.iter().map(|&i| coding.parts[i]).collect();
            (id, coding)
        })
        .collect()
}

impl Coding {
    /// Coding letters on the wanted side of `position` (1-based): up to and with it, or from it on, in the transcript's direction.
    fn letters(&self, reference: &mut Reference, keep: impl Fn(u32) -> bool) -> Vec<u8> {
        let mut letters = Vec::new();
        for &(start, end) in &self.parts {
            let bases = reference.fetch(&self.contig, start - 1, end).unwrap();
            let mut placed: Vec<(u32, u8)> = (start..=end).zip(bases).collect();
            if !self.forward {
                placed.reverse();
            }
            letters.extend(placed.into_iter().filter(|&(position, _)| keep(position)).map(|(_, base)| match (base, self.forward) {
                (base, true) => base,
                (b'A', _) => b'T',
                (b'C', _) => b'G',
                (b'G', _) => b'C',
                (b'T', _) => b'A',
                (base, _) => base,
            }));
        }
        letters
    }
}

/// Whether the last residues of the 3' partner's protein are made from the fused transcript.
fn reads_on(five: (&Coding, u32), three: (&Coding, u32), inserted: usize, reference: &mut Reference) -> Option<bool> {
    const RESIDUES: usize = 8;
    let retained = five.0.letters(reference, |p| if five.0.forward { p <= five.1 } else { p >= five.1 });
    let whole = three.0.letters(reference, |_| true);
    let tail = three.0.letters(reference, |p| if three.0.forward { p >= three.1 } else { p <= three.1 });
    let code = GeneticCode::Standard;
    let own = code.translate(whole.get(three.0.phase..)?);
    let left_over = (whole.len() - three.0.phase) % 3;
    if retained.len() < five.0.phase + 3 || tail.len() < 3 * RESIDUES + 6 {
        return None;
    }
    let mut fused = retained[five.0.phase..].to_vec();
    fused.extend(std::iter::repeat_n(b'A', inserted));
    fused.extend(&tail);
    fused.truncate(fused.len() - left_over);
    let protein = code.translate(&fused);
    Some(protein.ends_with(&own[own.len() - RESIDUES..]))
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

/// Calls one junction that three molecules show.
fn called(junction: Junction, assay: Assay, contigs: &Contigs, genes: &GeneModel) -> Option<fusion::Fusion> {
    let case = FusionCase { genes: Some(genes), ..FusionCase::new(assay, contigs) };
    fusion::call(&shown(junction, 3), &case, &FusionConfig::default()).fusions.pop()
}

/// Draws pairs of places until `wanted` have been compared; returns how many of them are in frame.
fn compare(gtf: &str, fasta: &str, assay: Assay, wanted: usize) -> Option<usize> {
    let (gtf, fasta) = (shared(gtf)?, shared(fasta)?);
    let transcripts = coding_transcripts(&gtf);
    let mut reference = Reference::open(&fasta).unwrap();
    let contigs = reference.contigs().clone();
    let genes = GeneModel::from_file(&gtf, &contigs).unwrap();
    let list: Vec<&Coding> = transcripts.values().filter(|t| t.parts.len() > 2).collect();
    let mut dice = Dice(7);
    let (mut compared, mut in_frame, mut drawn) = (0, 0, 0);
    while compared < wanted {
        drawn += 1;
        assert!(drawn < 60 * wanted, "only {compared} of {wanted} pairs could be compared");
        let (five, three) = (list[dice.roll(list.len())], list[dice.roll(list.len())]);
        // The last retained base of either, 0-based.
        let mut place = |coding: &Coding, is_five: bool| {
            let part = dice.roll(coding.parts.len() - 1);
            let (before, after) = (coding.parts[part], coding.parts[part + 1]);
            match assay {
                Assay::Rna => {
                    let (start, end) = if is_five { before } else { after };
                    // Half of them at the boundary, half within the exon.
                    let within = if dice.roll(2) == 0 { 0 } else { dice.roll((end - start + 1) as usize) as u32 };
                    if is_five == coding.forward { end - within } else { start + within }
                }
                Assay::Dna => {
                    let (low, high) = if coding.forward { (before.1 + 1, after.0) } else { (after.1 + 1, before.0) };
                    low + dice.roll((high - low).max(1) as usize) as u32
                }
            }
        };
        let (a, b) = (place(five, true), place(three, false));
        let inserted = if assay == Assay::Rna { dice.roll(4) } else { 0 };
        let end = |coding: &Coding, position: u32, left: bool| Breakend {
            contig: contigs.resolve(&coding.contig).unwrap(),
            position: position - 1,
            side: if left { Side::Left } else { Side::Right },
        };
        let junction = Junction::new(end(five, a, five.forward), end(three, b, !three.forward), inserted as i32);
        let Some(fusion) = called(junction, assay, &contigs, &genes) else { continue };
        let annotation = &fusion.annotation;
        let (Some(frame), Some(id1), Some(id2)) = (annotation.frame, &annotation.transcript1, &annotation.transcript2) else { continue };
        let (Some(one), Some(two)) = (transcripts.get(id1), transcripts.get(id2)) else { panic!("{id1} or {id2} does not code") };
        let places = [&fusion.breakpoint1, &fusion.breakpoint2].map(|b| b.breakend.position + 1);
        let Some(expected) = reads_on((one, places[0]), (two, places[1]), inserted, &mut reference) else { continue };
        assert_eq!(
            frame == Frame::InFrame,
            expected,
            "{} {}:{} to {}:{}, {inserted} inserted",
            fusion.name,
            one.contig,
            places[0],
            two.contig,
            places[1]
        );
        compared += 1;
        in_frame += usize::from(expected);
    }
    eprintln!("{compared} pairs compared of {drawn} drawn, {in_frame} in frame");
    Some(in_frame)
}

#[test]
fn frames_equal_translation_from_exon_to_exon_and_from_intron_to_intron() {
    let sets = [
        ("fusion/rna-minigenome/m2.gtf", "fusion/rna-minigenome/mini.fa"),
        ("ref/GRCh38.cancer20Mb.cds.gtf.gz", "ref/GRCh38.cancer20Mb.padded.fa.gz"),
    ];
    for (gtf, fasta) in sets {
        for assay in [Assay::Rna, Assay::Dna] {
            let Some(in_frame) = compare(gtf, fasta, assay, 200) else { return };
            // A third, by chance; a test in which one answer never occurs would not tell.
            assert!((40..110).contains(&in_frame), "{in_frame}");
        }
    }
}
