"""Strelka2: somatic SNVs and indels from a pair."""

from __future__ import annotations

from ..adapter import Adapter, Job
from ..readers.vcf import small_variants
from ..records import Biomarker, Findings
from ..step import Step, Word, step
from ..targets import bgzipped


class Strelka2(Adapter):
    name = "strelka2"
    about = "somatic SNVs and indels from a pair"
    answers = (Biomarker.VARIANTS,)
    needs = ("tumor", "normal")
    programs = ("configureStrelkaSomaticWorkflow.py",)
    install = "conda install -c bioconda strelka (Python 2; unmaintained since 2019)"
    plain_reference = True
    licence = "GPL-3"
    settings = "default settings with the random-forest filter; --exome and --callRegions when there are targets; FILTER PASS"

    def prepare(self, job: Job) -> list[Step]:
        return bgzipped(job.case.targets, job.prepared / "targets.bed.gz") if job.case.targets else []

    def run(self, job: Job) -> list[Step]:
        case, folder = job.case, job.folder / "run"
        words: list[Word] = [job.tool[self.programs[0]], "--normalBam", case.normal, "--tumorBam", case.tumor]
        words += ["--referenceFasta", case.reference, "--runDir", folder]
        words += ["--exome", "--callRegions", job.prepared / "targets.bed.gz"] if case.targets else []
        return [step(*words), step(folder / "runWorkflow.py", "--mode", "local", "--jobs", job.threads)]

    def read(self, job: Job) -> Findings:
        results = job.folder / "run" / "results" / "variants"
        return Findings(variants=small_variants(results / "somatic.snvs.vcf.gz") | small_variants(results / "somatic.indels.vcf.gz"))


ADAPTERS = (Strelka2(),)
