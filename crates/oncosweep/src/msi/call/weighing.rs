//! Sites weighed one after the other, those alike together.
//!
//! Most sites of a genome are short runs whose normals show one length in all of some tens of fragments, so that many sites have the same null: it, and the logarithms of
//! its probabilities, are computed once for all of them.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::against::Against;
use crate::{
    msi::{
        LengthCounts, SiteCall, SiteStatus,
        model::{Shares, SiteRatio, Weighed},
    },
    sweep::Watch,
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
    /// Where what it says stands.
    weighed: Option<u32>,
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

    /// What the tumour's lengths say at a site, put behind `known` when the site before did not say the same; where it stands there.
    fn weigh(&mut self, call: &'a SiteCall, known: &mut Vec<Weighed>) -> Option<u32> {
        let last = self.last(call)?;
        if *last.tumor != call.tumor {
            last.weighed = None;
            last.tumor = &call.tumor;
        }
        let place = *last.weighed.get_or_insert_with(|| {
            known.push(last.ratio.of(&call.tumor));
            known.len() as u32 - 1
        });
        Some(place)
    }
}

/// What the lengths say at each site that can be assessed. Sites that are alike share it: a genome has more sites than lengths to show.
pub(super) struct WeighedSites {
    known: Vec<Weighed>,
    /// By site, where it stands in `known`.
    places: Vec<Option<u32>>,
}

impl WeighedSites {
    /// Weighs every site that is assessed.
    pub(super) fn of(sites: &[SiteCall], against: &Against, shares: Shares, watch: &Watch<'_>) -> Self {
        let (mut known, mut places) = (Vec::new(), vec![None; sites.len()]);
        let mut weighing = Weighing::new(against, shares);
        let assessed = sites.iter().enumerate().filter(|(_, site)| site.status != SiteStatus::NotAssessed);
        for index in weighing.order(assessed) {
            if !watch.next("microsatellites") {
                break;
            }
            places[index] = weighing.weigh(&sites[index], &mut known);
        }
        Self { known, places }
    }

    /// What it says of the sites, beside their indices in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Weighed)> {
        self.places.iter().enumerate().filter_map(|(index, place)| Some((index, &self.known[(*place)? as usize])))
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

    /// What a site says by itself.
    fn alone(site: &SiteCall, against: &Against) -> Weighed {
        let mut known = Vec::new();
        Weighing::new(against, shares(MsiConfig::default().min_shifted_fraction)).weigh(site, &mut known).unwrap();
        known[0]
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
            let together = WeighedSites::of(&sites, &against, shares, &Watch::default());
            assert_eq!(together.iter().count(), sites.len());
            for (index, weighed) in together.iter() {
                assert_eq!(format!("{weighed:?}"), format!("{:?}", alone(&sites[index], &against)), "{:?}", lengths[index]);
            }
            // The first and the fifth are one, and so are the last two.
            assert_eq!(together.known.len(), sites.len() - 2);
        }
    }

    #[test]
    fn beside_a_germline_none_of_its_lengths_is_a_shift() {
        // One germline length and half of the fragments shifted explain them nearly as well as two.
        let sites = sites(&[("A", &[(8, 53), (9, 59)], &[])], false);
        let against = Against::itself(StutterModel::default());
        let weighed = alone(&sites[0], &against);
        assert_eq!((weighed.germline, weighed.beside_germline.copies, weighed.beside_germline.fraction), ([8, 9], 0, 0.0));
        assert!(weighed.shift.copies.abs() == 1 && weighed.shift.fraction > 0.3);
    }
}
