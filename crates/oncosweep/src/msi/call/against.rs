//! What the tumour is compared with.

use std::hash::{Hash, Hasher};

use super::super::{
    ComparedWith, LengthCounts, MsiConfig, SiteCall, SiteStatus,
    baseline::BaselineModel,
    model::{Genotype, Germline, Library, Losses, RatePriors, StutterModel, of_itself, of_normal, of_panel, shares},
};

/// What the tumour is compared with, and the stutter learnt there.
pub(super) enum Against {
    Normal(StutterModel, RatePriors),
    Baseline(BaselineModel, RatePriors),
    Itself(StutterModel, RatePriors),
}

impl Against {
    pub(super) fn word(&self) -> ComparedWith {
        match self {
            Self::Normal(..) => ComparedWith::Normal,
            Self::Baseline(..) => ComparedWith::Baseline,
            Self::Itself(..) => ComparedWith::Itself,
        }
    }

    /// How the tumour's library differs from the one the stutter was learnt from.
    pub(super) fn library(&self) -> Option<&Library> {
        match self {
            Self::Normal(_, priors) | Self::Baseline(_, priors) => Some(priors.library()),
            Self::Itself(..) => None,
        }
    }

    /// The matched normal, with the stutter learnt there and how the tumour's library differs.
    pub(super) fn normal(sites: &[SiteCall], stutter: StutterModel, config: &MsiConfig) -> Self {
        let losses = sites.iter().filter_map(|call| {
            let unit_bp = call.site.unit.len();
            let Genotype::Homozygous(copies) = Genotype::of(&call.normal, unit_bp, &stutter) else { return None };
            losses(call, copies, [&call.normal, &call.tumor].map(|lengths| shorter(lengths, copies)), &stutter, config)
        });
        let library = Library::learn(&losses.collect::<Vec<_>>(), &shares(config.min_shifted_fraction));
        let priors = RatePriors::new(&stutter, library);
        Self::Normal(stutter, priors)
    }

    /// A panel of normals, and how the tumour's library differs.
    pub(super) fn baseline(sites: &[SiteCall], model: BaselineModel, config: &MsiConfig) -> Self {
        let losses = sites.iter().filter_map(|call| {
            let known = model.at(&call.site)?;
            // One length in all normals: the tumour's germline is hardly another.
            let &[(copies, _)] = &known.alleles[..] else { return None };
            let lost: u32 = known.slips.iter().filter(|(slip, _)| *slip < 0).map(|(_, count)| count).sum();
            let all: u32 = known.slips.iter().map(|(_, count)| count).sum();
            losses(call, copies, [[lost, all], shorter(&call.tumor, copies)], &model.stutter, config)
        });
        let library = Library::learn(&losses.collect::<Vec<_>>(), &shares(config.min_shifted_fraction));
        let priors = RatePriors::new(&model.stutter, library);
        Self::Baseline(model, priors)
    }

    /// Nothing but the tumour.
    pub(super) fn itself(stutter: StutterModel) -> Self {
        let stutter = stutter.without_normal();
        let priors = RatePriors::new(&stutter, Library::default());
        Self::Itself(stutter, priors)
    }

    /// The stutter without instability.
    pub(super) fn stutter(&self) -> &StutterModel {
        match self {
            Self::Normal(stutter, _) | Self::Itself(stutter, _) => stutter,
            Self::Baseline(model, _) => &model.stutter,
        }
    }

    /// What is known of a site's rates before it is seen.
    pub(super) fn priors(&self) -> &RatePriors {
        match self {
            Self::Normal(_, priors) | Self::Baseline(_, priors) | Self::Itself(_, priors) => priors,
        }
    }

    /// The germline lengths that a site may have; `None` where nothing is known of them.
    pub(super) fn germlines<'a>(&self, call: &'a SiteCall) -> Option<Vec<Germline<'a>>> {
        let unit_bp = call.site.unit.len();
        Some(match self {
            Self::Normal(stutter, _) => of_normal(Genotype::of(&call.normal, unit_bp, stutter), &call.normal),
            Self::Baseline(model, _) => {
                let known = model.at(&call.site)?;
                let mut alleles = known.alleles.clone();
                if !alleles.iter().any(|&(length, _)| length == call.site.copies) {
                    // The reference is one person's.
                    alleles.push((call.site.copies, 1));
                    alleles.sort_unstable();
                }
                of_panel(&call.tumor, &alleles, &known.slips, model.novelty(&call.site))
            }
            Self::Itself(..) => of_itself(&call.tumor),
        })
    }

    /// Puts in what sites of equal germlines have in common.
    pub(super) fn likeness(&self, call: &SiteCall, hasher: &mut impl Hasher) {
        call.site.unit.len().hash(hasher);
        match self {
            Self::Normal(..) => call.normal.hash(hasher),
            // Hardly two sites of a panel are alike.
            Self::Baseline(..) => call.site.key().hash(hasher),
            Self::Itself(..) => of_itself(&call.tumor).iter().for_each(|germline| [germline.short, germline.long].hash(hasher)),
        }
    }
}

/// Fragments shorter than `copies`, and fragments.
fn shorter(lengths: &LengthCounts, copies: u32) -> [u32; 2] {
    [lengths.iter().filter(|&(length, _)| length < copies).map(|(_, count)| count).sum(), lengths.total()]
}

fn losses(call: &SiteCall, copies: u32, [normal, tumor]: [[u32; 2]; 2], stutter: &StutterModel, config: &MsiConfig) -> Option<Losses> {
    let unit_bp = call.site.unit.len();
    let rate = stutter.allele(unit_bp, copies).probability(|length| length < copies as i32);
    let tells = call.status != SiteStatus::NotAssessed && normal[1].min(tumor[1]) >= config.min_genotype_fragments;
    tells.then(|| Losses { normal, tumor, rate, spread: stutter.loss_spread(unit_bp) })
}
