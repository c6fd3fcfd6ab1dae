//! Work on many items at once, each thread with a handle of its own.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use super::Reference;
use crate::error::Result;

/// Calls `work` for every item on at most `threads` threads, each with a handle that `open` made; the results are in the items' order, whatever the
/// number of threads.
///
/// # Errors
/// The first error of `open`, or of `work` that a thread met.
pub(crate) fn map_parallel<H: Send, T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    open: impl Fn() -> Result<H>,
    work: impl Fn(&mut H, &T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let slots: Vec<Mutex<Option<R>>> = items.iter().map(|_| Mutex::new(None)).collect();
    let run = |mut own: H| -> Result<()> {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return Ok(()) };
            let result = work(&mut own, item)?;
            *slots[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        }
    };
    let handles: Vec<H> = (0..threads.clamp(1, items.len().max(1))).map(|_| open()).collect::<Result<_>>()?;
    std::thread::scope(|scope| {
        let workers: Vec<_> = handles.into_iter().map(|own| scope.spawn(|| run(own))).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })?;
    Ok(slots.into_iter().filter_map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner)).collect())
}

impl Reference {
    /// Calls `work` for every item with a handle of its thread's own, on at most `threads` threads; the results are in the items' order,
    /// whatever the number of threads.
    ///
    /// # Errors
    /// The first error of `work` that a thread met, or [`Error::Io`](crate::Error::Io) when the file cannot be opened again.
    pub fn map_parallel<T: Sync, R: Send>(
        &self,
        items: &[T],
        threads: usize,
        work: impl Fn(&mut Self, &T) -> Result<R> + Sync,
    ) -> Result<Vec<R>> {
        map_parallel(items, threads, || self.reopen(), work)
    }
}
