//! The results folder: every file of a profile, whole or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use tempfile::TempDir;

use super::{
    bgzip::BgzipVcf, callable_bed, fusion_arriba, fusion_bedpe, fusion_drawings, fusion_tsv, fusion_vcf, hotspot_tsv, json, msi_tsv,
    msisensor_pro, tmb_tsv, variant_vcf,
};
use crate::{
    config::Config,
    error::{Error, Result},
    evidence::Evidence,
    fusion::Fusions,
    profile::Profile,
    tmb::VcfBurden,
};

/// Every file a profile can fill.
const FILES: [&str; 19] = [
    "profile.json",
    "evidence.osw",
    "variants.vcf.gz",
    "variants.vcf.gz.tbi",
    "tmb.trace.tsv",
    "callable.bed",
    "hotspots.tsv",
    "msi.sites.tsv",
    "msisensor-pro",
    "msisensor-pro_dis",
    "msisensor-pro_all",
    "msisensor-pro_unstable",
    "fusions.tsv",
    "fusions.arriba.tsv",
    "fusions.bedpe",
    super::report::DRAWINGS,
    "fusions.vcf.gz",
    "fusions.vcf.gz.tbi",
    super::report::FILE,
];

/// Writes all files of the output contract that the profile fills into `folder`, which is created. They are written aside first and
/// take their places only when all are complete; files of the contract that an earlier run left and this one does not fill are removed.
///
/// # Errors
/// [`Error::Io`] naming the file that could not be written.
pub fn write_all(profile: &Profile, evidence: &Evidence, folder: &Path) -> Result<()> {
    write_aside(folder, |aside| write_files(profile, evidence, aside))
}

/// Writes the burden of a VCF file, profile.json and tmb.trace.tsv, as [`write_all`] does.
///
/// # Errors
/// As [`write_all`].
pub fn write_burden(burden: &VcfBurden, config: &Config, folder: &Path) -> Result<()> {
    write_texts(&burden_texts(burden, config)?, folder)
}

/// Names and texts of the files that [`write_burden`] writes.
///
/// # Errors
/// [`Error::Config`] when the profile holds what JSON cannot (it never should).
pub fn burden_texts(burden: &VcfBurden, config: &Config) -> Result<Vec<(String, String)>> {
    let profile = json::profile_json(&Profile::of_vcf(burden, config))?;
    let mut trace = Vec::new();
    let written = tmb_tsv::write_vcf(&mut trace, burden);
    written.map_err(|e| Error::Config(format!("tmb.trace.tsv cannot be made ({e})")))?;
    Ok(vec![("profile.json".into(), profile), ("tmb.trace.tsv".into(), String::from_utf8_lossy(&trace).into_owned())])
}

/// Writes files of the output contract, given as names and texts, as [`write_all`] does.
///
/// # Errors
/// As [`write_all`].
pub fn write_texts(texts: &[(String, String)], folder: &Path) -> Result<()> {
    write_aside(folder, |aside| {
        texts.iter().filter(|(name, _)| FILES.contains(&name.as_str())).try_for_each(|(name, text)| {
            let path = aside.join(name);
            fs::write(&path, text).map_err(|e| Error::io(&path, format!("cannot be written ({e}); is the disk full?")))
        })
    })
}

fn write_aside(folder: &Path, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| Error::io(folder, format!("the output folder cannot be made ({e}); give another one")))?;
    let aside =
        TempDir::new_in(folder).map_err(|e| Error::io(folder, format!("cannot be written to ({e}); give another output folder")))?;
    write(aside.path())?;
    for name in FILES {
        let (new, place) = (aside.path().join(name), folder.join(name));
        let outcome = if new.exists() {
            fs::rename(&new, &place)
        } else if place.exists() {
            // A file of an earlier run that this one does not fill would be taken for a result of this one.
            fs::remove_file(&place)
        } else {
            Ok(())
        };
        outcome.map_err(|e| Error::io(&place, format!("cannot be written ({e})")))?;
    }
    Ok(())
}

