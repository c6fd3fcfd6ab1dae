//! What a panel of normals says of each site: the germline lengths people have, how the site stutters, and how often a person has a length that
//! nobody else has.

use std::collections::BTreeMap;

use super::{
    super::{
        LengthCounts, Site,
        legacy::peaks,
        model::{Genotype, SiteLengths, StutterModel},
    },
    Baseline,
};
use crate::genome::Contigs;

/// Lengths of one site in one normal from which stutter is learnt are at most these many; beyond, every second, third … is taken.
const MAX_LEARNT: usize = 300_000;

/// One site in the panel.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::msi) struct SiteBaseline {
    /// Normals with enough fragments.
    pub(in crate::msi) normals: u32,
    /// Germline lengths in copies and the normals that have them, sorted by length.
    pub(in crate::msi) alleles: Vec<(u32, u32)>,
    /// Fragments of homozygous normals by copies gained or lost, sorted.
    pub(in crate::msi) slips: Vec<(i32, u32)>,
    /// Sum and sum of squares of mSINGS's number of peaks, over the normals.
    pub(in crate::msi) peaks: (u32, u32),
}

/// A panel of normals, ready to test against.
pub(in crate::msi) struct BaselineModel {
    pub(in crate::msi) stutter: StutterModel,
    sites: Vec<(Site, SiteBaseline)>,
    /// Normals with a length that no other one and not the reference has, and normals, by class.
    novelty: BTreeMap<Class, (u32, u32)>,
}

/// Sites whose germline varies alike: bases in the unit, and copies in steps of [`CLASS_COPIES`].
type Class = (u32, u32);
const CLASS_COPIES: u32 = 4;

fn class(site: &Site) -> Class {
    (site.unit.len(), site.copies / CLASS_COPIES)
}

impl BaselineModel {
    /// Learns from all normals with at least `min_reads` fragments at a site. Contigs are numbered as in `contigs`.
    pub(in crate::msi) fn learn(baseline: &Baseline, contigs: &Contigs, min_reads: u32) -> Self {
        let all = baseline.samples.iter().flat_map(|sample| &sample.lengths);
        let sites = baseline.sites.as_slice();
        let usable: Vec<(usize, &LengthCounts)> =
            all.filter(|(_, lengths)| lengths.total() >= min_reads).map(|(index, lengths)| (*index as usize, lengths)).collect();
        let step = usable.len().div_ceil(MAX_LEARNT).max(1);
        let learnt: Vec<SiteLengths<'_>> =
            usable.iter().step_by(step).map(|&(index, lengths)| SiteLengths { unit_bp: sites[index].unit.len(), lengths }).collect();
        let stutter = StutterModel::learn(&learnt, min_reads);
        let mut by_site: Vec<Vec<&LengthCounts>> = vec![Vec::new(); sites.len()];
        for (index, lengths) in usable {
            by_site[index].push(lengths);
        }
        let mut novelty: BTreeMap<Class, (u32, u32)> = BTreeMap::new();
        let mut known = Vec::with_capacity(sites.len());
        for (site, normals) in sites.iter().zip(by_site) {
            let (summary, novel) = SiteBaseline::of(site, &normals, &stutter);
            let sum = novelty.entry(class(site)).or_default();
            *sum = (sum.0 + novel, sum.1 + summary.normals);
            known.push((*site, summary));
        }
        let renumber = |site: &Site| contigs.resolve(baseline.contigs.name(site.contig)).map(|contig| Site { contig, ..*site });
        let mut sites: Vec<(Site, SiteBaseline)> =
            known.into_iter().filter_map(|(site, summary)| Some((renumber(&site)?, summary))).collect();
        sites.sort_by_key(|(site, _)| site.key());
        Self { stutter, sites, novelty }
    }

    /// What is known of `site`, when it is in the panel with the same copies.
    pub(in crate::msi) fn at(&self, site: &Site) -> Option<&SiteBaseline> {
        let place = self.sites.binary_search_by_key(&site.key(), |(known, _)| known.key()).ok()?;
        let (known, summary) = &self.sites[place];
        (known.copies == site.copies).then_some(summary)
    }

    /// Probability that a person has a length at `site` that none of the panel and not the reference has: by leaving each normal out in turn, over
    /// all sites of its class, with Jeffreys' prior.
    pub(in crate::msi) fn novelty(&self, site: &Site) -> f64 {
        let (novel, all) = self.novelty.get(&class(site)).copied().unwrap_or_default();
        (f64::from(novel) + 0.5) / (f64::from(all) + 1.0)
    }
}

impl SiteBaseline {
    /// The summary of one site, and how many normals have a length that no other one and not the reference has.
    fn of(site: &Site, normals: &[&LengthCounts], stutter: &StutterModel) -> (Self, u32) {
        let mut alleles: BTreeMap<u32, u32> = BTreeMap::new();
        let mut slips: BTreeMap<i32, u32> = BTreeMap::new();
        let mut summary = Self { normals: normals.len() as u32, ..Self::default() };
        let genotypes: Vec<Option<(u32, u32)>> =
            normals.iter().map(|lengths| Genotype::of(lengths, site.unit.len(), stutter).alleles()).collect();
        for (&(short, long), lengths) in genotypes.iter().flatten().zip(normals) {
            *alleles.entry(short).or_default() += 1;
            if short == long {
                for (length, count) in lengths.iter() {
                    *slips.entry(length as i32 - short as i32).or_default() += count;
                }
            } else {
                *alleles.entry(long).or_default() += 1;
            }
            let peaks = peaks(lengths);
            summary.peaks = (summary.peaks.0 + peaks, summary.peaks.1 + peaks * peaks);
        }
        let is_novel = |length: u32| length != site.copies && alleles.get(&length) == Some(&1);
        let novel = genotypes.iter().flatten().filter(|(short, long)| is_novel(*short) || is_novel(*long)).count() as u32;
        summary.alleles = alleles.into_iter().collect();
        summary.slips = slips.into_iter().collect();
        (summary, novel)
    }

    /// Mean and standard deviation (n − 1) of mSINGS's number of peaks; `None` with fewer than three normals.
    pub(in crate::msi) fn peak_moments(&self) -> Option<(f64, f64)> {
        if self.normals < 3 {
            return None;
        }
        let (n, sum, squares) = (f64::from(self.normals), f64::from(self.peaks.0), f64::from(self.peaks.1));
        let mean = sum / n;
        Some((mean, ((squares - n * mean * mean) / (n - 1.0)).max(0.0).sqrt()))
    }
}
