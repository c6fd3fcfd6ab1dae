"""Yardstick: depth of coverage, which is what every laboratory computes anyway."""

from __future__ import annotations

from ..adapter import Adapter, Job
from ..readers.text import decimal, rows
from ..records import Findings
from ..step import Step, Word, step


class Mosdepth(Adapter):
    name = "mosdepth"
    about = "depth of coverage alone"
    programs = ("mosdepth",)
    install = "apt-get install mosdepth libhts-dev (Debian's mosdepth loads libhts.so at run time but does not depend on it)"
    licence = "MIT"
    yardstick = True
    settings = "--no-per-base --fast-mode: its cheapest way; tumour and normal one after the other"

    def run(self, job: Job) -> list[Step]:
        steps = []
        for index, path in enumerate(job.case.alignments):
            words: list[Word] = [job.tool["mosdepth"], "--no-per-base", "--fast-mode", "--threads", job.threads, "--fasta", job.case.reference]
            words += ["--by", job.case.targets] if job.case.targets else []
            steps.append(step(*words, f"sample{index}", path))
        return steps

    def read(self, job: Job) -> Findings:
        path = job.folder / "sample0.mosdepth.summary.txt"
        wanted = "total_region" if job.case.targets else "total"
        for number, row in rows(path, "chrom", "mean"):
            if row["chrom"] == wanted:
                return Findings(numbers={"mean_depth": decimal(row["mean"], path, number, "mean")})
        return Findings()


ADAPTERS = (Mosdepth(),)
