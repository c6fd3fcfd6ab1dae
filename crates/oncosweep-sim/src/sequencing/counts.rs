//! What was written of each planted thing.

use std::sync::atomic::{AtomicU32, Ordering};

/// Fragments that show a planted thing and all that could have, in one sample. Counted from several threads; sums do not depend on
/// their order.
#[derive(Debug, Default)]
pub struct Counts {
    depth: Vec<AtomicU32>,
    support: Vec<AtomicU32>,
}

impl Counts {
    /// Zeros for `things` things.
    pub fn new(things: usize) -> Self {
        let zeros = || (0..things).map(|_| AtomicU32::new(0)).collect();
        Self { depth: zeros(), support: zeros() }
    }

    /// Counts one fragment over thing `index`.
    #[inline]
    pub fn add(&self, index: usize, supports: bool) {
        if let (Some(depth), Some(support)) = (self.depth.get(index), self.support.get(index)) {
            depth.fetch_add(1, Ordering::Relaxed);
            if supports {
                support.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Fragments over thing `index`, and those that show it.
    pub fn get(&self, index: usize) -> (u32, u32) {
        let load = |list: &[AtomicU32]| list.get(index).map_or(0, |count| count.load(Ordering::Relaxed));
        (load(&self.depth), load(&self.support))
    }
}
