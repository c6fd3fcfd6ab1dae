"""The answer on each listed allele."""

from __future__ import annotations

from . import _core, display
from .table import Table

_ANSWERS = ("detected", "filtered", "not_detected", "not_assessed")


class Hotspots(Table):
    """The alleles of `hotspots=`, each with its `status`: detected, filtered, not_detected (in no share above `detection_limit`) or not_assessed.

    The columns are those of hotspots.tsv, and `pos`, which is 1-based; `start` and `end` are 0-based half-open.
    """

    def __init__(self, core: _core.Profile) -> None:
        columns = core.hotspots()
        self._rows, self._columns, self._names = None, columns, columns.names()

    @property
    def detected(self) -> Hotspots:
        """The alleles that are called."""
        return self.where(status="detected")

    @property
    def counts(self) -> dict[str, int]:
        """Alleles by answer."""
        answers = self.column("status")
        return {answer: answers.count(answer) for answer in _ANSWERS}

    @property
    def label(self) -> str:
        """The result in a line."""
        return ", ".join(f"{count:,} {answer.replace('_', ' ')}" for answer, count in self.counts.items()) if len(self) else "none listed"

    def __repr__(self) -> str:
        return f"Hotspots({self.label})"

    def _repr_html_(self) -> str:
        names = ["chrom", "pos", "ref", "alt", "gene", "protein_change", "status", "detection_limit", "vaf", "tumor_fragments", "tumor_depth", "reason"]
        shown = [[row[name] for name in names] for row in self[:10]]
        return display.card(f"Listed alleles: {self.label}", display.table(names, shown, len(self) - len(shown)) if shown else "")
