//! How far the sweep, or the call that follows it, has come. The library prints nothing: it tells whoever asked.

use std::{
    cell::Cell,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::error::{Error, Result};

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

/// One step of a call.
#[derive(Debug, Clone, Copy)]
pub struct CallEvent {
    /// What is being decided: `variants` or `microsatellites`.
    pub subject: &'static str,
    /// Share of the case's candidates and sites that have been weighed, 0 to 1.
    pub fraction: f64,
}

/// Receives progress, from several threads at once.
pub trait Progress: Sync {
    /// A window has ended.
    fn advance(&self, event: &ProgressEvent<'_>);

    /// Some more candidates or sites have been weighed.
    fn called(&self, _event: &CallEvent) {}
}

/// Items after which a call is told of.
const STEP: u64 = 64;

/// What watches a call: it is told how far the call has come, and may stop it.
///
/// What a function returns after a stop is not whole: whoever gave it the watch asks [`Watch::check`] before the result is used.
#[derive(Default)]
pub(crate) struct Watch<'a> {
    progress: Option<&'a dyn Progress>,
    cancel: Option<&'a AtomicBool>,
    total: u64,
    done: Cell<u64>,
}

impl<'a> Watch<'a> {
    /// A watch over `total` items.
    pub(crate) fn new(progress: Option<&'a dyn Progress>, cancel: Option<&'a AtomicBool>, total: u64) -> Self {
        Self { progress, cancel, total, done: Cell::new(0) }
    }

    /// One more item is about to be weighed; returns whether to go on.
    pub(crate) fn next(&self, subject: &'static str) -> bool {
        let done = self.done.get();
        self.done.set(done + 1);
        if let Some(progress) = self.progress.filter(|_| done.is_multiple_of(STEP)) {
            progress.called(&CallEvent { subject, fraction: (done as f64 / self.total.max(1) as f64).min(1.0) });
        }
        self.goes_on()
    }

    /// Whether to go on.
    pub(crate) fn goes_on(&self) -> bool {
        !self.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed))
    }

    /// # Errors
    /// [`Error::Cancelled`] after a stop.
    pub(crate) fn check(&self) -> Result<()> {
        if self.goes_on() { Ok(()) } else { Err(Error::Cancelled) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    struct Told(Mutex<Vec<f64>>);

    impl Progress for Told {
        fn advance(&self, _: &ProgressEvent<'_>) {}

        fn called(&self, event: &CallEvent) {
            self.0.lock().unwrap().push(event.fraction);
        }
    }

    #[test]
    fn a_watch_tells_and_stops() {
        let (told, cancel) = (Told(Mutex::default()), AtomicBool::new(false));
        let watch = Watch::new(Some(&told), Some(&cancel), 2 * STEP);
        assert!((0..=STEP).all(|_| watch.next("variants")) && watch.check().is_ok());
        assert_eq!(*told.0.lock().unwrap(), [0.0, 0.5]);
        cancel.store(true, Ordering::Relaxed);
        assert!(!watch.next("variants") && matches!(watch.check(), Err(Error::Cancelled)));
        assert!(Watch::default().next("variants"));
    }
}
