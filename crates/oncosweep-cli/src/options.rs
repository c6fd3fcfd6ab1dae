//! Options that several subcommands share.

mod baseline;
mod case;
mod engine;
mod explain;
mod settings;
mod vcf;

pub use baseline::BaselineOption;
pub use case::{CaseOptions, TumorOption};
pub use engine::EngineOptions;
pub use explain::ExplainOption;
pub use settings::SettingOptions;
pub use vcf::VcfOptions;
