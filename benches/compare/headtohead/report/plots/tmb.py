"""The burden with each tool's own interval, against the truth."""

from __future__ import annotations

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from ..table import Scored
from . import style


def draw(everything: list[Scored], looks: style.Looks) -> Figure | None:
    """A row a tool; the truth is a dashed line."""
    shown = [scored for scored in everything if (m := scored.get("per_mb", biomarker="tmb")) and m.value is not None]
    if not shown:
        return None
    shown = style.without_repetition(shown, "tmb")
    figure, axes = plt.subplots(figsize=(style.WIDTH_IN * 0.62, style.height(len(shown), 0.3, 1.0)), layout="constrained")
    for row, scored in enumerate(shown):
        measure = scored.get("per_mb", biomarker="tmb")
        assert measure is not None and measure.value is not None
        interval = (measure.low, measure.high) if measure.low is not None and measure.high is not None else None
        style.point(axes, looks[scored.result.name], measure.value, row, interval)
    truth = next((m.value for s in shown if (m := s.get("truth_per_mb", biomarker="tmb"))), None)
    if truth is not None:
        axes.axvline(truth, color="black", linewidth=0.9, linestyle="--", zorder=1)
        axes.annotate(
            f"truth {truth:.1f}", (truth, 1), xycoords=("data", "axes fraction"), xytext=(3, 1), textcoords="offset points", fontsize=7, va="bottom"
        )
    style.rows_axis(axes, [scored.result.name for scored in shown])
    axes.set_xlim(left=0)
    axes.set_xlabel("variants per Mb, with the tool's own 95 % interval")
    axes.set_title("Tumour mutational burden", pad=12 if truth is not None else 6)
    return figure
