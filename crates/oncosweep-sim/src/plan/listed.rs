//! Small variants that the user lists.

use std::path::Path;

use oncosweep::{
    Error, Result,
    genome::{ContigId, Contigs, Reference, TextLines},
};

use super::{Origin, SOURCES, left_aligned, planting::draw_fraction};
use crate::{
    config::FractionRule,
    random::Stream,
    reads::{Context, base},
};

/// Bases before a variant over which it is left-aligned.
const MARGIN_BP: u32 = 512;
/// Longest replaced or new sequence, in bases.
const MAX_ALLELE_BP: usize = 200;

/// A listed variant, normalised: trimmed, left-aligned, without anchor; 0-based.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedVariant {
    /// The contig.
    pub contig: ContigId,
    /// First replaced base, or the base before which others are inserted.
    pub position: u32,
    /// Number of replaced bases.
    pub reference_bases: u32,
    /// Codes of the bases in their place.
    pub alternate: Vec<u8>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Reads variants from VCF text, plain or compressed: INFO `GT=a|b` (as in our germline.vcf.gz) makes an inherited variant, `TVAF=` or
/// `AF=` a somatic one of that allele fraction in pure tumour, neither a somatic one with a fraction drawn by `rule`.
///
/// # Errors
/// [`Error::Parse`] with the line for a bad column, a REF that is not the reference's, symbolic or very long alleles, or overlapping variants.
pub fn read_variants(
    path: &Path,
    contigs: &Contigs,
    reference: &mut Reference,
    rule: &FractionRule,
    seed: u64,
) -> Result<Vec<ListedVariant>> {
    let mut lines = TextLines::open(path)?;
    let mut found: Vec<(ListedVariant, u64)> = Vec::new();
    loop {
        let (number, record) = match lines.next_line()? {
            None => break,
            Some((_, line)) if line.starts_with('#') || line.trim().is_empty() => continue,
            Some((number, line)) => (number, Record::parse(line, contigs)),
        };
        let record = record.map_err(|message| lines.error(number, message))?;
        let mut stream = Stream::new(seed, "listed", [u64::from(record.contig) << 32 | u64::from(record.start), number]);
        let variant = record.normalised(contigs, reference, |rng| draw_fraction(rule, rng), &mut stream)?;
        found.push((variant.map_err(|message| lines.error(number, message))?, number));
    }
    found.sort_by_key(|(v, number)| (v.contig, v.position, *number));
    for pair in found.windows(2) {
        let (a, b) = (&pair[0].0, &pair[1].0);
        if a.contig == b.contig && b.position < a.position + a.reference_bases.max(1) {
            let why = format!("overlaps the variant of line {}; list each place once", pair[0].1);
            return Err(lines.error(pair[1].1, why));
        }
    }
    Ok(found.into_iter().map(|(variant, _)| variant).collect())
}

struct Record {
    contig: ContigId,
    /// 0-based.
    start: u32,
    reference: Vec<u8>,
    alternate: Vec<u8>,
    genotype: Option<[bool; 2]>,
    fraction: Option<f64>,
}

impl Record {
    fn parse(line: &str, contigs: &Contigs) -> Result<Self, String> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [chrom, position, _, reference, alternate, rest @ ..] = fields.as_slice() else {
            return Err(format!("has {} tab-separated columns; a VCF record has at least eight", fields.len()));
        };
        let Some(contig) = contigs.resolve(chrom) else {
            return Err(format!("contig '{chrom}' is not in the reference (which has {})", contigs.sample_of_names()));
        };
        let position: u32 = position.parse().map_err(|_| format!("POS '{position}' is not a whole number"))?;
        let codes = |name: &str, text: &str| {
            let codes = base::codes(text.as_bytes());
            if codes.is_empty() || codes.contains(&base::N) || codes.len() > MAX_ALLELE_BP {
                return Err(format!(
                    "{name} '{text}' must be 1 to {MAX_ALLELE_BP} bases, each A, C, G or T; split several alleles into lines"
                ));
            }
            Ok(codes)
        };
        let info = rest.get(2).copied().unwrap_or_default();
        let value = |key: &str| info.split(';').find_map(|entry| entry.split_once('=').filter(|(k, _)| *k == key).map(|(_, v)| v));
        let genotype = value("GT").map(|text| match text.split(['|', '/']).collect::<Vec<_>>()[..] {
            [a, b] if [a, b].iter().all(|x| *x == "0" || *x == "1") => Ok([a == "1", b == "1"]),
            _ => Err(format!("GT '{text}' is not of the form 0|1")),
        });
        let fraction = value("TVAF").or_else(|| value("AF")).map(|text| match text.parse::<f64>() {
            Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
            _ => Err(format!("allele fraction '{text}' is not a number from 0 to 1")),
        });
        Ok(Self {
            contig,
            start: position.checked_sub(1).ok_or("POS is 0, but VCF counts from 1")?,
            reference: codes("REF", reference)?,
            alternate: codes("ALT", alternate)?,
            genotype: genotype.transpose()?,
            fraction: fraction.transpose()?,
        })
    }

    /// Checks REF and brings the variant to the form that is planned.
    fn normalised(
        self,
        contigs: &Contigs,
        reference: &mut Reference,
        draw: impl Fn(&mut Stream) -> f64,
        stream: &mut Stream,
    ) -> Result<Result<ListedVariant, String>, Error> {
        let name = contigs.name(self.contig);
        let start = self.start.saturating_sub(MARGIN_BP);
        let end = self.start + self.reference.len() as u32 + 1;
        let codes = base::codes(&reference.fetch(name, start, end)?);
        let context = Context { start, codes: &codes };
        let there = context.slice(self.start, self.start + self.reference.len() as u32);
        if there != self.reference {
            let (said, is) = (base::text(&self.reference), base::text(there));
            let why = format!("REF '{said}' at {name}:{} is '{is}' in the reference; is the list of the same build?", self.start + 1);
            return Ok(Err(why));
        }
        if self.reference == self.alternate {
            return Ok(Err("REF and ALT are the same".into()));
        }
        let (mut old, mut new, mut position) = (&self.reference[..], &self.alternate[..], self.start);
        while let (Some((a, rest_old)), Some((b, rest_new))) = (old.split_last(), new.split_last())
            && a == b
        {
            (old, new) = (rest_old, rest_new);
        }
        while let (Some((a, rest_old)), Some((b, rest_new))) = (old.split_first(), new.split_first())
            && a == b
        {
            (old, new, position) = (rest_old, rest_new, position + 1);
        }
        let mut alternate = new.to_vec();
        if old.is_empty() || new.is_empty() {
            position = left_aligned(position, old.len() as u32, &mut alternate, context);
        }
        let haplotype = stream.below(2) as u8;
        let origin = match (self.genotype, self.fraction) {
            (Some([a, b]), None) => {
                let mut on = [false; SOURCES];
                (on[0], on[1]) = (a, b);
                Origin::Inherited(on)
            }
            (_, Some(fraction)) => Origin::Somatic { haplotype, fraction: fraction as f32 },
            (None, None) => Origin::Somatic { haplotype, fraction: draw(stream) as f32 },
        };
        Ok(Ok(ListedVariant { contig: self.contig, position, reference_bases: old.len() as u32, alternate, origin }))
    }
}
