"""Microsatellites: single sites right and wrong, and the share that is unstable."""

from __future__ import annotations

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from ..table import Scored
from . import style


def draw(everything: list[Scored], looks: style.Looks) -> Figure | None:
    """A row a tool on three panels."""
    shown = [scored for scored in everything if scored.get("fraction_unstable") or scored.get("site_sensitivity", "assessed")]
    if not shown:
        return None
    shown = style.without_repetition(shown, "msi")
    panels = [
        ("site_sensitivity", "assessed", "Site sensitivity", (0.0, 1.0)),
        ("site_false_positive_rate", "assessed", "Site false-positive rate", None),
        ("fraction_unstable", "all", "Share of sites unstable", None),
    ]
    panels = [panel for panel in panels if any((m := s.get(panel[0], panel[1])) and m.value is not None for s in shown)]
    figure, grid = plt.subplots(
        1, len(panels), figsize=(style.WIDTH_IN, style.height(len(shown), 0.3, 1.0)), sharey=True, squeeze=False, layout="constrained"
    )
    for axes, (metric, stratum, title, limits) in zip(grid[0], panels, strict=True):
        top = 0.0
        for row, scored in enumerate(shown):
            measure = scored.get(metric, stratum)
            if not measure or measure.value is None:
                continue
            interval = (measure.low, measure.high) if measure.low is not None and measure.high is not None else None
            style.point(axes, looks[scored.result.name], measure.value, row, interval)
            top = max(top, measure.value, measure.high or 0)
        style.rows_axis(axes, [scored.result.name for scored in shown])
        axes.set_xlim(*(limits or (0, max(0.02, 1.15 * top))))
        axes.set_title(title, fontsize=8)
    return figure
