"""delly: structural variants from paired ends and split reads."""

from __future__ import annotations

from ..adapter import Adapter, Job
from ..bam import sample_name
from ..readers.rearrangements import junctions
from ..records import Biomarker, Findings
from ..step import Step, step


class Delly(Adapter):
    name = "delly"
    about = "structural variants from paired ends and split reads"
    answers = (Biomarker.FUSIONS,)
    programs = ("delly",)
    install = "apt-get install delly"
    licence = "BSD-3-Clause"
    settings = (
        "delly call on tumour and normal, then delly filter -f somatic -p (without a normal: FILTER PASS of delly call); "
        "OMP_NUM_THREADS is set, but delly's threads work on one sample each"
    )

    def run(self, job: Job) -> list[Step]:
        case, delly = job.case, job.tool["delly"]
        calls = job.folder / "calls.bcf"
        steps = [step(delly, "call", "-g", case.reference, "-o", calls, *case.alignments, env={"OMP_NUM_THREADS": str(job.threads)})]
        if case.normal:
            samples = job.folder / "samples.tsv"
            samples.write_text(f"{sample_name(case.tumor)}\ttumor\n{sample_name(case.normal)}\tcontrol\n")
            steps.append(step(delly, "filter", "-f", "somatic", "-p", "-s", samples, "-o", job.folder / "somatic.bcf", calls))
        return steps

    def read(self, job: Job) -> Findings:
        return Findings(junctions=junctions(job.folder / ("somatic.bcf" if job.case.normal else "calls.bcf")))


ADAPTERS = (Delly(),)
