//! Microsatellite instability: sites from a scan of the reference or from a list, the repeat length of every fragment that spans a
//! site, and the test of the tumour's lengths against the normal's.

mod baseline;
mod call;
mod codes;
pub(crate) mod compat;
mod config;
mod evidence;
pub mod legacy;
mod lengths;
mod list;
mod measure;
mod model;
mod result;
mod scan;
mod sequence;
mod site;

pub use baseline::{Baseline, BaselineSample, BaselineSummary};
pub use call::{call, call_alone};
pub(crate) use call::{call_alone_watched, call_pair};
pub use compat::{CompatConfig, CompatTool};
pub use config::MsiConfig;
pub use evidence::{LengthCounts, LengthSkip, LengthSkips, MsiEvidence, SiteCounts};
pub use lengths::{MsiCollector, MsiSweepConfig};
pub use list::{ListFormat, SiteList, read_list, write_list};
pub use measure::measure;
pub use model::Library;
pub use result::{ComparedWith, Identity, Msi, MsiStatus, SiteCall, SiteReason, SiteStatus, SkippedAtSites, Sources};
pub use scan::{ScanConfig, ScanRules, scan_contig, scan_reference, scan_regions};
pub use sequence::ShortSequence;
pub use site::{Site, SiteKey, Sites};
