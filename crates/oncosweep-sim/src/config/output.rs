//! What is written.

use oncosweep::Result;
use serde::{Deserialize, Serialize};

use super::in_range;

/// Files and their form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutputConfig {
    /// DEFLATE level, 0 (stored) to 12. 1 is the fastest that compresses; samtools writes 6, about a tenth smaller and three times as slow.
    pub compression_level: u8,
    /// Whether alignments are written; without them only the truth is.
    pub alignments: bool,
    /// Whether @SQ lines carry the MD5 of each contig, which needs a pass over the whole reference.
    pub md5: bool,
}

impl Default for OutputConfig {
    fn default() -> Self {
        Self { compression_level: 1, alignments: true, md5: true }
    }
}

impl OutputConfig {
    pub(super) fn validate(&self) -> Result<()> {
        in_range("output.compression_level", f64::from(self.compression_level), 0.0, 12.0)
    }
}
