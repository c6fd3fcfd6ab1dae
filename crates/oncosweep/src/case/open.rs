//! Opens the files of a case and finds that they belong together.

use crate::{
    config::Config,
    coverage::BinSize,
    error::{Error, Result},
    evidence::{Biomarkers, ReferenceInput},
    fusion::{self, Domains, KnownFusions},
    genes::GeneModel,
    genome::{Contig, Contigs, Interval, Reference, Targets},
    msi::{SiteKey, Sites},
    sweep::{Plan, Source},
    tmb::Hotspots,
};

use super::{CaseInputs, agreement, microsatellites};

/// Bases kept around each microsatellite when nothing else is swept, so that nearby sites share a region.
const SITE_MARGIN_BP: u32 = 2_000;

/// A case whose files have been opened and found to belong together.
pub(super) struct OpenCase {
    pub(super) tumor: Option<Source>,
    pub(super) normal: Option<Source>,
    pub(super) rna: Option<Source>,
    pub(super) reference: Option<Reference>,
    pub(super) reference_input: Option<ReferenceInput>,
    pub(super) contigs: Contigs,
    pub(super) targets: Option<Targets>,
    pub(super) genes: Option<GeneModel>,
    pub(super) hotspots: Hotspots,
    pub(super) known_fusions: KnownFusions,
    pub(super) domains: Domains,
    /// Fusions whose chimeric fragments are kept even when nothing agrees with them: the known ones, and those to be explained.
    pub(super) watched: KnownFusions,
    pub(super) sites: Sites,
    /// Thresholds on MSIsensor-pro's `pro_p` that the list gave to sites.
    pub(super) thresholds: Vec<(SiteKey, f64)>,
    pub(super) plan: Plan,
    pub(super) rna_plan: Plan,
}

impl OpenCase {
    pub(super) fn new(inputs: &CaseInputs, biomarkers: Biomarkers, config: &Config, threads: usize) -> Result<Self> {
        config.validate()?;
        check_what_is_given(inputs, biomarkers, config)?;
        let mut reference = inputs.reference.as_deref().map(Reference::open).transpose()?;
        let open = |path: &Option<std::path::PathBuf>| path.as_deref().map(|path| Source::open(path, reference.as_ref())).transpose();
        let (tumor, normal, rna) = (open(&inputs.tumor)?, open(&inputs.normal)?, open(&inputs.rna)?);
        let first = tumor
            .as_ref()
            .or(rna.as_ref())
            .ok_or_else(|| Error::Config("give the tumour's alignments, or RNA alignments for fusions".into()))?;
        for other in [&normal, &rna].into_iter().flatten() {
            agreement::same_genome(first, other)?;
        }
        for source in [&tumor, &normal, &rna].into_iter().flatten() {
            check_index(source, inputs)?;
            if let Some(reference) = &reference {
                agreement::same_lengths(source, reference)?;
            }
        }
        if config.sweep.compat.tool.is_some() {
            [&tumor, &normal].into_iter().flatten().try_for_each(check_compat_index)?;
        }
        let contigs = all_contigs(first, rna.as_ref());
        let targets = inputs.targets.as_deref().map(|path| Targets::from_bed(path, &contigs)).transpose()?;
        let genes = inputs.genes.as_deref().map(|path| GeneModel::from_file(path, &contigs)).transpose()?;
        let mut hotspots = inputs.hotspots.as_deref().map(|path| Hotspots::from_file(path, &contigs)).transpose()?.unwrap_or_default();
        if let (Some(path), Some(reference)) = (&inputs.hotspots, &mut reference) {
            hotspots.look_up(path, reference, &contigs)?;
        }
        let known_fusions =
            inputs.known_fusions.as_deref().map(|path| KnownFusions::from_file(path, &contigs)).transpose()?.unwrap_or_default();
        let domains = inputs.domains.as_deref().map(|path| Domains::from_bed(path, &contigs)).transpose()?.unwrap_or_default();
        let mut watched = known_fusions.clone();
        for pair in &inputs.explained_fusions {
            let (gene1, gene2) = fusion::pair_of_genes(pair)?;
            watched.add_genes(gene1, gene2);
        }
        let rna_plan = Plan::parse(&inputs.regions, &contigs)?;
        let mut plan = dna_plan(&rna_plan, targets.as_ref(), &contigs, reference.as_ref(), config);
        let (mut sites, mut thresholds) = (Sites::default(), Vec::new());
        if biomarkers.msi && tumor.is_some() {
            let wanted = targets.as_ref().map_or_else(|| plan.regions.clone(), |targets| plan.regions.intersection(targets));
            let found =
                microsatellites::sites(inputs.sites.as_deref(), &contigs, reference.as_mut(), &wanted, &config.sweep.scan, threads)?;
            sites = found.sites.starting_in(&wanted);
            thresholds = found.thresholds;
            thresholds.retain(|(key, _)| wanted.contains(key.contig, key.start));
            if !biomarkers.variants && !biomarkers.fusions {
                plan.regions = plan.regions.intersection(&around(&sites, &contigs));
                plan.unplaced = false;
            }
        }
        let reference_input = match &reference {
            Some(reference) => Some(verify(reference, [&tumor, &normal, &rna], &contigs, &plan, threads)?),
            None => None,
        };
        Ok(Self {
            tumor,
            normal,
            rna,
            reference,
            reference_input,
            contigs,
            targets,
            genes,
            hotspots,
            known_fusions,
            domains,
            watched,
            sites,
            thresholds,
            plan,
            rna_plan,
        })
    }

