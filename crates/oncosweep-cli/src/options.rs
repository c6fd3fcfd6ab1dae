//! Options that several subcommands share.

mod baseline;
mod case;
mod engine;
mod settings;

pub use baseline::BaselineOption;
pub use case::{CaseOptions, TumorOption};
pub use engine::EngineOptions;
pub use settings::SettingOptions;
