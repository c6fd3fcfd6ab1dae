//! Known recurrent variants: a list of places or alleles that panels leave out of the burden and that calling must not miss.

use std::{collections::BTreeSet, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    genes::SmallVariant,
    genome::{ContigId, Contigs, Targets, TextLines, VcfReader},
};

/// Listed places (any change of a base in them is a hot spot's) and alleles (exactly these are).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hotspots {
    places: Targets,
    alleles: BTreeSet<(ContigId, u32, Vec<u8>, Vec<u8>)>,
}

impl Hotspots {
    /// Reads a VCF file (alleles) or a BED file (places), told apart by their first line. Alleles on contigs the case lacks are passed over.
    ///
    /// # Errors
    /// Those of [`VcfReader`] and [`Targets::from_bed`]; [`Error::Invalid`] when none of its alleles lies on a contig of the case.
    pub fn from_file(path: &Path, contigs: &Contigs) -> Result<Self> {
        let is_vcf = TextLines::open(path)?.next_line()?.is_some_and(|(_, line)| line.starts_with("##fileformat=VCF"));
        if !is_vcf {
            return Ok(Self { places: Targets::from_bed(path, contigs)?, alleles: BTreeSet::new() });
        }
        let mut alleles = BTreeSet::new();
        VcfReader::open(path)?.for_each(|record| {
            if let Some(contig) = contigs.resolve(record.chrom) {
                for alternate in &record.alternates {
                    let (reference, alternate) = (record.reference.to_ascii_uppercase(), alternate.to_ascii_uppercase());
                    let variant =
                        SmallVariant { contig, start: record.start, reference: reference.as_bytes(), alternate: alternate.as_bytes() };
                    alleles.insert(key(variant));
                }
            }
            Ok(())
        })?;
        if alleles.is_empty() {
            return Err(Error::invalid(path, "holds no allele on a contig of the case; give hot spots of the same genome build"));
        }
        Ok(Self { places: Targets::default(), alleles })
    }

    /// Whether `variant` is listed.
    pub fn hold(&self, variant: SmallVariant<'_>) -> bool {
        self.alleles.contains(&key(variant)) || variant.lies_in(&self.places)
    }

    /// Number of listed alleles, or of places.
    pub fn len(&self) -> usize {
        if self.alleles.is_empty() { self.places.iter().count() } else { self.alleles.len() }
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One key however an allele is padded with bases that do not change.
fn key(variant: SmallVariant<'_>) -> (ContigId, u32, Vec<u8>, Vec<u8>) {
    let trimmed = variant.trimmed();
    (trimmed.contig, trimmed.start, trimmed.reference.to_vec(), trimmed.alternate.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::Contig;

    fn list(text: &str) -> Hotspots {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Hotspots::from_file(file.path(), &Contigs::new(vec![Contig { name: "chr7".into(), length: 1_000 }])).unwrap()
    }

    #[test]
    fn alleles_match_exactly_and_places_any_change() {
        let variant = |start, reference, alternate| SmallVariant { contig: 0, start, reference, alternate };
        let alleles = list(
            "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n7\t100\t.\tGA\tGT,G\t.\t.\t.\n8\t1\t.\tA\tC\t.\t.\t.\n",
        );
        assert_eq!(alleles.len(), 2);
        assert!(
            alleles.hold(variant(100, b"A", b"T")) && alleles.hold(variant(99, b"GA", b"G")) && !alleles.hold(variant(100, b"A", b"C"))
        );
        let places = list("chr7\t100\t101\tBRAF\n");
        assert!(places.hold(variant(100, b"A", b"C")) && !places.hold(variant(101, b"A", b"C")) && places.len() == 1);
    }
}
