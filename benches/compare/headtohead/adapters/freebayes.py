"""freebayes on tumour and normal together, made somatic with bcftools."""

from __future__ import annotations

from ..adapter import Adapter, Job
from ..bam import sample_name, share_read_groups
from ..readers.vcf import small_variants
from ..records import Biomarker, Findings
from ..step import Step, Word, pipe, step

# Calling: the options of SpeedSeq's somatic mode (Chiang et al., Nature Methods 2015;12:966).
CALL = ("--pooled-discrete", "--min-repeat-entropy", "1", "--genotype-qualities", "--min-alternate-fraction", "0.05", "--min-alternate-count", "2")
# Choosing: freebayes has no somatic model, and its QUAL is a prior-weighted probability of being polymorphic in either sample that suppresses low
# fractions. The evidence itself does better. {t} and {n} are the columns of tumour and normal.
SOMATIC = (
    "FORMAT/AO[{t}:0]>=4 && FORMAT/QA[{t}:0]>=100 && FORMAT/AO[{t}:0]/FORMAT/DP[{t}]>=0.05"
    " && FORMAT/DP[{n}]>=8 && FORMAT/AO[{n}:0]/FORMAT/DP[{n}]<=0.02"
    " && INFO/SAF>0 && INFO/SAR>0 && INFO/RPL>0 && INFO/RPR>0"
)


class Freebayes(Adapter):
    name = "freebayes"
    about = "haplotype-based caller of small variants, with a somatic filter by bcftools"
    answers = (Biomarker.VARIANTS,)
    needs = ("tumor", "normal")
    programs = ("freebayes", "bcftools", "samtools")
    install = "apt-get install freebayes bcftools samtools"
    plain_reference = True
    licence = "MIT"
    version_pattern = r"v(\d[\w.]+)"
    settings = (
        "called jointly with SpeedSeq's somatic options, split to single alleles by bcftools norm --atomize; kept with at least 4 alternate reads of summed quality "
        "100 on both strands and both sides of the read, fraction 0.05, normal depth 8 and normal fraction at most 0.02. One thread: freebayes has no threads. "
        "Where both files use the same read groups, copies with others are prepared"
    )

    def prepare(self, job: Job) -> list[Step]:
        """Gives tumour and normal read groups of their own where they share them: freebayes merges its inputs and refuses those."""
        if not share_read_groups(job.case.tumor, job.case.normal):
            return []
        samtools, steps = job.tool["samtools"], []
        for name, path in (("tumor", job.case.tumor), ("normal", job.case.normal)):
            group = f"@RG\\tID:{name}\\tSM:{sample_name(path)}"
            out = job.prepared / f"{name}.bam"
            steps.append(step(samtools, "addreplacerg", "-m", "overwrite_all", "-w", "-r", group, "-@", job.threads - 1, "-o", out, path))
            steps.append(step(samtools, "index", out))
        return steps

    def run(self, job: Job) -> list[Step]:
        case, bcftools = job.case, job.tool["bcftools"]
        renamed = share_read_groups(case.tumor, case.normal)
        tumor, normal = (job.prepared / "tumor.bam", job.prepared / "normal.bam") if renamed else (case.tumor, case.normal)
        call: list[Word] = [job.tool["freebayes"], "--fasta-reference", case.reference, *CALL]
        call += ["--targets", case.targets] if case.targets else []
        # The order of freebayes's columns follows its read groups, so it is set here.
        order = f"{sample_name(case.tumor)},{sample_name(case.normal)}"
        return [
            step(*call, tumor, normal, stdout=job.folder / "joint.vcf"),
            pipe(
                [bcftools, "norm", "--fasta-ref", case.reference, "--multiallelics", "-any", "--atomize", job.folder / "joint.vcf"],
                [bcftools, "view", "--samples", order, "-"],
                [bcftools, "view", "--include", SOMATIC.format(t=0, n=1), "-"],
                [bcftools, "sort", "--output", job.folder / "somatic.vcf", "-"],
            ),
        ]

    def read(self, job: Job) -> Findings:
        return Findings(variants=small_variants(job.folder / "somatic.vcf"))


ADAPTERS = (Freebayes(),)
