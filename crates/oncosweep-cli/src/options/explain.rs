//! "Why not EML4::ALK?"

use std::io::{self, Write};

use anyhow::Result;
use oncosweep::{
    Error,
    config::Config,
    evidence::{Biomarkers, Evidence},
    profile::{self, Normals},
};

/// Pairs of genes to explain.
#[derive(clap::Args)]
pub struct ExplainOption {
    /// Print all evidence for this pair of genes and what decided, for example EML4::ALK; may be given again
    #[arg(long = "explain", value_name = "GENE::GENE", help_heading = "Results")]
    pairs: Vec<String>,
}

impl ExplainOption {
    /// The pairs.
    pub fn pairs(&self, biomarkers: Biomarkers) -> Result<&[String]> {
        if !self.pairs.is_empty() && !biomarkers.fusions {
            return Err(Error::Config("--explain is about fusions, which are not swept for; use sweep or fusion".into()).into());
        }
        self.pairs.iter().try_for_each(|pair| oncosweep::fusion::pair_of_genes(pair).map(|_| ()))?;
        Ok(&self.pairs)
    }

    /// Prints what the evidence says of each.
    pub fn print(&self, evidence: &Evidence, config: &Config, normals: &Normals<'_>) -> Result<()> {
        let mut out = io::stdout().lock();
        for pair in &self.pairs {
            for explanation in profile::explain_fusion_with_normals(evidence, config, normals, pair)? {
                write!(out, "\n{explanation}")?;
            }
        }
        Ok(())
    }
}
