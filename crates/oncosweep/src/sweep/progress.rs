//! How far the sweep has come. The library prints nothing: it tells whoever asked.

/// One step of a sweep.
#[derive(Debug, Clone, Copy)]
pub struct ProgressEvent<'a> {
    /// The contig whose window has just ended.
    pub contig: &'a str,
    /// The window's end, 0-based exclusive.
    pub position: u32,
    /// Alignment records read in this window.
    pub reads: u64,
    /// Share of the planned bases that are done, 0 to 1.
    pub fraction: f64,
}

/// Receives progress, from several threads at once.
pub trait Progress: Sync {
    /// A window has ended.
    fn advance(&self, event: &ProgressEvent<'_>);
}
