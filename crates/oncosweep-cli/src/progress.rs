//! Progress on stderr: a bar on a terminal, otherwise a line at start and end when asked.

use std::{
    io::{self, IsTerminal},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use oncosweep::sweep::{Progress, ProgressEvent};

/// Steps of a full bar.
const STEPS: u64 = 1000;

/// Shows how far the sweep has come.
pub struct Bar {
    indicator: ProgressBar,
    reads: AtomicU64,
    verbose: bool,
    started: Instant,
}

impl Bar {
    /// A bar on a terminal; otherwise silent, unless `verbose`.
    pub fn new(verbose: bool) -> Self {
        let indicator = if io::stderr().is_terminal() { ProgressBar::new(STEPS) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}  {elapsed_precise} (left: {eta})") {
            indicator.set_style(style);
        }
        if !indicator.is_hidden() {
            indicator.enable_steady_tick(Duration::from_millis(250));
        } else if verbose {
            eprintln!("oncosweep: sweeping");
        }
        Self { indicator, reads: AtomicU64::new(0), verbose, started: Instant::now() }
    }

    /// The sweep has ended.
    pub fn finish(&self) {
        self.indicator.finish_and_clear();
        if self.verbose {
            eprintln!(
                "oncosweep: swept {} alignments in {:.1} s",
                self.reads.load(Ordering::Relaxed),
                self.started.elapsed().as_secs_f64()
            );
        }
    }
}

impl Progress for Bar {
    fn advance(&self, event: &ProgressEvent<'_>) {
        let reads = self.reads.fetch_add(event.reads, Ordering::Relaxed) + event.reads;
        if !self.indicator.is_hidden() {
            // Threads end their windows in any order; the bar only moves forward.
            let step = (event.fraction.clamp(0.0, 1.0) * STEPS as f64) as u64;
            self.indicator.set_position(step.max(self.indicator.position()));
            self.indicator.set_message(format!("{} · {:.1} M alignments", event.contig, reads as f64 / 1e6));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        // A sweep that fails must not leave half a bar above its error message.
        self.indicator.finish_and_clear();
    }
}
