//! A panel of normals for small variants: alleles that the reads of normals show are inherited, or artefacts of the assay.
//!
//! Of each normal those alleles count that its own reads do not explain as sequencing error, whatever their share: an inherited variant, mosaicism, a mapping artefact, a
//! slip, damage. What errs at random in one normal errs elsewhere in the next, so an allele that two normals show (`max_baseline_normals` may show it) is no somatic
//! variant of this tumour; the rule is that of GATK's panels of normals (`CreateSomaticPanelOfNormals --min-sample-count 2`). The numbers of normals are kept, so the
//! limit can be chosen when a case is called.

use std::{
    hash::{Hash, Hasher},
    path::PathBuf,
};

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use super::{
    allele::Allele,
    call::is_shown,
    change::Models,
    evidence::{Candidate, VariantEvidence},
};
use crate::{
    error::Result,
    framed::Kind,
    genome::{ContigId, Contigs},
    normals::{self, Normal},
};

const KIND: Kind = Kind {
    magic: *b"OSWVRB",
    version: 1,
    name: "oncosweep variant baseline",
    remedy: "make one with: oncosweep baseline --variants N1.bam N2.bam -r REF.fa -o B",
};

/// An allele that reads of normals show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineAllele {
    /// The allele, normalised, on the baseline's contigs.
    pub allele: Allele,
    /// Normals that show it.
    pub normals: u32,
}

/// One normal of a baseline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VariantBaselineSample {
    /// Its name.
    pub name: String,
    /// Alignment records read.
    pub reads: u64,
    /// Alleles that it shows.
    pub alleles: u64,
    /// A number made of these alleles: the same data are known by it.
    pub digest: u64,
}

/// A panel of normals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VariantBaseline {
    /// The release that made it.
    pub version: String,
    /// Name of the reference file.
    pub reference: Option<String>,
    /// The normals' contigs.
    pub contigs: Contigs,
    /// The normals, sorted by name.
    pub samples: Vec<VariantBaselineSample>,
    /// What they show, sorted by allele.
    pub alleles: Vec<BaselineAllele>,
    /// Where it was read from, for messages.
    #[serde(skip)]
    pub path: PathBuf,
}

/// What a profile tells of the baseline its variants were compared with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariantBaselineSummary {
    /// The release that made it.
    pub version: String,
    /// Name of the reference file.
    pub reference: Option<String>,
    /// Names of its normals.
    pub samples: Vec<String>,
    /// Alleles that any of them shows.
    pub alleles: u64,
}

impl Normal for VariantBaselineSample {
    const DATA: &'static str = "reads and alleles";

    fn name(&self) -> &str {
        &self.name
    }

    fn is_twin(&self, other: &Self) -> bool {
        self.alleles > 0 && (self.reads, self.alleles, self.digest) == (other.reads, other.alleles, other.digest)
    }
}

/// The alleles that one sample's reads show; `evidence` is that of a sweep of it alone.
pub(crate) fn shown_alleles(evidence: &VariantEvidence) -> Vec<Allele> {
    let mut models = Models::new(evidence);
    let mut shown = |candidate: &&Candidate| is_shown(&models.of(candidate).explain(&candidate.samples()));
    evidence.candidates.iter().filter(|candidate| shown(candidate)).map(|candidate| candidate.allele.clone()).collect()
}

impl VariantBaseline {
    /// A baseline of one normal called `name`, of which `reads` records were read and which shows `alleles` (sorted) on `contigs`.
    pub(crate) fn of_one(
        name: String,
        reads: u64,
        alleles: Vec<Allele>,
        reference: Option<String>,
        contigs: Contigs,
        path: PathBuf,
    ) -> Self {
        let mut hasher = FxHasher::default();
        alleles.hash(&mut hasher);
        let sample = VariantBaselineSample { name, reads, alleles: alleles.len() as u64, digest: hasher.finish() };
        let alleles = alleles.into_iter().map(|allele| BaselineAllele { allele, normals: 1 }).collect();
        Self { version: env!("CARGO_PKG_VERSION").into(), reference, contigs, samples: vec![sample], alleles, path }
    }

