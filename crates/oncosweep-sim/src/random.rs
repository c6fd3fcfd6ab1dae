//! Random numbers that are the same on every platform, in every version, and for any number of threads.
//!
//! Every independent piece of work (a stretch of genome of one sample, one junction, one transcript) has a [`Stream`] of its own, seeded
//! from the run's seed and the piece's name. Draws that decide anything use integers and the basic IEEE operations, which give the same
//! bits everywhere; logarithms and exponentials come from [`exact`], because those of a platform's C library differ in the last bit.

pub mod exact;
mod poisson;
mod stream;

pub use poisson::Poisson;
pub use stream::{Stream, threshold};
