"""A measured number with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..records import Biomarker

Z_95 = 1.959963984540054  # the 0.975 quantile of the standard normal distribution


@dataclass(frozen=True)
class Measure:
    """One number of one tool. `hits` and `total` are the counts behind a proportion."""

    biomarker: Biomarker
    metric: str
    stratum: str
    value: float | None
    low: float | None = None
    high: float | None = None
    hits: int | None = None
    total: int | None = None


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % score interval of a proportion (Wilson, J Am Stat Assoc 1927;22:209); the whole range when nothing was tried.

    >>> [round(x, 4) for x in wilson(8, 10)]
    [0.4902, 0.9433]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if total == 0:
        return 0.0, 1.0
    share, z2 = hits / total, Z_95 * Z_95
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z_95 / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == total else middle + half)


def proportion(biomarker: Biomarker, metric: str, stratum: str, hits: int, total: int) -> Measure:
    """A proportion with its interval; no value when nothing was tried."""
    if total == 0:
        return Measure(biomarker, metric, stratum, None, None, None, hits, total)
    return Measure(biomarker, metric, stratum, hits / total, *wilson(hits, total), hits, total)


def f1(biomarker: Biomarker, stratum: str, right: int, false: int, missed: int) -> Measure:
    """The harmonic mean of recall and precision. F1 = 2J/(1 + J) for J = right / (right + false + missed), which is monotone, so J's interval carries over."""
    total = right + false + missed
    if total == 0:
        return Measure(biomarker, "f1", stratum, None, None, None, right, total)
    low, high = (2 * j / (1 + j) for j in wilson(right, total))
    return Measure(biomarker, "f1", stratum, 2 * right / (2 * right + false + missed), low, high, right, total)


def number(biomarker: Biomarker, metric: str, value: float | None, stratum: str = "all") -> Measure:
    """A number without an interval."""
    return Measure(biomarker, metric, stratum, value)
