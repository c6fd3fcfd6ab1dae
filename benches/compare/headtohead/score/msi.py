"""Microsatellites: single sites, and the state of the sample."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from ..errors import CompareError
from ..readers.text import integer, lines
from ..records import Biomarker, Instability
from .measure import Measure, number, proportion

SIMULATED = 13  # columns of oncosweep-sim's msi.truth.tsv


@dataclass(frozen=True)
class TrueSite:
    """A microsatellite whose state is known; `start` is its first base, 0-based."""

    chrom: str
    start: int
    end: int
    unstable: bool
    shifted: tuple[int, int] | None = None  # fragments of the tumour that show the shift, and all that span the site


def read_truth(path: Path) -> list[TrueSite]:
    """The sites of a truth table in one of three forms.

    With a header that names `chrom`, `start`, `end` and `state` or `status` (stable, unstable); or without one: `chrom start unit_length copies germline shift`
    (a shift other than 0 is unstable), or with the state as the last
    column: `chrom start end base length shift state`, or the thirteen columns of oncosweep-sim, which also count the fragments that show the shift.
    """
    columns: dict[str, int] = {}
    found: list[TrueSite] = []
    for number_, line in lines(path):
        fields = line.split("\t")
        if not line or line.startswith("##"):
            continue
        if line.startswith("#") or fields[0] in ("chrom", "chromosome"):
            columns = {name.lstrip("#"): index for index, name in enumerate(fields)}
            continue
        found.append(_site(fields, columns, path, number_))
    return found


def _site(fields: list[str], columns: dict[str, int], path: Path, number_: int) -> TrueSite:
    state_column = columns.get("state", columns.get("status"))
    if state_column is not None and {"chrom", "start", "end"} <= columns.keys():
        start, end = (integer(fields[columns[name]], path, number_, name) for name in ("start", "end"))
        return TrueSite(fields[columns["chrom"]], start, end, _unstable(fields[state_column], path, number_))
    if fields[-1] in ("stable", "unstable") and len(fields) >= 7:
        start, end = (integer(field, path, number_, "position") for field in fields[1:3])
        counts = (
            (integer(fields[9], path, number_, "fragments"), integer(fields[8], path, number_, "fragments")) if len(fields) == SIMULATED else None
        )
        return TrueSite(fields[0], start, end, fields[-1] == "unstable", counts)
    if len(fields) >= 6:
        start, unit, copies = (integer(field, path, number_, "number") for field in fields[1:4])
        return TrueSite(fields[0], start, start + unit * copies, integer(fields[5], path, number_, "shift") != 0)
    raise CompareError(
        f"{path}, line {number_}: neither six columns (chrom start unit_length copies germline shift) nor a header with chrom, start, end, state"
    )


def _unstable(text: str, path: Path, number_: int) -> bool:
    if text not in ("stable", "unstable"):
        raise CompareError(f"{path}, line {number_}: state '{text}' is neither stable nor unstable")
    return text == "unstable"


def score(found: Instability, truth: list[TrueSite], state: str | None, slack: int) -> list[Measure]:
    """Sensitivity and false-positive rate over the sites that tool and truth share, and whether the sample's state is right."""
    measures: list[Measure] = []
    if truth and found.sites:
        counts = _match(found, truth, slack)
        measures += [
            proportion(Biomarker.MSI, "site_sensitivity", "assessed", counts["tp"], counts["tp"] + counts["fn"]),
            proportion(Biomarker.MSI, "site_sensitivity", "all unstable", counts["tp"], sum(site.unstable for site in truth)),
            proportion(Biomarker.MSI, "site_false_positive_rate", "assessed", counts["fp"], counts["fp"] + counts["tn"]),
        ]
    if found.score is not None:
        measures.append(number(Biomarker.MSI, "score", found.score))
    if found.fraction_unstable is not None:
        low, high = found.interval or (None, None)
        measures.append(Measure(Biomarker.MSI, "fraction_unstable", "all", found.fraction_unstable, low, high))
    if state and found.state:
        measures.append(number(Biomarker.MSI, "state_right", float(found.state == state)))
    return measures


def _match(found: Instability, truth: list[TrueSite], slack: int) -> dict[str, int]:
    """Each site of the truth takes the nearest assessed site of the tool within the slack; each site of the tool serves once."""
    by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
    for called in found.sites:
        if called.status != "not_assessed":
            by_start[called.chrom, called.start].append(called.status)
    counts = dict.fromkeys(("tp", "fn", "fp", "tn"), 0)
    left = list(truth)
    # Exact starts first, so that a neighbour cannot take them.
    for distance in range(slack + 1):
        waiting: list[TrueSite] = []
        for site in left:
            near = [start for start in sorted({site.start - distance, site.start + distance}) if by_start.get((site.chrom, start))]
            if not near:
                waiting.append(site)
                continue
            unstable = by_start[site.chrom, near[0]].pop(0) == "unstable"
            counts[("tp" if unstable else "fn") if site.unstable else ("fp" if unstable else "tn")] += 1
        left = waiting
    return counts
