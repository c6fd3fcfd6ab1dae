"""MSIsensor-pro: microsatellites of a pair, or of a tumour alone."""

from __future__ import annotations

from pathlib import Path

from ..adapter import Adapter, Job
from ..readers.msi import site_keys, summary
from ..readers.text import decimal, integer, rows
from ..records import Biomarker, Findings, Instability, Site
from ..step import Step, Word, step

MAX_FDR = 0.05  # its option -f


class MsisensorPro(Adapter):
    name = "msisensor-pro"
    about = "microsatellite instability of a pair by a chi-squared test, of a tumour alone by its contractions"
    answers = (Biomarker.MSI,)
    programs = ("msisensor-pro",)
    install = "conda install -c bioconda msisensor-pro"
    licence = "non-commercial use only"
    version_arguments = ()
    version_pattern = r"[Vv]ersion:?\s*v?(\d[\w.]*)"
    settings = "default settings; its authors give no cut-off for the sample, so it has a score but no state"

    def prepare(self, job: Job) -> list[Step]:
        return [] if job.case.sites else [step(job.tool["msisensor-pro"], "scan", "-d", job.case.reference, "-o", job.prepared / "sites.list")]

    def run(self, job: Job) -> list[Step]:
        case = job.case
        words: list[Word] = [job.tool["msisensor-pro"], "msi" if case.normal else "pro", "-d", case.sites or job.prepared / "sites.list"]
        words += ["-n", case.normal, "-t", case.tumor] if case.normal else ["-t", case.tumor, "-i", "0.1"]
        words += ["-e", case.targets] if case.targets else []
        return [step(*words, "-b", job.threads, "-o", job.folder / "out")]

    def read(self, job: Job) -> Findings:
        return Findings(instability=read_output(job.folder / "out"))


def read_output(prefix: Path) -> Instability:
    """The score, and the sites: `_all` holds those assessed, `_unstable` those of them that are."""
    assessed, unstable, percent = summary(prefix)
    everything, named = (prefix.with_name(prefix.name + suffix) for suffix in ("_all", "_unstable"))
    bad = set(site_keys(named, header=True)) if named.is_file() else _by_its_rule(everything)
    sites = tuple(
        Site(chrom, start, "unstable" if (chrom, start, unit) in bad else "stable", unit) for chrom, start, unit in site_keys(everything, header=True)
    )
    return Instability(sites, percent, "% unstable", unstable / assessed if assessed else None)


def _by_its_rule(everything: Path) -> set[tuple[str, int, str]]:
    """The unstable sites by the rule that `_unstable` follows, for outputs of which only `_all` was kept: FDR up to 0.05, or pro_p above the threshold."""
    found = set()
    for number, row in rows(everything, "chromosome", "location", "repeat_unit_bases"):
        columns = ("FDR",) if "FDR" in row else ("pro_p", "threshold")
        values = [decimal(row.get(column, ""), everything, number, column) for column in columns]
        if values[0] <= MAX_FDR if len(values) == 1 else values[0] > values[1]:
            found.add((row["chromosome"], integer(row["location"], everything, number, "location"), row["repeat_unit_bases"]))
    return found


ADAPTERS = (MsisensorPro(),)
