//! Progress on stderr, and Ctrl-C.

use std::{
    io::{self, IsTerminal},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use oncosweep_sim::run::{Progress, ProgressEvent};

/// Steps of a full bar.
const STEPS: u64 = 1000;

/// Shows how far the run has come, and passes Ctrl-C on, so that unfinished files are removed.
pub struct Bar {
    indicator: ProgressBar,
    reads: AtomicU64,
    bytes: AtomicU64,
    interrupted: Arc<AtomicBool>,
    started: Instant,
}

impl Bar {
    /// A bar on a terminal; otherwise silent.
    pub fn new() -> Self {
        let indicator = if io::stderr().is_terminal() { ProgressBar::new(STEPS) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}  {elapsed_precise} (left: {eta})") {
            indicator.set_style(style);
        }
        if !indicator.is_hidden() {
            indicator.enable_steady_tick(Duration::from_millis(250));
        }
        let interrupted = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&interrupted);
        // Without a handler Ctrl-C ends the process at once and leaves the temporary files; that is no reason not to run.
        let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
        Self { indicator, reads: AtomicU64::new(0), bytes: AtomicU64::new(0), interrupted, started: Instant::now() }
    }

    /// The run has ended: one line on stderr.
    pub fn finish(&self) {
        self.indicator.finish_and_clear();
        let (reads, seconds) = (self.reads.load(Ordering::Relaxed) as f64, self.started.elapsed().as_secs_f64());
        let megabytes = self.bytes.load(Ordering::Relaxed) as f64 / 1e6;
        let rate = reads / seconds.max(1e-9) / 1e6;
        eprintln!("oncosweep-sim: {:.2} M reads, {megabytes:.0} MB in {seconds:.1} s ({rate:.2} M reads/s)", reads / 1e6);
    }
}

impl Progress for Bar {
    fn advance(&self, event: &ProgressEvent<'_>) {
        let reads = self.reads.fetch_add(event.reads, Ordering::Relaxed) + event.reads;
        self.bytes.fetch_add(event.bytes, Ordering::Relaxed);
        if !self.indicator.is_hidden() {
            self.indicator.set_position((event.fraction.clamp(0.0, 1.0) * STEPS as f64) as u64);
            self.indicator.set_message(format!("{} · {:.1} M reads", event.sample, reads as f64 / 1e6));
        }
    }

    fn cancelled(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        // A run that fails must not leave half a bar above its error message.
        self.indicator.finish_and_clear();
    }
}
