"""Manta: structural variants by local assembly."""

from __future__ import annotations

from ..adapter import Adapter, Job
from ..readers.rearrangements import junctions
from ..records import Biomarker, Findings
from ..step import Step, Word, step
from ..targets import bgzipped


class Manta(Adapter):
    name = "manta"
    about = "structural variants by local assembly"
    answers = (Biomarker.FUSIONS,)
    programs = ("configManta.py",)
    install = "conda install -c bioconda manta (Python 2)"
    plain_reference = True
    licence = "GPL-3"
    settings = "default settings, --exome and --callRegions when there are targets; somaticSV.vcf.gz, without a normal tumorSV.vcf.gz; FILTER PASS"

    def prepare(self, job: Job) -> list[Step]:
        return bgzipped(job.case.targets, job.prepared / "targets.bed.gz") if job.case.targets else []

    def run(self, job: Job) -> list[Step]:
        case, folder = job.case, job.folder / "run"
        words: list[Word] = [job.tool[self.programs[0]], "--tumorBam", case.tumor, "--referenceFasta", case.reference, "--runDir", folder]
        words += ["--normalBam", case.normal] if case.normal else []
        words += ["--exome", "--callRegions", job.prepared / "targets.bed.gz"] if case.targets else []
        return [step(*words), step(folder / "runWorkflow.py", "--mode", "local", "--jobs", job.threads)]

    def read(self, job: Job) -> Findings:
        name = "somaticSV.vcf.gz" if job.case.normal else "tumorSV.vcf.gz"
        return Findings(junctions=junctions(job.folder / "run" / "results" / "variants" / name))


ADAPTERS = (Manta(),)
