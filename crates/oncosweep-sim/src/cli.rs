//! What the subcommands share.

pub mod pair;
mod progress;
pub mod rna;
mod settings;

use std::process::ExitCode;

use oncosweep::Error;

const RUN_FAILED: u8 = 1;
const WRONG_USAGE: u8 = 2;
/// Ended by Ctrl-C, as shells count it.
const INTERRUPTED: u8 = 130;

/// Prints `error` as one line and returns its exit code: 1 for a run that failed, 2 for wrong usage, 130 when it was interrupted.
pub fn report(error: &anyhow::Error) -> ExitCode {
    let kind = error.chain().find_map(|e| e.downcast_ref::<Error>());
    let code = match kind {
        Some(Error::Cancelled) => {
            eprintln!("oncosweep-sim: interrupted; unfinished files were removed");
            return ExitCode::from(INTERRUPTED);
        }
        Some(Error::Config(_)) => WRONG_USAGE,
        _ => RUN_FAILED,
    };
    eprintln!("error: {error:#}");
    ExitCode::from(code)
}
