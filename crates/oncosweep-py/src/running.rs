//! Long work off the interpreter's thread, which goes on listening for Ctrl-C and for progress.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use oncosweep::{
    Error,
    sweep::{CallEvent, Progress, ProgressEvent},
};
use pyo3::prelude::*;

use crate::errors;

/// How often the interpreter's thread looks for signals and reports progress.
const TICK: Duration = Duration::from_millis(100);

/// The last place that was told of.
#[derive(Default, Clone)]
struct Place {
    fraction: f64,
    contig: String,
    reads: u64,
}

#[derive(Default)]
struct Watch(Mutex<Place>);

impl Watch {
    fn place(&self) -> Place {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Progress for Watch {
    fn advance(&self, event: &ProgressEvent<'_>) {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.fraction = place.fraction.max(event.fraction);
        place.reads += event.reads;
        place.contig.clear();
        place.contig.push_str(event.contig);
    }

    fn called(&self, event: &CallEvent) {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.fraction = place.fraction.max(event.fraction);
        place.contig.clear();
        place.contig.push_str(event.subject);
    }
}

/// Runs `work` on a thread of its own without the GIL; `callback(fraction, contig or subject, reads)` is called with it from time to time. An
/// exception from the callback, or a signal such as Ctrl-C, cancels the work and is raised.
pub fn interruptible<T: Send>(
    py: Python<'_>,
    callback: Option<&Py<PyAny>>,
    work: impl FnOnce(&dyn Progress, &AtomicBool) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let watch = Watch::default();
    let cancel = AtomicBool::new(false);
    let report = |py: Python<'_>, place: &Place| match callback {
        Some(callback) => callback.call1(py, (place.fraction, place.contig.as_str(), place.reads)).map(drop),
        None => Ok(()),
    };
    let (result, interruption) = py.detach(|| {
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel();
            let (watch, cancel) = (&watch, &cancel);
            scope.spawn(move || {
                // The receiver lives as long as this scope.
                let _ = sender.send(work(watch, cancel));
            });
            let mut interruption = None;
            loop {
                match receiver.recv_timeout(TICK) {
                    Ok(result) => return (Some(result), interruption),
                    Err(RecvTimeoutError::Disconnected) => return (None, interruption),
                    Err(RecvTimeoutError::Timeout) if interruption.is_none() => {
                        interruption = Python::attach(|py| py.check_signals().and_then(|()| report(py, &watch.place()))).err();
                        cancel.store(interruption.is_some(), Ordering::Relaxed);
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
        })
    });
    if let Some(interruption) = interruption {
        return Err(interruption);
    }
    let Some(result) = result else {
        return Err(errors::raise("OncosweepError", "the work's thread ended without a result; please report this as a bug"));
    };
    let value = result.map_err(errors::to_python)?;
    report(py, &Place { fraction: 1.0, ..watch.place() })?;
    Ok(value)
}