    /// Adds the normals of `other`.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) when the two were not made alike, or share a normal.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        let checks = [("contigs", self.contigs == other.contigs), ("references", self.reference == other.reference)];
        normals::require_alike(&checks, "sweep all of them with the same reference")?;
        normals::pool(&mut self.samples, other.samples)?;
        self.alleles.extend(other.alleles);
        // Two sorted runs: merged in linear time.
        self.alleles.sort_by(|a, b| a.allele.cmp(&b.allele));
        self.alleles.dedup_by(|later, kept| {
            let is_same = later.allele == kept.allele;
            kept.normals += if is_same { later.normals } else { 0 };
            is_same
        });
        Ok(())
    }

    /// Finds that a case on `contigs` fits.
    ///
    /// # Errors
    /// [`Error::GenomeMismatch`](crate::Error::GenomeMismatch), naming what differs.
    pub fn check(&self, contigs: &Contigs) -> Result<()> {
        self.contigs.check_fits(contigs, &self.path)
    }

    /// What a profile tells of it.
    pub fn summary(&self) -> VariantBaselineSummary {
        VariantBaselineSummary {
            version: self.version.clone(),
            reference: self.reference.clone(),
            samples: self.samples.iter().map(|sample| sample.name.clone()).collect(),
            alleles: self.alleles.len() as u64,
        }
    }

    /// The baseline to be asked about alleles on `contigs`.
    pub(super) fn index<'a>(&'a self, contigs: &Contigs) -> BaselineIndex<'a> {
        BaselineIndex { alleles: &self.alleles, names: contigs.iter().map(|(_, contig)| self.contigs.resolve(&contig.name)).collect() }
    }
}

normals::files!(VariantBaseline, KIND);

/// A baseline seen from a case.
pub(super) struct BaselineIndex<'a> {
    alleles: &'a [BaselineAllele],
    /// By contig of the case, that of the baseline.
    names: Vec<Option<ContigId>>,
}

impl BaselineIndex<'_> {
    /// Normals that show `allele`, which lies on the case's contigs.
    pub(super) fn normals(&self, allele: &Allele) -> u32 {
        let Some(&Some(contig)) = self.names.get(allele.contig as usize) else { return 0 };
        let place = self.alleles.binary_search_by(|shown| {
            let other = &shown.allele;
            (other.contig, other.start, &other.reference, &other.alternate).cmp(&(
                contig,
                allele.start,
                &allele.reference,
                &allele.alternate,
            ))
        });
        place.map_or(0, |index| self.alleles[index].normals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::Contig;

    fn contigs(names: &[&str]) -> Contigs {
        Contigs::new(names.iter().map(|&name| Contig { name: name.into(), length: 1_000 }).collect())
    }

    fn normal(name: &str, alleles: &[(ContigId, u32, u8)]) -> VariantBaseline {
        let alleles = alleles.iter().map(|&(contig, start, letter)| Allele::snv(contig, start, b'A', letter)).collect();
        VariantBaseline::of_one(name.into(), name.len() as u64, alleles, Some("r.fa".into()), contigs(&["chr1", "chr2"]), PathBuf::new())
    }

    #[test]
    fn normals_are_counted_by_allele_whatever_their_order() {
        let parts = [normal("a", &[(0, 5, b'C'), (1, 5, b'C')]), normal("bb", &[(0, 5, b'G'), (1, 5, b'C')]), normal("ccc", &[])];
        let merged = |order: [usize; 3]| {
            let mut whole = parts[order[0]].clone();
            for part in &order[1..] {
                whole.merge(parts[*part].clone()).unwrap();
            }
            whole
        };
        let whole = merged([0, 1, 2]);
        assert!([[2, 1, 0], [1, 0, 2]].into_iter().all(|order| merged(order) == whole));
        assert_eq!(whole.alleles.iter().map(|shown| shown.normals).collect::<Vec<_>>(), [1, 1, 2]);
        // A case with other names in another order, and a contig that the panel lacks.
        let index = whole.index(&contigs(&["3", "2", "1"]));
        let of = |contig, letter| index.normals(&Allele::snv(contig, 5, b'A', letter));
        assert_eq!([of(1, b'C'), of(2, b'C'), of(2, b'G'), of(2, b'T'), of(0, b'C')], [2, 1, 1, 0, 0]);
    }

    #[test]
    fn what_was_not_made_alike_and_what_is_given_twice_is_refused() {
        let mut whole = normal("a", &[(0, 5, b'C')]);
        let message = |other: VariantBaseline| whole.clone().merge(other).unwrap_err().to_string();
        // Another name, the same reads and alleles.
        assert!(message(normal("b", &[(0, 5, b'C')])).contains("normal 'b' is given twice: its reads and alleles are those of 'a'"));
        assert!(message(VariantBaseline { reference: None, ..normal("bb", &[]) }).contains("references differ"));
        assert!(message(VariantBaseline { contigs: contigs(&["chr1"]), ..normal("bb", &[]) }).contains("contigs differ"));
        whole.merge(normal("bb", &[(0, 5, b'C')])).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        whole.save(file.path()).unwrap();
        assert_eq!(VariantBaseline::load(file.path()).unwrap().alleles, whole.alleles);
    }
}
