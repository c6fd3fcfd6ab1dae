//! A small genome with genes, and ways to read what was written.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use oncosweep_sim::{
    config::{Config, FractionRule},
    random::Stream,
    run::Inputs,
};
use rust_htslib::bam::{self, Read, ext::BamRecordExtensions, record::Aux};
use tempfile::TempDir;

/// Length of the first and of the second contig.
pub const LENGTHS: [usize; 2] = [150_000, 80_000];

pub struct Genome {
    pub folder: TempDir,
    pub contigs: Vec<(String, Vec<u8>)>,
}

impl Genome {
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("genome.fa")
    }

    pub fn output(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn inputs(&self) -> Inputs {
        Inputs { genes: Some(self.folder.path().join("genes.gtf")), ..Inputs::new(self.path()) }
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    pub fn bases(&self, contig: usize, start: usize, end: usize) -> &[u8] {
        &self.contigs[contig].1[start..end]
    }
}

/// Random sequence with a microsatellite every kilobase and a stretch of N; genes of four exons every 10 kb.
pub fn genome() -> Genome {
    let folder = tempfile::tempdir().unwrap();
    let mut stream = Stream::new(11, "test genome", [0, 0]);
    let mut contigs = Vec::new();
    let (mut fasta, mut genes) = (String::new(), String::new());
    for (number, length) in LENGTHS.into_iter().enumerate() {
        let mut bases: Vec<u8> = Vec::with_capacity(length);
        while bases.len() < length {
            if bases.len() % 1000 < 3 && bases.len() > 100 {
                let unit = *stream.choose(&["A", "T", "AC", "GA", "AAT", "GATA"]).unwrap();
                let copies = if unit.len() == 1 { 10 + stream.below(10) } else { 6 + stream.below(8) };
                (0..copies).for_each(|_| bases.extend_from_slice(unit.as_bytes()));
            }
            bases.push(b"ACGT"[stream.below(4) as usize]);
        }
        bases.truncate(length);
        bases[70_000..70_300].fill(b'N');
        let name = format!("chr{}", number + 1);
        let _ = writeln!(fasta, ">{name}\n{}", String::from_utf8_lossy(&bases));
        for (gene, start) in (5_000..length - 12_000).step_by(10_000).enumerate().filter(|(_, start)| !(60_000..72_000).contains(start)) {
            let strand = if gene % 2 == 0 { '+' } else { '-' };
            let id = format!("G{number}{gene}");
            for exon in 0..5 {
                let from = start + exon * 1_200;
                for feature in ["exon", "CDS"] {
                    let phase = if feature == "CDS" { "0" } else { "." };
                    let _ = writeln!(
                        genes,
                        "{name}\ttest\t{feature}\t{}\t{}\t.\t{strand}\t{phase}\tgene_id \"{id}\"; transcript_id \"{id}.1\"; gene_name \"{id}\";",
                        from + 1,
                        from + 300
                    );
                }
            }
        }
        contigs.push((name, bases));
    }
    fs::write(folder.path().join("genome.fa"), fasta).unwrap();
    fs::write(folder.path().join("genes.gtf"), genes).unwrap();
    Genome { folder, contigs }
}

/// A case that is quick to make and has a bit of everything.
pub fn config() -> Config {
    let mut config = Config { seed: 5, ..Config::default() };
    (config.tumor.depth, config.normal.depth) = (60.0, 30.0);
    config.tumor.tumor_fraction = 0.8;
    config.somatic.snv_per_mb = 300.0;
    config.somatic.mnv_per_mb = 60.0;
    config.somatic.indel_per_mb = 200.0;
    config.somatic.fractions = FractionRule::Uniform(0.2, 0.5);
    config.microsatellites.unstable_fraction = 0.3;
    config.junctions.random = 3;
    config.junctions.fractions = FractionRule::Listed(vec![0.5]);
    config.damage.oxidation_rate = 1e-4;
    config
}

/// An alignment as another reader sees it.
#[derive(Debug, Clone)]
pub struct Alignment {
    pub name: String,
    pub contig: usize,
    pub start: usize,
    pub end: usize,
    pub flags: u16,
    pub mapping_quality: u8,
    pub cigar: Vec<(char, usize)>,
    pub bases: Vec<u8>,
    pub qualities: Vec<u8>,
    pub mate: (i32, i64),
    pub template_length: i64,
    pub tags: BTreeMap<String, String>,
}

impl Alignment {
    pub fn is(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    /// The read's base at each reference position of its gapless stretches.
    pub fn at(&self, position: usize) -> Option<u8> {
        let (mut read, mut reference) = (0, self.start);
        for &(op, length) in &self.cigar {
            match op {
                'M' => {
                    if (reference..reference + length).contains(&position) {
                        return Some(self.bases[read + position - reference]);
                    }
                    (read, reference) = (read + length, reference + length);
                }
                'I' | 'S' => read += length,
                'D' | 'N' => reference += length,
                _ => {}
            }
        }
        None
    }
}

pub fn alignments(path: &Path) -> Vec<Alignment> {
    let mut reader = bam::Reader::from_path(path).unwrap();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let text = |aux: Aux<'_>| match aux {
                Aux::String(text) => text.to_owned(),
                Aux::U8(n) => n.to_string(),
                Aux::U16(n) => n.to_string(),
                Aux::Char(c) => char::from(c).to_string(),
                Aux::Float(f) => f.to_string(),
                other => panic!("{other:?}"),
            };
            Alignment {
                name: String::from_utf8(record.qname().to_vec()).unwrap(),
                contig: record.tid() as usize,
                start: record.pos() as usize,
                end: record.reference_end() as usize,
                flags: record.flags(),
                mapping_quality: record.mapq(),
                cigar: record.cigar().iter().map(|op| (op.char(), op.len() as usize)).collect(),
                bases: record.seq().as_bytes(),
                qualities: record.qual().to_vec(),
                mate: (record.mtid(), record.mpos()),
                template_length: record.insert_size(),
                tags: record
                    .aux_iter()
                    .map(|tag| tag.unwrap())
                    .map(|(name, aux)| (String::from_utf8_lossy(name).into_owned(), text(aux)))
                    .collect(),
            }
        })
        .collect()
}

/// Lines of a text file, plain or compressed, without those that begin with `#`, by column.
pub fn table(path: &Path) -> Vec<Vec<String>> {
    let mut lines = oncosweep::genome::TextLines::open(path).unwrap();
    let mut rows = Vec::new();
    while let Some((_, line)) = lines.next_line().unwrap() {
        if !line.starts_with('#') {
            rows.push(line.split('\t').map(str::to_owned).collect());
        }
    }
    rows
}

/// A value of the INFO column.
pub fn info<T: std::str::FromStr>(row: &[String], key: &str) -> Option<T> {
    row[7].split(';').find_map(|entry| entry.strip_prefix(&format!("{key}="))).and_then(|value| value.parse().ok())
}
