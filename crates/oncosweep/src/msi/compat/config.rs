//! Which tool's counting is done beside our own, and at which sites.

use serde::{Deserialize, Serialize};

use super::super::Site;
use crate::error::{Error, Result};

/// A tool whose counting can be reproduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompatTool {
    /// MSIsensor-pro 1.3.
    #[serde(rename = "msisensor-pro")]
    MsisensorPro,
}

/// Compatibility counting. The defaults are MSIsensor-pro's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompatConfig {
    /// The tool; none by default. Asking for one costs a second pass over the alignments around microsatellites.
    pub tool: Option<CompatTool>,
    /// Fewest copies of a homopolymer that is counted (MSIsensor-pro `-p`, 8).
    pub min_homopolymer_copies: u32,
    /// Most copies of a homopolymer that is counted (`-m`, 50).
    pub max_homopolymer_copies: u32,
    /// Fewest copies of a longer unit that is counted (`-s`, 5).
    pub min_repeat_copies: u32,
    /// Most copies of a longer unit that is counted (`-w`, 40).
    pub max_repeat_copies: u32,
}

impl Default for CompatConfig {
    fn default() -> Self {
        Self { tool: None, min_homopolymer_copies: 8, max_homopolymer_copies: 50, min_repeat_copies: 5, max_repeat_copies: 40 }
    }
}

impl CompatConfig {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Config`] naming the setting.
    pub fn validate(&self) -> Result<()> {
        if self.min_homopolymer_copies > self.max_homopolymer_copies || self.min_repeat_copies > self.max_repeat_copies {
            return Err(Error::Config("compat: a lowest number of copies is above the highest; swap them".into()));
        }
        Ok(())
    }

    /// Whether `site` is counted.
    pub(super) fn admits(&self, site: &Site) -> bool {
        let range = if site.unit.len() == 1 {
            self.min_homopolymer_copies..=self.max_homopolymer_copies
        } else {
            self.min_repeat_copies..=self.max_repeat_copies
        };
        range.contains(&site.copies)
    }
}
