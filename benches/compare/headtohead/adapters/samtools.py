"""Yardstick: how long it takes to read the alignments and do nothing but count them."""

from __future__ import annotations

from pathlib import Path

from ..adapter import Adapter, Job
from ..case import Case
from ..readers.text import lines
from ..records import Findings
from ..step import Step, step


class SamtoolsCount(Adapter):
    name = "samtools view -c"
    about = "decompresses and counts all alignments: the floor for any tool that reads them"
    programs = ("samtools",)
    install = "apt-get install samtools"
    licence = "MIT"
    yardstick = True
    needs = ()
    settings = "tumour and normal one after the other; RNA when there is no DNA"

    def run(self, job: Job) -> list[Step]:
        extra = job.threads - 1  # samtools counts additional threads
        return [
            step(job.tool["samtools"], "view", "-c", "-@", extra, "-T", job.case.reference, path, stdout=job.folder / f"count{index}.txt")
            for index, path in enumerate(counted(job.case))
        ]

    def read(self, job: Job) -> Findings:
        counts = [int(line) for index, _ in enumerate(counted(job.case)) for _, line in lines(job.folder / f"count{index}.txt")]
        return Findings(numbers={"reads": float(sum(counts))})


def counted(case: Case) -> list[Path]:
    """The DNA alignments, or those of RNA where there are no others."""
    return case.alignments or [path for path in (case.rna,) if path]


ADAPTERS = (SamtoolsCount(),)
