//! Work on windows by several threads, written in order.

use std::sync::{
    Condvar, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use oncosweep::{Error, Result};

/// Results that may wait for their turn, for each thread.
const WAITING: usize = 4;

struct State<C, S> {
    /// What each window hands to the next, until it is taken.
    carried: Vec<Option<C>>,
    /// Finished windows from `next` on.
    waiting: Vec<Option<S>>,
    next: usize,
    writing: bool,
    failure: Option<Error>,
}

/// Runs `threads` workers over `items` windows. `draw` makes a window and says what it hands to the next; `finish` completes it with what
/// the one before has handed over; `write` receives the results in order. The first failure stops all.
///
/// # Errors
/// The failure of the earliest call that failed, as far as it was seen first.
pub fn run<W: Send, C: Send, S: Send>(
    items: usize,
    workers: Vec<W>,
    draw: impl Fn(&mut W, usize) -> Result<C> + Sync,
    finish: impl Fn(&mut W, usize, Option<C>) -> Result<S> + Sync,
    write: impl FnMut(usize, S) -> Result<()> + Send,
) -> Result<()> {
    let room = WAITING * workers.len().max(1);
    let state = Mutex::new(State {
        carried: (0..items).map(|_| None).collect(),
        waiting: (0..room).map(|_| None).collect(),
        next: 0,
        writing: false,
        failure: None,
    });
    let changed = Condvar::new();
    let write = Mutex::new(write);
    let claimed = AtomicUsize::new(0);
    let one = |worker: &mut W| -> Result<()> {
        loop {
            let index = claimed.fetch_add(1, Ordering::Relaxed);
            if index >= items {
                return Ok(());
            }
            let handed = draw(worker, index)?;
            let mut now = lock(&state);
            now.carried[index] = Some(handed);
            changed.notify_all();
            // Windows are claimed in order, so the one before is done or being drawn.
            let before = loop {
                if now.failure.is_some() {
                    return Ok(());
                }
                let Some(previous) = index.checked_sub(1) else { break None };
                if let Some(handed) = now.carried[previous].take() {
                    break Some(handed);
                }
                now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
            };
            drop(now);
            let result = finish(worker, index, before)?;
            let mut now = lock(&state);
            while index >= now.next + room {
                if now.failure.is_some() {
                    return Ok(());
                }
                now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
            }
            now.waiting[index % room] = Some(result);
            drop(now);
            write_ready(&state, &changed, &write, room)?;
        }
    };
    std::thread::scope(|scope| {
        for mut worker in workers {
            scope.spawn({
                let (one, state, changed) = (&one, &state, &changed);
                move || {
                    // A worker that panics must not leave the others waiting.
                    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| one(&mut worker)));
                    let failure = match outcome {
                        Ok(Ok(())) => return,
                        Ok(Err(error)) => error,
                        Err(_) => Error::Config("a thread of the simulator stopped unexpectedly; please report this".into()),
                    };
                    lock(state).failure.get_or_insert(failure);
                    changed.notify_all();
                }
            });
        }
    });
    lock(&state).failure.take().map_or(Ok(()), Err)
}

/// Writes all windows whose turn it is, unless another thread is at it, which then writes these too.
fn write_ready<C, S>(
    state: &Mutex<State<C, S>>,
    changed: &Condvar,
    write: &Mutex<impl FnMut(usize, S) -> Result<()>>,
    room: usize,
) -> Result<()> {
    let mut now = lock(state);
    if now.writing {
        return Ok(());
    }
    loop {
        let index = now.next;
        let Some(result) = now.waiting[index % room].take() else {
            now.writing = false;
            return Ok(());
        };
        now.writing = true;
        drop(now);
        (write.lock().unwrap_or_else(PoisonError::into_inner))(index, result)?;
        now = lock(state);
        now.next = index + 1;
        changed.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
