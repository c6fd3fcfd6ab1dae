"""LoFreq somatic: Poisson-binomial test with dynamic Bonferroni correction."""

from __future__ import annotations

from ..adapter import Adapter, Job
from ..readers.vcf import small_variants
from ..records import Biomarker, Findings
from ..step import Step, Word, step


class LoFreq(Adapter):
    name = "lofreq"
    about = "low-frequency variants of a pair by a test of base qualities"
    answers = (Biomarker.VARIANTS,)
    needs = ("tumor", "normal")
    programs = ("lofreq", "samtools")
    install = "conda install -c bioconda lofreq"
    plain_reference = True
    licence = "MIT"
    version_arguments = ("version",)
    settings = "indel qualities by `lofreq indelqual --dindel` (part of each run: it rewrites the alignments), then `lofreq somatic --call-indels`; final calls"

    def run(self, job: Job) -> list[Step]:
        case, lofreq = job.case, job.tool["lofreq"]
        steps = []
        for name, path in (("tumor", case.tumor), ("normal", case.normal)):
            out = job.folder / f"{name}.bam"
            steps.append(step(lofreq, "indelqual", "--dindel", "--ref", case.reference, "--out", out, path))
            steps.append(step(job.tool["samtools"], "index", out))
        words: list[Word] = [lofreq, "somatic", "--normal", job.folder / "normal.bam", "--tumor", job.folder / "tumor.bam", "--ref", case.reference]
        words += ["--bed", case.targets] if case.targets else []
        return [*steps, step(*words, "--call-indels", "--threads", job.threads, "--outprefix", job.folder / "out_")]

    def read(self, job: Job) -> Findings:
        return Findings(
            variants=small_variants(job.folder / "out_somatic_final.snvs.vcf.gz") | small_variants(job.folder / "out_somatic_final.indels.vcf.gz")
        )


ADAPTERS = (LoFreq(),)
