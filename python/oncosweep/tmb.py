"""Tumour mutational burden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import display
from .section import Section

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Tmb(Section):
    """Tumour mutational burden: variants per megabase of callable territory, with an exact 95 % interval."""

    per_mb: float | None
    """Variants per callable megabase; None without callable territory."""
    ci95: list[float] | None
    """Exact Poisson interval of `per_mb`, 95 %."""
    variants: int
    """Variants counted."""
    callable_mb: float
    """Callable coding territory, in Mb."""
    preset: str
    """The rule of what counts."""
    probability_high: float | None
    """Posterior probability that the burden reaches the threshold."""
    threshold: float
    """Variants per Mb from which on a burden is high."""
    status: str | None
    """high, low, indeterminate; None when not assessed."""
    reason: str | None
    """Why a value or the status is missing."""

    def __init__(self, values: Mapping[str, Any], parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(values)
        self._parameters = dict(parameters or {})

    @property
    def label(self) -> str:
        """The result in a line."""
        if self.per_mb is None or self.ci95 is None:
            return f"not assessed: {self._values.get('reason')}"
        low, high = self.ci95
        return f"{self.per_mb:.1f} per Mb ({low:.1f}–{high:.1f}), {self.status or 'no status'}"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draws the burden with its interval over what a territory of each size can decide (needs matplotlib)."""
        from .plots import tmb

        return tmb(self, ax)

    def __repr__(self) -> str:
        return f"Tmb({self.label}; {self.variants} variants in {self.callable_mb:.3f} Mb, preset {self.preset})"

    def _bar(self) -> str:
        if self.per_mb is None or self.ci95 is None:
            return ""
        low, high = self.ci95
        return display.bar(self.per_mb, low, high, max(1.1 * high, 2 * self.threshold), [self.threshold], f"TMB {self.label}")

    def _repr_html_(self) -> str:
        rows = [
            ("Burden", display.escape(self.label) + "<br>" + self._bar()),
            ("Status", display.badge(self.status or "no status")),
            ("Counted", f"{self.variants} variants in {self.callable_mb:.3f} Mb callable, preset {display.escape(self.preset)}"),
            ("Threshold", f"{self.threshold:g} per Mb"),
        ]
        if self.probability_high is not None:
            rows.append(("P(high)", f"{self.probability_high:.3g}"))
        if self._values.get("reason"):
            rows.append(("Reason", display.escape(str(self._values["reason"]))))
        rows += [("Note", display.escape(str(note))) for note in self._values.get("notes") or []]
        return display.card("Tumour mutational burden", display.pairs_html(rows))
