"""The one pass over a case's alignments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any, Literal

from . import _core, display
from .baselines import Baseline
from .baselines import loaded as loaded_repeats
from .evidence import Evidence
from .fusion_baselines import FusionNormals
from .fusion_baselines import loaded as loaded_fusions
from .profile import Profile
from .progress import ProgressFunction, watched
from .section import Section
from .settings import config_json, default_config
from .several import several
from .variant_baselines import VariantBaseline
from .variant_baselines import loaded as loaded_variants


def sweep(
    tumor: str | PathLike[str] | None = None,
    *,
    normal: str | PathLike[str] | None = None,
    rna: str | PathLike[str] | None = None,
    reference: str | PathLike[str] | None = None,
    targets: str | PathLike[str] | None = None,
    genes: str | PathLike[str] | None = None,
    germline: str | PathLike[str] | None = None,
    germline_af: str | None = None,
    hotspots: str | PathLike[str] | None = None,
    sites: str | PathLike[str] | None = None,
    baseline: str | PathLike[str] | Baseline | None = None,
    fusion_baseline: FusionNormals = None,
    variant_baseline: str | PathLike[str] | VariantBaseline | None = None,
    known_fusions: str | PathLike[str] | None = None,
    domains: str | PathLike[str] | None = None,
    explained_fusions: str | Iterable[str] = (),
    regions: str | Iterable[str] = (),
    biomarkers: Literal["all", "tmb", "msi", "fusions"] = "all",
    threads: int = 1,
    stream: bool = False,
    shard_bp: int | None = None,
    callable_bed: bool = False,
    progress: bool | ProgressFunction = False,
    config: Mapping[str, Any] | None = None,
    **thresholds: Any,
) -> Profile:
    """Reads the alignments of a case once and returns TMB, MSI, fusions and small variants.

    Args:
        tumor: Alignments of the tumour's DNA: BAM, CRAM or SAM, sorted by coordinate. May be left out when `rna` is given.
        normal: Alignments of the matched normal.
        rna: Alignments of the tumour's RNA, spliced and with chimeric alignments; used for fusions.
        reference: The reference genome the alignments were made with: FASTA, plain or compressed by bgzip.
        targets: BED of the regions that were sequenced; the whole genome by default.
        genes: Gene annotation with CDS: GTF or GFF3.
        germline: Alleles of a population with their frequencies, for example gnomAD's sites: VCF. Without a normal it tells inherited variants.
        germline_af: INFO tag of `germline` with the allele frequency; AF by default.
        hotspots: Known recurrent variants, which some presets of the burden leave out: VCF with alleles, or BED with places.
        sites: A list of microsatellites; scanned from the reference by default.
        baseline: Normals that the microsatellites of a tumour without its own are compared with: what `baseline` gives, or a file of it.
        fusion_baseline: Normals whose junctions are no fusions: what `fusion_baseline` gives, or a file of it; a list for one of DNA and one of RNA.
        variant_baseline: Normals whose alleles are no somatic variants: what `variant_baseline` gives, or a file of it.
        known_fusions: Fusions that are called with less support: gene1 and gene2 in tab-separated columns, or BEDPE.
        domains: Protein domains on the genome, to tell which a fusion keeps: BED with names.
        explained_fusions: Pairs of genes ("EML4::ALK") whose chimeric reads are all kept, for `Evidence.explain_fusion`.
        regions: Look only at this, or these: "chr1", "chr1:1001-2000" (1-based, inclusive), or "*" for reads without a place.
        biomarkers: What to look for.
        threads: Threads for everything together. The result does not depend on it.
        stream: Read in one ordered stream even when there is an index.
        shard_bp: Bases of genome decided together. The result does not depend on it.
        callable_bed: Keep where coding bases reach the depths of the burden's rule, for callable.bed among the files of `Profile.save`.
        progress: True for a bar, or a function that is called with the fraction done, the contig and the number of alignments read.
        config: Settings in the form of `default_config()`, in part or in full.
        **thresholds: Single settings, which go before `config`: min_mapping_quality, min_vaf, msi_threshold, tmb_threshold,
            tmb_preset, tmb_min_vaf, tmb_min_depth, tmb_min_support, tmb_max_population_af (these four in place of the preset's), min_fusion_support,
            compat ("msisensor-pro": count by that tool's rules as well).

    Raises:
        InputError: A file is missing, cut or unreadable, or an index is missing. Also an OSError.
        FormatError: A file's content cannot be used, or two inputs do not fit each other. Also a ValueError.
        ConfigError: A setting is unknown or out of its range. Also a ValueError.
    """
    # Files that are none are told of before the alignments are read.
    normals = loaded_repeats(baseline)
    fusions, alleles = loaded_fusions(fusion_baseline), loaded_variants(variant_baseline)
    evidence = collect(
        tumor,
        normal=normal,
        rna=rna,
        reference=reference,
        targets=targets,
        genes=genes,
        germline=germline,
        germline_af=germline_af,
        hotspots=hotspots,
        sites=sites,
        known_fusions=known_fusions,
        domains=domains,
        explained_fusions=explained_fusions,
        regions=regions,
        biomarkers=biomarkers,
        threads=threads,
        stream=stream,
        shard_bp=shard_bp,
        callable_bed=callable_bed,
        progress=progress,
        config=config,
        **thresholds,
    )
    return evidence.call(baseline=normals, fusion_baseline=fusions, variant_baseline=alleles)


def collect(
    tumor: str | PathLike[str] | None = None,
    *,
    normal: str | PathLike[str] | None = None,
    rna: str | PathLike[str] | None = None,
    reference: str | PathLike[str] | None = None,
    targets: str | PathLike[str] | None = None,
    genes: str | PathLike[str] | None = None,
    germline: str | PathLike[str] | None = None,
    germline_af: str | None = None,
    hotspots: str | PathLike[str] | None = None,
    sites: str | PathLike[str] | None = None,
    known_fusions: str | PathLike[str] | None = None,
    domains: str | PathLike[str] | None = None,
    explained_fusions: str | Iterable[str] = (),
    regions: str | Iterable[str] = (),
    biomarkers: Literal["all", "tmb", "msi", "fusions"] = "all",
    threads: int = 1,
    stream: bool = False,
    shard_bp: int | None = None,
    callable_bed: bool = False,
    progress: bool | ProgressFunction = False,
    config: Mapping[str, Any] | None = None,
    **thresholds: Any,
) -> Evidence:
    """Reads the alignments of a case once and returns what was collected. The arguments and errors are those of `sweep`, but the baselines, which `Evidence.call` takes."""
    settings = config_json(default_config(), config, thresholds)
    inputs = _core.Inputs(
        tumor=tumor,
        normal=normal,
        rna=rna,
        reference=reference,
        targets=targets,
        genes=genes,
        keeps_callable=callable_bed,
        germline=germline,
        germline_af=germline_af,
        hotspots=hotspots,
        sites=sites,
        known_fusions=known_fusions,
        domains=domains,
        explained_fusions=several(explained_fusions),
        regions=several(regions),
        stream=stream,
    )
    with watched(progress) as function:
        return Evidence(_core.collect(inputs, biomarkers, threads=threads, shard_bp=shard_bp, config=settings, progress=function))


class InputCheck(Section):
    """What a sweep would do with its inputs, one line a subject: "tumour", "reference", "territory" and others."""

    def __repr__(self) -> str:
        width = max(map(len, self), default=0)
        return "\n".join(f"{name:<{width}}  {text}" for name, text in self.items())

    def _repr_html_(self) -> str:
        return display.card("Inputs", display.pairs(self.items()))


def check(
    tumor: str | PathLike[str] | None = None,
    *,
    normal: str | PathLike[str] | None = None,
    rna: str | PathLike[str] | None = None,
    reference: str | PathLike[str] | None = None,
    targets: str | PathLike[str] | None = None,
    genes: str | PathLike[str] | None = None,
    germline: str | PathLike[str] | None = None,
    germline_af: str | None = None,
    hotspots: str | PathLike[str] | None = None,
    sites: str | PathLike[str] | None = None,
    known_fusions: str | PathLike[str] | None = None,
    domains: str | PathLike[str] | None = None,
    regions: str | Iterable[str] = (),
    biomarkers: Literal["all", "tmb", "msi", "fusions"] | None = None,
    stream: bool = False,
    config: Mapping[str, Any] | None = None,
    **thresholds: Any,
) -> InputCheck:
    """Opens and checks all inputs as a sweep would, and says what it would do, without reading the alignments.

    The arguments and errors are those of `sweep`, but for errors that show only while alignments are read. `biomarkers` is all by default, and fusions
    where there is no tumour's DNA.
    """
    settings = config_json(default_config(), config, thresholds)
    inputs = _core.Inputs(
        tumor=tumor,
        normal=normal,
        rna=rna,
        reference=reference,
        targets=targets,
        genes=genes,
        keeps_callable=False,
        germline=germline,
        germline_af=germline_af,
        hotspots=hotspots,
        sites=sites,
        known_fusions=known_fusions,
        domains=domains,
        explained_fusions=[],
        regions=several(regions),
        stream=stream,
    )
    return InputCheck(dict(_core.check(inputs, biomarkers or ("fusions" if tumor is None else "all"), settings)))
