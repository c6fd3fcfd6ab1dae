//! Known recurrent variants: a list of places or alleles that panels leave out of the burden and that calling must not miss.

use std::{collections::BTreeSet, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    genes::SmallVariant,
    genome::{ContigId, Contigs, Reference, Targets, TextLines, VcfReader},
    sweep::ReferenceSlice,
    variant::{Allele, ListedAlleles},
};

/// A BED list of more bases is a territory, not a list of places to ask of one by one.
const MAX_PLACES_BP: u64 = 20_000;
/// Bases of reference around an indel that is shifted to the left.
const SHIFT_MARGIN_BP: u32 = 1_000;

/// Listed places (any change of a base in them is a hot spot's) and alleles (exactly these are).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hotspots {
    places: Targets,
    alleles: BTreeSet<(ContigId, u32, Vec<u8>, Vec<u8>)>,
    /// What calling must look at: the alleles, normalised, or every base change of the places.
    listed: ListedAlleles,
}

impl Hotspots {
    /// Reads a VCF file (alleles) or a BED file (places), told apart by their first line. Alleles on contigs the case lacks are passed over.
    ///
    /// # Errors
    /// Those of [`VcfReader`] and [`Targets::from_bed`]; [`Error::Invalid`] when none of its alleles lies on a contig of the case.
    pub fn from_file(path: &Path, contigs: &Contigs) -> Result<Self> {
        let is_vcf = TextLines::open(path)?.next_line()?.is_some_and(|(_, line)| line.starts_with("##fileformat=VCF"));
        if !is_vcf {
            return Ok(Self { places: Targets::from_bed(path, contigs)?, ..Self::default() });
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
        Ok(Self { alleles, ..Self::default() })
    }

    /// Normalises the alleles on the reference of the case, so that they are found however the list writes them, and names what calling must look at: each
    /// allele, or each base change of the places (of at most twenty thousand bases; more are no list of sites). `path` is that of the list.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an allele whose reference bases are not those of the reference: it is of another genome build; those of [`Reference`].
    pub fn look_up(&mut self, path: &Path, reference: &mut Reference, contigs: &Contigs) -> Result<()> {
        let known = |contig: ContigId, reference: &Reference| reference.contigs().resolve(contigs.name(contig)).is_some();
        let mut listed = Vec::new();
        for (contig, start, plain, changed) in self.alleles.clone() {
            let variant = SmallVariant { contig, start, reference: &plain, alternate: &changed };
            if !known(contig, reference) || !is_plain(&plain) || !is_plain(&changed) {
                continue;
            }
            let allele = normalised(variant, path, reference, contigs)?;
            self.alleles.insert(key(SmallVariant {
                contig,
                start: allele.start,
                reference: &allele.reference,
                alternate: &allele.alternate,
            }));
            listed.push(allele);
        }
        if self.places.total_bases() <= MAX_PLACES_BP {
            for place in self.places.iter() {
                if !known(place.contig, reference) {
                    continue;
                }
                let bases = reference.fetch(contigs.name(place.contig), place.span.start, place.span.end)?;
                for (position, base) in (place.span.start..).zip(bases).filter(|(_, base)| b"ACGT".contains(base)) {
                    let others = b"ACGT".iter().filter(|&&other| other != base);
                    listed.extend(others.map(|&other| Allele::snv(place.contig, position, base, other)));
                }
            }
        }
        self.listed = ListedAlleles::new(listed);
        Ok(())
    }

    /// The alleles that calling must look at; empty before [`Hotspots::look_up`].
    pub fn listed(&self) -> &ListedAlleles {
        &self.listed
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

/// Whether a list's letters are bases: not a symbolic allele, not a breakend.
fn is_plain(letters: &[u8]) -> bool {
    letters.iter().all(|letter| b"ACGTN".contains(letter))
}

/// A trimmed allele with its anchor, shifted left.
fn normalised(variant: SmallVariant<'_>, path: &Path, reference: &mut Reference, contigs: &Contigs) -> Result<Allele> {
    let SmallVariant { contig, start, reference: plain, alternate: changed } = variant;
    let name = contigs.name(contig);
    let end = start + plain.len() as u32;
    let first = start.saturating_sub(SHIFT_MARGIN_BP);
    let bases = reference.fetch(name, first, end + SHIFT_MARGIN_BP)?;
    let slice = ReferenceSlice { start: first, bases: &bases };
    let is_same = (start..end).zip(plain).all(|(position, &base)| slice.base(position) == base || slice.base(position) == b'N');
    if !is_same {
        let found: String = (start..end).map(|position| slice.base(position) as char).collect();
        let message = format!(
            "has {name}:{} {}, where the reference has {found}; give hot spots of the reference's genome build",
            start + 1,
            String::from_utf8_lossy(plain)
        );
        return Err(Error::invalid(path, message));
    }
    let shifted = match (plain.len() as u32, changed.len()) {
        (length, 0) => Allele::deletion(contig, start, length, &slice),
        (0, _) => Allele::insertion(contig, start, changed, &slice),
        _ => None,
    };
    let anchored =
        |bases: &[u8]| -> Box<[u8]> { std::iter::once(slice.base(start.saturating_sub(1))).chain(bases.iter().copied()).collect() };
    Ok(shifted.unwrap_or_else(|| match (plain, changed) {
        ([], _) | (_, []) => Allele { contig, start: start.saturating_sub(1), reference: anchored(plain), alternate: anchored(changed) },
        _ => Allele { contig, start, reference: plain.into(), alternate: changed.into() },
    }))
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

    #[test]
    fn alleles_are_looked_for_where_calls_write_them() {
        let folder = tempfile::tempdir().unwrap();
        let fasta = folder.path().join("r.fa");
        //                            0123456789012345
        std::fs::write(&fasta, ">chr7\nGATTTTTCACGGCATG\n").unwrap();
        let mut reference = Reference::open(&fasta).unwrap();
        let contigs = reference.contigs().clone();
        let looked_up = |text: &str, reference: &mut Reference| {
            let path = folder.path().join("list");
            std::fs::write(&path, text).unwrap();
            let mut list = Hotspots::from_file(&path, &contigs).unwrap();
            list.look_up(&path, reference, &contigs).map(|()| list)
        };
        let header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
        // A T less, written at the right end of the run; and two bases as one change.
        let list = looked_up(&format!("{header}7\t6\t.\tTT\tT\t.\t.\t.\n7\t11\t.\tGG\tCA\t.\t.\t.\n"), &mut reference).unwrap();
        let alleles: Vec<(u32, &[u8], &[u8])> = list.listed().iter().map(|a| (a.start, &*a.reference, &*a.alternate)).collect();
        assert_eq!(alleles, [(1, &b"AT"[..], &b"A"[..]), (10, &b"GG"[..], &b"CA"[..])]);
        assert!(list.hold(SmallVariant { contig: 0, start: 1, reference: b"AT", alternate: b"A" }));
        let places = looked_up("chr7\t7\t9\n", &mut reference).unwrap();
        assert_eq!(places.listed().len(), 6);
        let other_build = looked_up(&format!("{header}7\t6\t.\tC\tT\t.\t.\t.\n"), &mut reference);
        assert!(other_build.unwrap_err().to_string().contains("has chr7:6 C, where the reference has T"));
    }
}
