//! How a run that failed ends: one chain on stderr, and the exit code.

use std::{io, process::ExitCode};

use oncosweep::Error;

const RUN_FAILED: u8 = 1;
const WRONG_USAGE: u8 = 2;

/// Prints `error` as one line and returns its exit code: 1 for a run that failed, 2 for wrong usage (a setting out of its range).
/// A reader of standard output that has gone away is not an error.
pub fn report(error: &anyhow::Error) -> ExitCode {
    let broken_pipe =
        |e: &(dyn std::error::Error + 'static)| e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe);
    if error.chain().any(broken_pipe) {
        return ExitCode::SUCCESS;
    }
    eprintln!("error: {error:#}");
    let usage = error.chain().any(|e| matches!(e.downcast_ref::<Error>(), Some(Error::Config(_))));
    ExitCode::from(if usage { WRONG_USAGE } else { RUN_FAILED })
}
