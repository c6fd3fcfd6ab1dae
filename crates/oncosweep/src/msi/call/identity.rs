//! Whether tumour and normal can be one individual.

use super::super::{Identity, MsiConfig, SiteCall};

/// A germline length with less than this share of the tumour's reads is gone from it.
const GONE_SHARE: f64 = 0.1;
/// Fewer heterozygous sites than this that lost a length never make two individuals.
const MIN_LOST: u64 = 5;
/// Fewer homozygous sites than this with another length never make two individuals.
const MIN_REPLACED: u64 = 2;

/// Looks whether the germline lengths of one site are still in the tumour. Without a normal, or with few fragments of either, there is nothing to compare.
pub(super) fn compare(call: &SiteCall, config: &MsiConfig, identity: &mut Identity) {
    let enough = !call.normal.is_empty() && call.normal.total().min(call.tumor.total()) >= config.min_genotype_fragments;
    let Some([short, long]) = call.germline.filter(|_| enough) else { return };
    let gone = |length: u32| f64::from(call.tumor.get(length)) < GONE_SHARE * f64::from(call.tumor.total());
    if short == long {
        identity.homozygous += 1;
        identity.homozygous_replaced += u64::from(gone(short));
    } else {
        identity.heterozygous += 1;
        identity.heterozygous_lost += u64::from(gone(short) || gone(long));
    }
}

/// METHOD: loss of heterozygosity takes lengths from heterozygous sites, and instability replaces those of homozygous ones in a pure
/// tumour; another individual does both.
pub(super) fn looks_like_two(identity: Identity, config: &MsiConfig) -> bool {
    identity.homozygous_replaced >= MIN_REPLACED
        && identity.heterozygous_lost >= MIN_LOST
        && identity.heterozygous_lost as f64 >= config.max_lost_heterozygous * identity.heterozygous as f64
}
