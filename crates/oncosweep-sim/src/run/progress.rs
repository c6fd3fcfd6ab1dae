//! How far a run has come. The library prints nothing: it tells whoever asked.

/// One step of a run.
#[derive(Debug, Clone, Copy)]
pub struct ProgressEvent<'a> {
    /// What is being made: a sample's name.
    pub sample: &'a str,
    /// Records written in this step.
    pub reads: u64,
    /// Compressed bytes written in this step.
    pub bytes: u64,
    /// Share of the sample that is done, 0 to 1.
    pub fraction: f64,
}

/// Receives progress, from several threads at once, and may stop the run.
pub trait Progress: Sync {
    /// A window has been written.
    fn advance(&self, event: &ProgressEvent<'_>);

    /// Whether the run should stop; asked before each window.
    fn cancelled(&self) -> bool {
        false
    }
}
