"""VarDictJava: small variants of a pair, region by region."""

from __future__ import annotations

from ..adapter import Adapter, Job
from ..case import Case
from ..readers.vcf import Record, small_variants
from ..records import Biomarker, Findings
from ..step import Step, Word, pipe
from ..targets import contigs, windows, write_bed

MIN_FRACTION = "0.01"
# VarDict holds a region in memory; indels at the edge of one are found in the overlap with the next.
WINDOW_BP, OVERLAP_BP = 50_000, 150
SOMATIC = frozenset(("StrongSomatic", "LikelySomatic"))


class VarDict(Adapter):
    name = "vardict-java"
    about = "small variants of a pair, with local realignment"
    answers = (Biomarker.VARIANTS,)
    needs = ("tumor", "normal")
    programs = ("vardict-java", "testsomatic.R", "var2vcf_paired.pl")
    alternatives = {"vardict-java": ("VarDict",)}  # noqa: RUF012
    install = "conda install -c bioconda vardict-java (needs Java, R and Perl)"
    plain_reference = True
    licence = "MIT"
    version_arguments = ("-H",)
    settings = "-f 0.01, testsomatic.R and var2vcf_paired.pl; PASS with STATUS StrongSomatic or LikelySomatic; without targets, windows of 50 kb"

    def run(self, job: Job) -> list[Step]:
        case = job.case
        regions = write_bed(job.folder / "regions.bed", _regions(case))
        pair = f"{case.tumor}|{case.normal}"
        words: list[Word] = [job.tool["vardict-java"], "-G", case.reference, "-f", MIN_FRACTION, "-N", "TUMOR", "-b", pair, "-th", job.threads]
        return [
            pipe(
                [*words, "-c", "1", "-S", "2", "-E", "3", "-g", "4", regions],
                [job.tool["testsomatic.R"]],
                [job.tool["var2vcf_paired.pl"], "-N", "TUMOR|NORMAL", "-f", MIN_FRACTION],
                stdout=job.folder / "vardict.vcf",
            )
        ]

    def read(self, job: Job) -> Findings:
        return Findings(variants=small_variants(job.folder / "vardict.vcf", is_somatic))


def is_somatic(record: Record) -> bool:
    """PASS is not enough: VarDict lists germline variants too and says so in STATUS."""
    return record.passed and record.info.get("STATUS") in SOMATIC


def _regions(case: Case) -> list[tuple[str, int, int, str]]:
    from ..targets import intervals

    spans = intervals(case.targets) if case.targets else windows(contigs(case.reference), WINDOW_BP, OVERLAP_BP)
    return [(chrom, start, end, f"r{index}") for index, (chrom, start, end) in enumerate(spans)]


ADAPTERS = (VarDict(),)