fn write_profile(profile: &Profile, folder: &Path) -> Result<()> {
    let text = json::profile_json(profile)?;
    let path = folder.join("profile.json");
    fs::write(&path, text).map_err(|e| Error::io(&path, format!("cannot be written ({e})")))
}

fn write_files(profile: &Profile, evidence: &Evidence, folder: &Path) -> Result<()> {
    evidence.save(&folder.join("evidence.osw"))?;
    if evidence.callable_depths.is_some() {
        table(&folder.join("callable.bed"), |out| callable_bed::write(out, &evidence.dna.territory.callable, &profile.contigs))?;
    }
    write_results(profile, evidence, folder)
}

/// Writes every file that shows results.
pub(super) fn write_results(profile: &Profile, evidence: &Evidence, folder: &Path) -> Result<()> {
    write_profile(profile, folder)?;
    let has_normal = profile.samples.normal.is_some();
    if let Some(variants) = &profile.variants {
        vcf(&folder.join("variants.vcf.gz"), |out| variant_vcf::write(out, &variants.calls, &profile.contigs, &profile.samples))?;
        if !variants.listed.is_empty() {
            table(&folder.join("hotspots.tsv"), |out| hotspot_tsv::write(out, &variants.listed, &profile.contigs, has_normal))?;
        }
        if let Some(tmb) = &profile.tmb {
            table(&folder.join("tmb.trace.tsv"), |out| tmb_tsv::write(out, &variants.calls, &tmb.trace, &profile.contigs, has_normal))?;
        }
    }
    if let Some(msi) = &profile.msi {
        table(&folder.join("msi.sites.tsv"), |out| msi_tsv::write_msi_sites(&msi.sites, &profile.contigs, out))?;
        if let Some(tables) = &msi.msisensor_pro {
            let (contigs, max_fdr) = (&profile.contigs, msi.thresholds.legacy.msisensor_max_fdr);
            table(&folder.join("msisensor-pro"), |out| msisensor_pro::write_score(tables, max_fdr, out))?;
            table(&folder.join("msisensor-pro_dis"), |out| msisensor_pro::write_distributions(tables, contigs, out))?;
            table(&folder.join("msisensor-pro_all"), |out| msisensor_pro::write_all_sites(tables, contigs, out))?;
            table(&folder.join("msisensor-pro_unstable"), |out| msisensor_pro::write_unstable_sites(tables, max_fdr, contigs, out))?;
        }
    }
    if profile.biomarkers.fusions {
        let calls: Vec<&Fusions> = profile.fusions.iter().collect();
        table(&folder.join("fusions.tsv"), |out| fusion_tsv::write(out, &calls))?;
        table(&folder.join("fusions.arriba.tsv"), |out| fusion_arriba::write(out, &calls))?;
        table(&folder.join("fusions.bedpe"), |out| fusion_bedpe::write(out, &calls))?;
        table(&folder.join(super::report::DRAWINGS), |out| fusion_drawings::write(out, profile, evidence))?;
        vcf(&folder.join("fusions.vcf.gz"), |out| {
            fusion_vcf::write(out, &calls, &profile.contigs, has_normal, |contig, position| profile.breakend_base(contig, position))
        })?;
    }
    Ok(())
}

fn table(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<()> {
    let failed = |e: io::Error| Error::io(path, format!("cannot be written ({e}); is the disk full?"));
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    write(&mut out).and_then(|()| out.flush()).map_err(failed)
}

fn vcf(path: &Path, write: impl FnOnce(&mut BgzipVcf) -> io::Result<()>) -> Result<()> {
    let mut out = BgzipVcf::create(path)?;
    write(&mut out).map_err(|e| Error::io(path, format!("cannot be written ({e}); is the disk full?")))?;
    out.finish()
}

/// Temporary files are private to their owner; results have the permissions any new file has.
#[cfg(unix)]
pub(super) fn readable_by_others(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
pub(super) fn readable_by_others(_path: &Path) {}
