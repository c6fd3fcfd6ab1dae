"""arriba: fusions from RNA aligned by STAR."""

from __future__ import annotations

from pathlib import Path

from ..adapter import Adapter, Job
from ..readers.text import integer, rows
from ..records import Biomarker, Breakend, Findings, Junction
from ..step import Step, step

# "downstream": the partner is joined downstream of the breakpoint, so what lies left of it is kept.
SIDES = {"downstream": "left", "upstream": "right"}


class Arriba(Adapter):
    name = "arriba"
    about = "fusions from RNA aligned by STAR"
    answers = (Biomarker.RNA_FUSIONS,)
    needs = ("rna", "genes")
    programs = ("arriba",)
    install = "conda install -c bioconda arriba"
    licence = "MIT"
    version_arguments = ("-h",)
    version_pattern = r"Version: (\S+)"
    settings = "default filters without a blacklist (none belongs to a case); all confidences. Its threads only decompress, so none are asked for"

    def run(self, job: Job) -> list[Step]:
        case, out = job.case, job.folder
        words = [job.tool["arriba"], "-x", case.rna, "-a", case.reference, "-g", case.genes, "-f", "blacklist"]
        return [step(*words, "-o", out / "fusions.tsv", "-O", out / "discarded.tsv")]

    def read(self, job: Job) -> Findings:
        return Findings(rna_junctions=fusions(job.folder / "fusions.tsv"))


def fusions(path: Path) -> tuple[Junction, ...]:
    """The junctions of arriba's table, 5' partner first as arriba writes them."""
    found = []
    for number, row in rows(path, "gene1", "gene2", "breakpoint1", "breakpoint2", "direction1", "direction2"):
        ends = []
        for index in "12":
            chrom, _, pos = row[f"breakpoint{index}"].rpartition(":")
            ends.append(Breakend(chrom, integer(pos, path, number, f"breakpoint{index}"), SIDES.get(row[f"direction{index}"], "")))
        # A strand of '.' says that arriba could not tell the direction of transcription, so its order of genes is a guess.
        told = not any(row.get(f"strand{index}(gene/fusion)", "").endswith("/.") for index in "12")
        found.append(Junction(ends[0], ends[1], told, f"{row['gene1']}::{row['gene2']}"))
    return tuple(found)


ADAPTERS = (Arriba(),)
