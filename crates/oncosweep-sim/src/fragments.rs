//! Where fragments lie and how long they are.

mod ambiguous;
mod depth;
mod length;
mod window;

pub use ambiguous::ambiguous_regions;
pub use depth::DepthField;
pub use length::LengthTable;
pub use window::{Window, plan_windows};
