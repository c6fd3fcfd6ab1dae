"""Junctions: found, extra, and whether sides and order are right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from ..readers.text import integer, rows
from ..records import Biomarker, Breakend, Junction
from .measure import Measure, number, proportion


@dataclass(frozen=True)
class TrueJunction:
    """A junction that is known."""

    name: str
    first: Breakend
    second: Breakend
    fragments: int | None = None  # of the tumour that show it, where they were counted
    homology: int = 0  # bases that both sides share: within them the place of the breakpoint cannot be told

    @property
    def ordered(self) -> bool:
        """Whether the first side is the 5' partner: a name in the form 5'GENE::3'GENE says so; rearrangements known from the genome alone have none."""
        return "::" in self.name


def read_truth(path: Path) -> list[TrueJunction]:
    """A table with the header `name chrom1 pos1 chrom2 pos2`; where known also `side1 side2` or `strand1 strand2`, `tumor_fragments` and `homology_bp`.

    Sides are left or right: where the kept sequence lies. Strands are those of the fused sequence read from side 1 to side 2: + keeps what lies left of the
    first break and right of the second.
    """
    found = []
    for number_, row in rows(path, "name", "chrom1", "pos1", "chrom2", "pos2"):
        if "side1" in row:
            sides = (row["side1"], row["side2"])
        else:
            sides = ({"+": "left", "-": "right"}.get(row.get("strand1", ""), ""), {"+": "right", "-": "left"}.get(row.get("strand2", ""), ""))
        ends = [Breakend(row[f"chrom{i}"], integer(row[f"pos{i}"], path, number_, f"pos{i}"), sides[i - 1]) for i in (1, 2)]
        counted = row.get("tumor_fragments")
        fragments = None if counted is None else integer(counted, path, number_, "tumor_fragments")
        homology = integer(row.get("homology_bp", "0"), path, number_, "homology_bp")
        found.append(TrueJunction(row["name"], ends[0], ends[1], fragments, homology))
    return found


def score(biomarker: Biomarker, calls: Iterable[Junction], truth: list[TrueJunction], window: int, min_span: int, min_alt: int = 0) -> list[Measure]:
    """Recall and precision. Junctions of the truth that fewer than `min_alt` fragments show are neither required nor false.

    Calls within one chromosome that span less than `min_span` are no fusions and are left out; extra calls count once an event.
    """
    considered = [call for call in calls if call.span is None or call.span >= min_span]
    matches = {true: [call for call in considered if _offset(call, true, window) is not None] for true in truth}
    matched = {call for calls_of_one in matches.values() for call in calls_of_one}
    required = [true for true in truth if true.fragments is None or true.fragments >= min_alt]
    found = [true for true in required if matches[true]]
    extra = len(distinct((call for call in considered if call not in matched), window))
    measures = [
        proportion(biomarker, "recall", "all", len(found), len(required)),
        proportion(biomarker, "precision", "all", len(found), len(found) + extra),
        number(biomarker, "extra", extra),
    ]
    told = [true for true in found if true.first.side and true.second.side and any(call.first.side and call.second.side for call in matches[true])]
    if told:
        right = sum(any(_sides_right(call, true, window) for call in matches[true]) for true in told)
        measures.append(proportion(biomarker, "sides_right", "found", right, len(told)))
    ordered = [true for true in found if true.ordered and any(call.ordered for call in matches[true])]
    if ordered:
        right = sum(any(call.ordered and _in_order(call, true, window) for call in matches[true]) for true in ordered)
        measures.append(proportion(biomarker, "order_right", "found", right, len(ordered)))
    if found:
        offsets = [min(offset for call in matches[true] if (offset := _offset(call, true, window)) is not None) for true in found]
        measures.append(number(biomarker, "median_offset_bp", median(offsets)))
    return measures


def distinct(calls: Iterable[Junction], window: int) -> list[Junction]:
    """Calls of one event once: the mates of a breakend pair, and the reciprocal junction of a balanced rearrangement, lie within the window of each other."""
    kept: list[Junction] = []
    for call in calls:
        if not any(_same(call, other, window) for other in kept):
            kept.append(call)
    return kept


def _near(one: Breakend, two: Breakend, window: int) -> bool:
    return one.chrom == two.chrom and abs(one.pos - two.pos) <= window


def _same(one: Junction, two: Junction, window: int) -> bool:
    straight = _near(one.first, two.first, window) and _near(one.second, two.second, window)
    return straight or (_near(one.first, two.second, window) and _near(one.second, two.first, window))


def _ways(call: Junction, true: TrueJunction, window: int) -> list[tuple[Breakend, Breakend]]:
    """The ends of a call in the order of the truth: neither, one or both of the two ways may fit."""
    ways = [(call.first, call.second), (call.second, call.first)]
    return [way for way in ways if _near(way[0], true.first, window) and _near(way[1], true.second, window)]


def _offset(call: Junction, true: TrueJunction, window: int) -> int | None:
    """The larger of the two distances of a call from the truth, or nothing when it is another junction."""
    distances = [max(0, max(abs(one.pos - true.first.pos), abs(two.pos - true.second.pos)) - true.homology) for one, two in _ways(call, true, window)]
    return min(distances, default=None)


def _in_order(call: Junction, true: TrueJunction, window: int) -> bool:
    return _near(call.first, true.first, window) and _near(call.second, true.second, window)


def _sides_right(call: Junction, true: TrueJunction, window: int) -> bool:
    return any(one.side == true.first.side and two.side == true.second.side for one, two in _ways(call, true, window))
