"""The burden against what it should be."""

from __future__ import annotations

from ..records import Biomarker, Burden
from .measure import Measure, number


def score(found: Burden, truth: float | None) -> list[Measure]:
    """The value with the tool's own interval, its relative error, and whether the interval covers the truth."""
    low, high = found.interval or (None, None)
    measures = [Measure(Biomarker.TMB, "per_mb", "all", found.per_mb, low, high, found.variants)]
    if found.megabases is not None:
        measures.append(number(Biomarker.TMB, "megabases", found.megabases))
    if truth is not None:
        measures.append(number(Biomarker.TMB, "truth_per_mb", truth))
        if truth > 0:
            measures.append(number(Biomarker.TMB, "relative_error", found.per_mb / truth - 1))
        if found.interval:
            measures.append(number(Biomarker.TMB, "interval_covers_truth", float(found.interval[0] <= truth <= found.interval[1])))
    return measures
