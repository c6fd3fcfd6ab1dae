"""All numbers of a comparison as rows, and the tab-separated file of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..runner import Result
from ..score.measure import Measure

COLUMNS = ("case", "tool", "version", "status", "topic", "metric", "stratum", "value", "low", "high", "hits", "total", "note")
YARDSTICK = "samtools view -c"


@dataclass(frozen=True)
class Scored:
    """A tool's result with its measures."""

    result: Result
    measures: tuple[Measure, ...] = ()

    def get(self, metric: str, stratum: str = "all", biomarker: str | None = None) -> Measure | None:
        """The measure of a name, if there is one with a value."""
        for measure in self.measures:
            if measure.metric == metric and measure.stratum == stratum and biomarker in (None, measure.biomarker.value):
                return measure
        return None

    def answers(self, biomarker: str) -> bool:
        return any(measure.biomarker.value == biomarker for measure in self.measures)


def cpu_ratio(scored: Scored, everything: Iterable[Scored]) -> float | None:
    """CPU time as a multiple of the yardstick's."""
    base = next((s.result.cost for s in everything if s.result.name == YARDSTICK and s.result.cost), None)
    cost = scored.result.cost
    return cost.cpu_s / base.cpu_s if cost and base and base.cpu_s > 0 else None


def rows(case: str, everything: list[Scored]) -> list[tuple[str, ...]]:
    """One row a tool and metric, in the order of the adapters."""
    made: list[tuple[str, ...]] = []
    for scored in everything:
        result = scored.result
        head = (case, result.name, result.tool.version if result.tool else "", result.status)
        note = result.reason
        if result.status != "ok":
            made.append((*head, "", "", "", "", "", "", "", "", note))
            continue
        made += [(*head, *row, "") for row in _cost_rows(scored, everything)]
        for measure in scored.measures:
            numbers = (measure.value, measure.low, measure.high)
            counts = ("" if count is None else str(count) for count in (measure.hits, measure.total))
            made.append((*head, measure.biomarker.value, measure.metric, measure.stratum, *map(shown, numbers), *counts, ""))
    return made


def _cost_rows(scored: Scored, everything: list[Scored]) -> list[tuple[str, ...]]:
    result, cost = scored.result, scored.result.cost
    assert cost is not None
    runs = str(len(result.costs))
    made: list[tuple[str, ...]] = []
    for metric, value, all_values in (
        ("wall_s", cost.wall_s, [c.wall_s for c in result.costs]),
        ("cpu_s", cost.cpu_s, [c.cpu_s for c in result.costs]),
        ("peak_memory_mib", cost.peak_bytes / 2**20, [c.peak_bytes / 2**20 for c in result.costs]),
    ):
        made.append(("cost", metric, "median of runs", shown(value), shown(min(all_values)), shown(max(all_values)), "", runs))
    ratio = cpu_ratio(scored, everything)
    if ratio is not None:
        made.append(("cost", "cpu_over_samtools", "median of runs", shown(ratio), "", "", "", runs))
    if result.prepare:
        made.append(("cost", "prepare_cpu_s", "once", shown(result.prepare.cpu_s), "", "", "", "1"))
    if result.repeatable is not None:
        made.append(("cost", "same_result_in_all_runs", "all", str(int(result.repeatable)), "", "", "", runs))
    made += [
        ("cost", name, "all", shown(value), "", "", "", runs) for name, value in sorted((result.findings.numbers if result.findings else {}).items())
    ]
    return made


def shown(value: float | None) -> str:
    """A number with four significant digits, whole numbers whole."""
    if value is None:
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"


def write(path: Path, case: str, everything: list[Scored]) -> None:
    """results.tsv."""
    lines = ["#" + "\t".join(COLUMNS)]
    lines += ["\t".join(field.replace("\t", " ").replace("\n", " ") for field in row) for row in rows(case, everything)]
    path.write_text("\n".join(lines) + "\n")
