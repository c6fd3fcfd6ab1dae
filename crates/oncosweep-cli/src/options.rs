//! Options that several subcommands share.

mod case;
mod engine;
mod settings;

pub use case::{CaseOptions, TumorOption};
pub use engine::EngineOptions;
pub use settings::SettingOptions;
