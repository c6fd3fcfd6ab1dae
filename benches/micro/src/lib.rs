//! What the benchmarks measure on: a simulated pair over the demonstration genome, made anew for each run and the same every time.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use oncosweep::{
    Result,
    case::{Biomarkers, CaseInputs, RunOptions, collect},
    config::Config,
    evidence::Evidence,
    genome::{Contigs, Reference},
    msi::{Sites, scan_reference},
    sweep::Source,
};
use oncosweep_sim::{
    config::Config as SimConfig,
    run::{Inputs, simulate_pair},
};
use tempfile::TempDir;

/// Files of the repository that the benchmarks use.
fn demo(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/demo").join(name)
}

/// A simulated tumour, opened.
pub struct Case {
    folder: TempDir,
    /// The reference.
    pub reference: Reference,
    /// The tumour's alignments.
    pub tumor: Source,
    /// The contigs of the case.
    pub contigs: Contigs,
    /// The microsatellites of the reference.
    pub sites: Arc<Sites>,
}

impl Case {
    /// 120-fold coverage with the densities of a hypermutated, microsatellite-instable tumour, changed by `change`.
    ///
    /// # Errors
    /// Those of the simulator and of opening what it wrote.
    pub fn simulated(change: impl FnOnce(&mut SimConfig)) -> Result<Self> {
        let folder = TempDir::new().map_err(|e| oncosweep::Error::Config(format!("no temporary folder ({e})")))?;
        let mut config = SimConfig::default();
        config.tumor.depth = 120.0;
        config.normal.depth = 0.0;
        config.somatic.snv_per_mb = 20.0;
        config.somatic.indel_per_mb = 3.0;
        config.microsatellites.unstable_fraction = 0.3;
        config.junctions.random = 2;
        change(&mut config);
        let inputs = Inputs { genes: Some(demo("genes.gtf")), ..Inputs::new(demo("genome.fa")) };
        simulate_pair(&config, &inputs, folder.path(), 2, None)?;
        let reference = Reference::open(&inputs.reference)?;
        let tumor = Source::open(&folder.path().join("tumor.bam"), Some(&reference))?;
        let contigs = tumor.header().contigs.clone();
        let sites = Arc::new(scan_reference(&reference, &oncosweep::msi::ScanConfig::default(), 2)?);
        Ok(Self { folder, reference, tumor, contigs, sites })
    }

    /// Where the alignments lie.
    pub fn tumor_path(&self) -> PathBuf {
        self.folder.path().join("tumor.bam")
    }

    /// The genes of the demonstration genome.
    pub fn genes_path() -> PathBuf {
        demo("genes.gtf")
    }

    /// Everything a sweep collects of it.
    ///
    /// # Errors
    /// Those of the sweep.
    pub fn evidence(&self) -> Result<Evidence> {
        let inputs = CaseInputs {
            tumor: Some(self.tumor_path()),
            reference: Some(demo("genome.fa")),
            genes: Some(demo("genes.gtf")),
            ..CaseInputs::default()
        };
        collect(&inputs, Biomarkers::all(), &Config::default(), &RunOptions { threads: 2, ..RunOptions::default() })
    }
}
