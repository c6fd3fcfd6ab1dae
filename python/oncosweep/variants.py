"""Small variants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import _core, display
from .section import Section
from .table import Table

if TYPE_CHECKING:
    import numpy
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

SBS96_CLASSES: tuple[str, ...] = tuple(
    f"{before}[{change}]{after}" for change in ("C>A", "C>G", "C>T", "T>A", "T>C", "T>G") for before in "ACGT" for after in "ACGT"
)
"""The 96 classes of base substitutions in the order of COSMIC's signatures."""


class Variants(Table):
    """Small variants: those that pass and the candidates that were kept, with their filters. `pos` is 1-based, `start` and `end` are not."""

    summary: Section
    """Counts: pass, filtered, by_filter, sbs96 and the like; empty when variants were not looked for."""
    assessed: bool
    """Whether variants were looked for."""
    baseline: Section | None
    """The normals they were compared with (`variant_baseline=`): samples, alleles; None without any."""

    def __init__(self, core: _core.Profile, summary: Mapping[str, Any] | None, baseline: Mapping[str, Any] | None = None) -> None:
        columns = core.variants()
        self._rows, self._columns, self._names = None, columns, columns.names()
        self.summary = Section(summary or {})
        self.assessed = summary is not None
        self.baseline = None if baseline is None else Section(baseline)

    @property
    def passed(self) -> Variants:
        """The variants that pass every filter."""
        return self.where(filter="PASS")

    @property
    def sbs96(self) -> NDArray[numpy.int64]:
        """Passing SNVs of the case by class, in the order of `SBS96_CLASSES`; of all variants, also when only some are in this table."""
        import numpy

        counts = self.summary.get("sbs96") or {}
        return numpy.array([counts.get(name, 0) for name in SBS96_CLASSES], dtype=numpy.int64)

    def plot_sbs96(self, ax: Axes | None = None) -> Axes:
        """Draws the 96 classes of base substitutions (needs matplotlib)."""
        from .plots import sbs96

        return sbs96(self, ax)

    @property
    def label(self) -> str:
        """The result in a line."""
        return f"{self.summary['pass']:,} pass, {self.summary['filtered']:,} filtered" if self.assessed else "not assessed"

    def __repr__(self) -> str:
        return f"Variants({len(self)} rows; {self.label})"

    def _repr_html_(self) -> str:
        names = ["chrom", "pos", "ref", "alt", "filter", "quality", "vaf", "tumor_depth", "gene", "consequence", "protein_change", "tmb_verdict"]
        shown = [[row[name] for name in names] for row in self[:10]]
        return display.card(f"Variants: {self.label}", display.table(names, shown, len(self) - len(shown)) if shown else "")