    /// What the mean depth is taken over: the targets, or all that is swept.
    pub(super) fn target_territory(&self) -> Targets {
        self.targets.as_ref().map_or_else(|| self.plan.regions.clone(), |targets| self.plan.regions.intersection(targets))
    }

    /// Length of the bins that depth is counted in. All parts of a case have the same.
    pub(super) fn bin_size(&self) -> BinSize {
        BinSize::for_territory(self.targets.as_ref().map_or_else(|| self.contigs.total_bases(), Targets::total_bases))
    }

    /// The TMB's territory: coding bases of the targets.
    pub(super) fn coding_territory(&self) -> Targets {
        self.genes.as_ref().map(GeneModel::coding_territory).unwrap_or_default().intersection(&self.target_territory())
    }
}

fn check_what_is_given(inputs: &CaseInputs, biomarkers: Biomarkers, config: &Config) -> Result<()> {
    let fail = |message: &str| Err(Error::Config(message.into()));
    if inputs.tumor.is_none() && (biomarkers.variants || biomarkers.msi) {
        return fail("give the tumour's alignments; only fusions can be called from RNA alone");
    }
    if inputs.tumor.is_none() && inputs.normal.is_some() {
        return fail("a normal was given without a tumour; give both");
    }
    if biomarkers.variants && inputs.reference.is_none() {
        return fail("small variants and TMB need the reference; give the FASTA the alignments were made with");
    }
    if config.sweep.compat.tool.is_some() && !biomarkers.msi {
        return fail("compatibility counting is of microsatellites, which are not swept for; leave --compat out, or use sweep or msi");
    }
    if biomarkers.msi && inputs.reference.is_none() && inputs.sites.is_none() {
        return fail("microsatellites need the reference to be scanned, or a list of sites with their flanks; give either");
    }
    Ok(())
}

/// A region needs an index, unless the user wants the file read through.
fn check_index(source: &Source, inputs: &CaseInputs) -> Result<()> {
    if inputs.regions.is_empty() || inputs.stream || source.is_indexed() || source.is_sam() || source.is_pipe() {
        return Ok(());
    }
    Err(Error::MissingIndex { path: source.path().into(), needed_for: "a region was asked for".into() })
}

/// Compatibility counting looks around microsatellites, apart from the sweep.
fn check_compat_index(source: &Source) -> Result<()> {
    if source.is_indexed() {
        return Ok(());
    }
    Err(Error::MissingIndex {
        path: source.path().into(),
        needed_for: "compatibility counting reads it again around microsatellites".into(),
    })
}

/// The first file's contigs, then those that only the RNA has.
fn all_contigs(first: &Source, rna: Option<&Source>) -> Contigs {
    let known = &first.header().contigs;
    let mut list: Vec<Contig> = known.iter().map(|(_, contig)| contig.clone()).collect();
    if let Some(rna) = rna {
        list.extend(rna.header().contigs.iter().filter(|(_, c)| known.resolve(&c.name).is_none()).map(|(_, c)| c.clone()));
    }
    Contigs::new(list)
}

/// The asked-for regions, as far as targets and reference reach. A contig that the reference lacks (a decoy, a virus) cannot be compared
/// with it and is not swept.
fn dna_plan(asked: &Plan, targets: Option<&Targets>, contigs: &Contigs, reference: Option<&Reference>, config: &Config) -> Plan {
    let mut plan = asked.clone();
    if let Some(targets) = targets {
        plan.regions = plan.regions.intersection(&targets.padded(config.sweep.target_margin_bp, contigs));
        plan.unplaced = false;
    }
    if let Some(reference) = reference {
        let known = contigs.iter().filter(|(_, contig)| reference.contigs().resolve(&contig.name).is_some());
        plan.regions = plan.regions.intersection(&Targets::from_intervals(known.map(|(id, contig)| Interval::new(id, 0, contig.length))));
    }
    plan
}

fn around(sites: &Sites, contigs: &Contigs) -> Targets {
    let spans = sites.as_slice().iter().map(|site| Interval::new(site.contig, site.start, site.end()));
    Targets::from_intervals(spans).padded(SITE_MARGIN_BP, contigs)
}

fn verify(reference: &Reference, sources: [&Option<Source>; 3], contigs: &Contigs, plan: &Plan, threads: usize) -> Result<ReferenceInput> {
    let mut md5_verified = Vec::new();
    for source in sources.into_iter().flatten() {
        md5_verified.extend(agreement::same_bases(source, reference, contigs, &plan.regions, threads)?);
    }
    md5_verified.sort_unstable();
    md5_verified.dedup();
    Ok(ReferenceInput {
        file: reference.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        contigs: contigs.iter().filter(|(_, contig)| reference.contigs().resolve(&contig.name).is_some()).count() as u64,
        md5_verified,
    })
}
