//! What a run would do, without reading alignments.

use std::fmt;

use crate::{config::Config, error::Result, evidence::Biomarkers, genes::GeneModel, sweep::Source};

use super::{CaseInputs, open::OpenCase};

/// The inputs of a case after all checks, and what a run on them would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    lines: Vec<(String, String)>,
}

impl CheckReport {
    /// Names and what is to be said of each, in order.
    pub fn lines(&self) -> &[(String, String)] {
        &self.lines
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        self.lines.iter().try_for_each(|(name, value)| writeln!(f, "{name:width$}  {value}"))
    }
}

/// Opens and checks every input as a run would.
///
/// # Errors
/// As [`collect`](super::collect), but for what shows only while reading alignments.
pub fn check(inputs: &CaseInputs, biomarkers: Biomarkers, config: &Config) -> Result<CheckReport> {
    let case = OpenCase::new(inputs, biomarkers, config, 1)?;
    let mut lines = Vec::new();
    let mut say = |name: &str, value: String| lines.push((name.to_owned(), value));
    for (role, source) in [("tumour", &case.tumor), ("normal", &case.normal), ("RNA", &case.rna)] {
        if let Some(source) = source {
            say(role, describe(source, inputs.stream));
        }
    }
    if let Some(reference) = &case.reference_input {
        say(
            "reference",
            format!(
                "{}: {} of {} contigs, {} verified by MD5",
                reference.file,
                reference.contigs,
                case.contigs.len(),
                reference.md5_verified.len()
            ),
        );
    }
    if let Some(targets) = &case.targets {
        say("targets", format!("{} bases in {} regions", targets.total_bases(), targets.iter().count()));
    }
    if let Some(genes) = &case.genes {
        let skipped = genes.skipped_unknown_contig();
        say(
            "genes",
            format!(
                "{} genes, {} transcripts; {skipped} lines on contigs the alignments lack",
                genes.genes().len(),
                genes.transcripts().len()
            ),
        );
    }
    say("territory", format!("{} bases", case.plan.regions.total_bases()));
    if biomarkers.variants {
        say("TMB", tmb_line(case.genes.as_ref(), case.coding_territory().total_bases()));
    }
    if biomarkers.msi {
        say("MSI", format!("{} microsatellite sites{}", case.sites.len(), if case.normal.is_some() { "" } else { "; without a normal" }));
    }
    if biomarkers.fusions {
        say("fusions", if case.genes.is_some() { "with genes".into() } else { "junctions only: no genes given".into() });
    }
    Ok(CheckReport { lines })
}

fn describe(source: &Source, stream: bool) -> String {
    let access = if source.is_indexed() && !stream { "indexed" } else { "read in one stream" };
    format!("sample {}, {} contigs, {access}", source.sample_name(), source.header().contigs.len())
}

fn tmb_line(genes: Option<&GeneModel>, coding_bases: u64) -> String {
    match genes {
        None => "not assessed: no genes given".into(),
        Some(_) if coding_bases == 0 => "not assessed: no coding base in the territory".into(),
        Some(_) => format!("over {:.3} Mb of coding bases", coding_bases as f64 / 1e6),
    }
}
