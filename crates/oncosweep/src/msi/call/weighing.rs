//! Sites weighed one after the other, those alike together.
//!
//! Most sites of a genome are short runs whose normals show one length in all of some tens of fragments, so that many sites have the same null: it, and the logarithms of
//! its probabilities, are computed once for all of them.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::against::Against;
use crate::msi::{
    LengthCounts, SiteCall,
    model::{Shares, SiteRatio, Weighed},
};

/// The likelihood ratios of sites in turn: a site that is like the one before takes its ratio.
pub(super) struct Weighing<'a> {
    against: &'a Against,
    shares: Shares,
    last: Option<Last<'a>>,
}

struct Last<'a> {
    ratio: SiteRatio<'a>,
    tumor: &'a LengthCounts,
    weighed: Option<Weighed>,
}

impl<'a> Weighing<'a> {
    pub(super) fn new(against: &'a Against, shares: Shares) -> Self {
        Self { against, shares, last: None }
    }

    /// Brings sites that are alike together.
    pub(super) fn order<'b>(&self, sites: impl Iterator<Item = (usize, &'b SiteCall)>) -> Vec<usize> {
        let hash = |value: &dyn Fn(&mut DefaultHasher)| {
            let mut hasher = DefaultHasher::new();
            value(&mut hasher);
            hasher.finish()
        };
        let key = |(index, site): (usize, &SiteCall)| {
            (hash(&|hasher| self.against.likeness(site, hasher)), hash(&|hasher| site.tumor.hash(hasher)), index)
        };
        let mut keys: Vec<(u64, u64, usize)> = sites.map(key).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(.., index)| index).collect()
    }

    /// The ratio at a site; `None` where nothing is known of the germline.
    fn last(&mut self, call: &'a SiteCall) -> Option<&mut Last<'a>> {
        let (unit_bp, germlines) = (call.site.unit.len(), self.against.germlines(call)?);
        let is_alike =
            |last: &Last<'_>| last.ratio.is_of(&germlines, unit_bp) && (last.ratio.takes_no_tumor() || *last.tumor == call.tumor);
        if !self.last.as_ref().is_some_and(is_alike) {
            let ratio = SiteRatio::new(germlines, &call.tumor, unit_bp, self.against.stutter(), self.against.priors(), self.shares)?;
            self.last = Some(Last { ratio, tumor: &call.tumor, weighed: None });
        }
        self.last.as_mut()
    }

    /// The ratio at a site; `None` where nothing is known of the germline.
    pub(super) fn ratio(&mut self, call: &'a SiteCall) -> Option<&mut SiteRatio<'a>> {
        Some(&mut self.last(call)?.ratio)
    }

    /// What the tumour's lengths say at a site.
    pub(super) fn weigh(&mut self, call: &'a SiteCall) -> Option<Weighed> {
        let last = self.last(call)?;
        if *last.tumor != call.tumor {
            last.weighed = None;
            last.tumor = &call.tumor;
        }
        Some(*last.weighed.get_or_insert_with(|| last.ratio.of(&call.tumor)))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sites::with_counts, *};
    use crate::msi::{
        MsiConfig, MsiEvidence, ShortSequence, Site, SiteCounts, Sites,
        model::{StutterModel, shares},
    };

    /// Fragments by length.
    type Lengths = &'static [(u32, u32)];

    /// Sites given by unit, and what tumour and normal show.
    fn sites(lengths: &[(&str, Lengths, Lengths)], has_normal: bool) -> Vec<SiteCall> {
        let bases = |text: &str| ShortSequence::new(text.as_bytes()).unwrap();
        let site = |(index, (unit, ..)): (usize, &(&str, Lengths, Lengths))| Site {
            contig: 0,
            start: 100 * (index as u32 + 1),
            unit: bases(unit),
            copies: 12,
            left_flank: bases("CAGGC"),
            right_flank: bases("GTGTA"),
        };
        let sites: Vec<Site> = lengths.iter().enumerate().map(site).collect();
        let counts = sites.iter().zip(lengths).map(|(site, (_, tumor, normal))| SiteCounts {
            key: site.key(),
            tumor: tumor.iter().copied().collect(),
            normal: normal.iter().copied().collect(),
        });
        let evidence = MsiEvidence { counts: counts.collect(), sites: Sites::new(sites), ..MsiEvidence::default() };
        with_counts(&evidence, &MsiConfig::default(), None, has_normal)
    }

    #[test]
    fn a_site_says_the_same_behind_one_that_is_alike() {
        let plain: Lengths = &[(12, 30)];
        let two: Lengths = &[(12, 20), (15, 20)];
        let lengths: [(&str, Lengths, Lengths); 8] = [
            ("A", &[(12, 50)], plain),
            ("A", &[(11, 2), (12, 50)], plain),
            ("AC", &[(11, 2), (12, 50)], plain),
            ("A", &[(9, 20), (12, 50)], plain),
            ("A", &[(12, 50)], plain),
            ("A", &[(12, 40), (15, 10)], two),
            ("A", &[(12, 10), (15, 40)], two),
            ("A", &[(12, 10), (15, 40)], two),
        ];
        for has_normal in [true, false] {
            let sites = sites(&lengths, has_normal);
            let (stutter, config) = (StutterModel::default(), MsiConfig::default());
            let against = if has_normal { Against::normal(&sites, stutter, &config) } else { Against::itself(stutter) };
            let shares = shares(config.min_shifted_fraction);
            let mut together = Weighing::new(&against, shares);
            let order = together.order(sites.iter().enumerate());
            assert_eq!(order.len(), sites.len());
            for index in order {
                let alone = Weighing::new(&against, shares).weigh(&sites[index]).unwrap();
                assert_eq!(format!("{:?}", together.weigh(&sites[index]).unwrap()), format!("{alone:?}"), "{:?}", lengths[index]);
            }
        }
    }

    #[test]
    fn a_shift_is_one_from_the_germline_that_is_told() {
        // One length and half of the fragments shifted explain them as well, but the germline told is two lengths.
        let sites = sites(&[("A", &[(8, 53), (9, 59)], &[])], false);
        let against = Against::itself(StutterModel::default());
        let weighed = Weighing::new(&against, shares(0.05)).weigh(&sites[0]).unwrap();
        assert_eq!((weighed.germline, weighed.shift.copies, weighed.shift.fraction), ([8, 9], 0, 0.0));
    }
}
