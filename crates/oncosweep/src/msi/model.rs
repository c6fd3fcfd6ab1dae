//! The statistical model of one site: stutter, germline genotype, and the test of the tumour against both.

mod alone;
mod excess;
mod genotype;
mod shift;
mod stutter;

pub(super) use alone::{AloneTest, against_itself, against_panel, balance};
pub(super) use excess::{detection_limit, site_p_value};
pub(super) use genotype::Genotype;
pub(super) use shift::estimate_shift;
pub(super) use stutter::{SiteLengths, StutterModel};
