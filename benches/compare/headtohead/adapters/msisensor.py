"""MSIsensor: microsatellites of a pair by a chi-squared test."""

from __future__ import annotations

from pathlib import Path

from ..adapter import Adapter, Job
from ..readers.msi import assessed_keys, site_keys, summary
from ..records import Biomarker, Findings, Instability, Site
from ..step import Step, Word, step

# MSI-H from 10 %, MSI-L from 3.5 %: the maintainers' answer in their issue tracker. MSI-L is stable here.
MSI_HIGH_PERCENT = 10.0
# A site counts when tumour and normal have this many reads (its option -c).
MIN_READS = 20


class Msisensor(Adapter):
    name = "msisensor"
    about = "microsatellite instability of a pair by a chi-squared test"
    answers = (Biomarker.MSI,)
    needs = ("tumor", "normal")
    programs = ("msisensor",)
    install = "conda install -c bioconda msisensor"
    licence = "MIT"
    version_arguments = ()
    version_pattern = r"[Vv]ersion:?\s*v?(\d[\w.]*)"
    settings = "default settings, own scan (its list has another format than MSIsensor-pro's); MSI-H from 10 %"

    def prepare(self, job: Job) -> list[Step]:
        return [step(job.tool["msisensor"], "scan", "-d", job.case.reference, "-o", job.prepared / "sites.list")]

    def run(self, job: Job) -> list[Step]:
        case = job.case
        words: list[Word] = [job.tool["msisensor"], "msi", "-d", job.prepared / "sites.list", "-n", case.normal, "-t", case.tumor]
        words += ["-e", case.targets] if case.targets else []
        return [step(*words, "-b", job.threads, "-o", job.folder / "out")]

    def read(self, job: Job) -> Findings:
        return Findings(instability=read_output(job.folder / "out"))


def read_output(prefix: Path) -> Instability:
    """The score and the sites: `_somatic` lists the unstable ones, `_dis` the reads of all, which tell which were assessed."""
    assessed, unstable, percent = summary(prefix)
    bad = set(site_keys(prefix.with_name(prefix.name + "_somatic"), header=False)) if unstable else set()
    sites = tuple(
        Site(chrom, start, "unstable" if (chrom, start, unit) in bad else "stable", unit)
        for chrom, start, unit in assessed_keys(prefix.with_name(prefix.name + "_dis"), MIN_READS)
    )
    state = ("MSI-H" if percent >= MSI_HIGH_PERCENT else "MSS") if assessed else None
    return Instability(sites, percent, "% unstable", unstable / assessed if assessed else None, None, state, f"{MSI_HIGH_PERCENT:g} %")


ADAPTERS = (Msisensor(),)
