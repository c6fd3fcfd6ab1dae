"""pyTMB: TMB of a VCF. It reads annotated calls of one caller, so it takes freebayes's here, annotated by bcftools csq."""

from __future__ import annotations

import re
from pathlib import Path

from ..adapter import Adapter, Job
from ..bam import sample_name
from ..errors import ReadError
from ..genes import coding_spans, write_gff3
from ..readers.text import lines
from ..records import Biomarker, Burden, Findings
from ..step import Step, pipe, step
from ..targets import intersection, intervals, length

# pyTMB knows an annotation by a YAML file: the INFO tag, the index of the field with the terms, and which terms mean what.
DATABASES = """\
tag: 'BCSQ'
sep: '&'
isCoding:
  0: [missense, synonymous, stop_gained, stop_lost, start_lost, stop_retained, frameshift, inframe_insertion, inframe_deletion, inframe_altering, \
splice_acceptor, splice_donor, splice_region]
isNonCoding:
  0: [intron, non_coding, 3_prime_utr, 5_prime_utr, intergenic]
isSplicing:
  0: [splice_acceptor, splice_donor, splice_region]
isSynonymous:
  0: [synonymous, stop_retained]
isNonSynonymous:
  0: [missense, stop_gained, stop_lost, start_lost, frameshift, inframe_insertion, inframe_deletion, inframe_altering, splice_acceptor, splice_donor, splice_region]
"""
CALLER = "freq: 'VAF'\ndepth: 'DP'\naltDepth: 'AD'\nmaxVaf: '1'\n"
# The thresholds of the recipe for exomes in pyTMB's README, without its population database: a matched normal has removed germline variants.
RECIPE = ("--vaf", "0.05", "--minDepth", "20", "--minAltDepth", "2", "--filterLowQual", "--filterNonCoding", "--filterSyn")


class PyTMB(Adapter):
    name = "pytmb"
    about = "TMB of an annotated VCF"
    answers = (Biomarker.TMB,)
    needs = ("tumor", "normal", "genes")
    programs = ("pyTMB", "bcftools")
    after = "freebayes"
    install = "pip install pytmb-curie, in an environment of its own (scripts/bench_tools.sh makes .venv/bench/pytmb)"
    licence = "CeCILL-B"
    settings = (
        "on freebayes's somatic calls, whose cost is not included, annotated by bcftools csq; thresholds of its README's recipe for exomes; "
        "effective genome size = merged CDS within the targets. Its interval is of Poisson counts given the estimate, not a confidence interval"
    )

    def prepare(self, job: Job) -> list[Step]:
        assert job.case.genes is not None  # by `needs`
        write_gff3(job.case.genes, job.prepared / "genes.gff3")
        return []

    def run(self, job: Job) -> list[Step]:
        case, folder, bcftools = job.case, job.folder, job.tool["bcftools"]
        assert case.genes is not None
        coding = coding_spans(case.genes)
        territory = intersection(coding, intervals(case.targets)) if case.targets else coding
        (folder / "databases.yml").write_text(DATABASES)
        (folder / "caller.yml").write_text(CALLER)
        annotated = folder / "annotated.vcf"
        return [
            pipe(
                [bcftools, "+fill-tags", job.others["freebayes"] / "somatic.vcf", "--", "-t", "FORMAT/VAF"],
                [
                    bcftools,
                    "csq",
                    "--fasta-ref",
                    case.reference,
                    "--gff-annot",
                    job.prepared / "genes.gff3",
                    "--phase",
                    "a",
                    "--output",
                    annotated,
                    "-",
                ],
            ),
            step(
                *(job.tool["pyTMB"], "--vcf", annotated, "--sample", sample_name(case.tumor)),
                *("--dbConfig", folder / "databases.yml", "--varConfig", folder / "caller.yml", *RECIPE, "--effGenomeSize", length(territory)),
                stdout=folder / "report.txt",
            ),
        ]

    def read(self, job: Job) -> Findings:
        return Findings(burden=read_report(job.folder / "report.txt"))


def read_report(path: Path) -> Burden:
    """The figures of pyTMB's report."""
    found = {match[1]: match[2] for _, line in lines(path) if (match := re.match(r"([\w ]+)= *(\S+)", line))}
    try:
        size = float(found["Effective Genome Size"])
        interval = (float(found["TMB_95CI_low"]), float(found["TMB_95CI_high"]))
        return Burden(float(found["TMB"]), interval, int(found["Variants after filters"]), size / 1e6, None, "README recipe for exomes")
    except (KeyError, ValueError) as error:
        raise ReadError(f"{path.name} is not pyTMB's report: {error}") from None


ADAPTERS = (PyTMB(),)
