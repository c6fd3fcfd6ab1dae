"""MANTIS: the average difference of repeat-length distributions."""

from __future__ import annotations

from pathlib import Path

from ..adapter import Adapter, Job
from ..errors import ReadError
from ..readers.text import decimal, rows
from ..records import Biomarker, Findings, Instability
from ..step import Step, Word, step

# Kautto et al., Oncotarget 2017;8:7452: unstable from a mean stepwise difference of 0.4.
UNSTABLE_FROM = 0.4
# The authors' advice for exomes and genomes, whose depth is lower than that of panels.
THRESHOLDS = ("-mrq", "20", "-mlq", "25", "-mlc", "20", "-mrr", "1")


class Mantis(Adapter):
    name = "mantis"
    about = "average difference of repeat-length distributions between tumour and normal"
    answers = (Biomarker.MSI,)
    needs = ("tumor", "normal")
    programs = ("mantis-msi2", "mantis-msi2-repeat-finder")
    alternatives = {"mantis-msi2": ("mantis-msi", "mantis.py"), "mantis-msi2-repeat-finder": ("mantis-msi-repeat-finder", "RepeatFinder")}  # noqa: RUF012
    install = "conda install -c bioconda mantis-msi2"
    licence = "GPL-3"
    settings = "-mrq 20 -mlq 25 -mlc 20 -mrr 1 (its advice for exomes); unstable from a mean difference of 0.4. It makes no call of single sites"

    def prepare(self, job: Job) -> list[Step]:
        return [step(job.tool["mantis-msi2-repeat-finder"], "-i", job.case.reference, "-o", job.prepared / "loci.bed")]

    def run(self, job: Job) -> list[Step]:
        case = job.case
        words: list[Word] = [job.tool["mantis-msi2"], "--bedfile", job.prepared / "loci.bed", "--genome", case.reference]
        words += ["-n", case.normal, "-t", case.tumor, *THRESHOLDS, "--threads", job.threads]
        return [step(*words, "-o", job.folder / "out.txt")]

    def read(self, job: Job) -> Findings:
        return Findings(instability=read_output(job.folder / "out.txt"))


def read_output(path: Path) -> Instability:
    """The mean difference, from the row `Average` at the end of the table of loci."""
    for number, row in rows(path, "Locus", "Difference"):
        if row["Locus"] == "Average":
            score = decimal(row["Difference"], path, number, "Difference")
            return Instability((), score, "mean difference, 0 to 2", None, None, "MSI-H" if score >= UNSTABLE_FROM else "MSS", f"{UNSTABLE_FROM:g}")
    raise ReadError(f"{path.name} has no row 'Average'; no locus had enough reads")


ADAPTERS = (Mantis(),)
