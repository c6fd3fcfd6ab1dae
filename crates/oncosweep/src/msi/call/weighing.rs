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
        let is_alike = |last: &Last<'_>| last.ratio.is_of(&germlines, unit_bp) && (last.ratio.takes_no_tumor() || *last.tumor == call.tumor);
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
