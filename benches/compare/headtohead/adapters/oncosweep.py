"""oncosweep itself: the whole sweep, and each biomarker alone so that cost can be compared like with like."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ..adapter import REPOSITORY, Adapter, Job
from ..case import Case
from ..errors import ReadError
from ..readers.text import integer, rows
from ..readers.vcf import small_variants
from ..records import Biomarker, Breakend, Burden, Findings, Instability, Junction, Site
from ..step import Step, Word, step

# The strand columns name the direction of transcription; on the 5' side + keeps what lies left of the break, on the 3' side what lies right of it.
FIVE_PRIME = {"+": "left", "-": "right"}
THREE_PRIME = {"+": "right", "-": "left"}


class Oncosweep(Adapter):
    programs = ("oncosweep",)
    install = "make demo builds target/release/oncosweep; or cargo install --path crates/oncosweep-cli"
    licence = "MIT or Apache-2.0"

    def __init__(self, command: str, answers: tuple[Biomarker, ...], about: str, needs: tuple[str, ...] = ("tumor",)) -> None:
        self.command = command
        self.name = "oncosweep" if command == "sweep" else f"oncosweep {command}"
        self.answers = answers
        self.about = about
        self.needs = needs

    def locate(self, program: str) -> str | None:
        built = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")) / "release" / program
        named = super().locate(program)
        return str(built) if built.is_file() and "BENCH_ONCOSWEEP" not in os.environ else named

    def lacking(self, case: Case) -> str | None:
        if self.command in ("sweep", "fusion") and case.has("rna"):
            return None
        return super().lacking(case)

    def run(self, job: Job) -> list[Step]:
        case = job.case
        words: list[Word] = [job.tool["oncosweep"], self.command if case.has("tumor") else "fusion"]
        words += [case.tumor] if case.tumor else []
        options = {"--normal": case.normal, "--reference": case.reference, "--targets": case.targets, "--genes": case.genes}
        if self.command in ("sweep", "fusion"):
            options["--rna"] = case.rna
        if self.command in ("sweep", "msi"):
            options["--sites"] = case.sites
        for option, value in options.items():
            words += [option, value] if value else []
        return [step(*words, "--threads", job.threads, "--output", job.folder / "out")]

    def read(self, job: Job) -> Findings:
        return read_folder(job.folder / "out", self.answers)


def read_folder(folder: Path, answers: tuple[Biomarker, ...]) -> Findings:
    """The results in a folder that `oncosweep --output` wrote."""
    path = folder / "profile.json"
    try:
        profile = json.loads(path.read_text())
    except FileNotFoundError:
        raise ReadError(f"{path.name} was not written") from None
    except ValueError as error:
        raise ReadError(f"{path.name} is no JSON: {error}") from None
    with_variants = Biomarker.VARIANTS in answers and (folder / "variants.vcf.gz").is_file()
    by_assay = _junctions(folder / "fusions.tsv") if Biomarker.FUSIONS in answers else {}
    return Findings(
        variants=small_variants(folder / "variants.vcf.gz") if with_variants else None,
        instability=_instability(folder, profile.get("msi")) if Biomarker.MSI in answers else None,
        burden=_burden(profile.get("tmb")) if Biomarker.TMB in answers else None,
        junctions=by_assay.get("DNA", ()) if Biomarker.FUSIONS in answers else None,
        rna_junctions=by_assay.get("RNA", ()) if Biomarker.RNA_FUSIONS in answers else None,
    )


def _instability(folder: Path, msi: dict[str, Any] | None) -> Instability | None:
    if not msi:
        return None
    path = folder / "msi.sites.tsv"
    sites = tuple(
        Site(row["chrom"], integer(row["start"], path, number, "start"), row["status"], row["unit"])
        for number, row in rows(path, "chrom", "start", "status", "unit")
    )
    fraction = msi.get("fraction_unstable")
    interval = msi.get("ci95")
    return Instability(
        sites,
        None if fraction is None else 100 * fraction,
        "% unstable",
        fraction,
        (interval[0], interval[1]) if interval else None,
        msi.get("status"),
        "posterior of MSI-H",
    )


def _burden(tmb: dict[str, Any] | None) -> Burden | None:
    if not tmb or tmb.get("per_mb") is None:
        return None
    return Burden(tmb["per_mb"], tuple(tmb["ci95"]), tmb["variants"], tmb["callable_mb"], tmb["status"], f"preset {tmb['preset']}")


def _junctions(path: Path) -> dict[str, tuple[Junction, ...]]:
    found: dict[str, list[Junction]] = {}
    for number, row in rows(path, "name", "breakpoint1", "breakpoint2", "strand1", "strand2", "filter", "assay"):
        if row["filter"] != "PASS":
            continue
        first = _breakend(row["breakpoint1"], FIVE_PRIME.get(row["strand1"], ""), path, number)
        second = _breakend(row["breakpoint2"], THREE_PRIME.get(row["strand2"], ""), path, number)
        for assay in ("DNA", "RNA"):  # one junction may be seen in both
            if assay in row["assay"]:
                found.setdefault(assay, []).append(Junction(first, second, True, row["name"]))
    return {assay: tuple(junctions) for assay, junctions in found.items()}


def _breakend(text: str, side: str, path: Path, number: int) -> Breakend:
    chrom, _, pos = text.rpartition(":")
    return Breakend(chrom, integer(pos, path, number, "breakpoint"), side)


ADAPTERS = (
    Oncosweep(
        "sweep",
        (Biomarker.VARIANTS, Biomarker.TMB, Biomarker.MSI, Biomarker.FUSIONS, Biomarker.RNA_FUSIONS),
        "all biomarkers in one pass",
    ),
    Oncosweep("tmb", (Biomarker.VARIANTS, Biomarker.TMB), "small variants and TMB alone", ("tumor", "normal", "genes")),
    Oncosweep("msi", (Biomarker.MSI,), "MSI alone", ("tumor", "normal")),
    Oncosweep("fusion", (Biomarker.FUSIONS, Biomarker.RNA_FUSIONS), "fusions alone"),
)
