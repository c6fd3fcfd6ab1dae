"""Somatic variants: recall against precision, and recall by allele fraction."""

from __future__ import annotations

import math

from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...score.variants import KINDS, VAF_BINS
from ..table import Scored
from . import style

WIDEST_ZOOM = 0.6  # axes begin here at the latest, or small differences would look large
TITLES = {"snv": "SNVs", "indel": "Indels"}


def _kinds(everything: list[Scored]) -> list[str]:
    return [kind for kind in KINDS if any((m := scored.get("recall", kind, "variants")) and m.value is not None for scored in everything)]


def draw_recall_precision(everything: list[Scored], looks: style.Looks) -> Figure | None:
    """A point a tool with both intervals; thin lines join equal F1."""
    kinds = _kinds(everything)
    if not kinds:
        return None
    everything = style.without_repetition(everything, "variants")
    figure, panels = plt.subplots(1, len(kinds), figsize=(style.WIDTH_IN * len(kinds) / 2, 3.95), sharey=True, squeeze=False, layout="constrained")
    lows = [
        m.low
        for s in everything
        for kind in kinds
        for metric in ("recall", "precision")
        if (m := s.get(metric, kind, "variants")) and m.low is not None
    ]
    lowest = max(0.0, min(WIDEST_ZOOM, math.floor(10 * min(lows, default=0.0)) / 10))
    handles: dict[str, Artist] = {}
    for axes, kind in zip(panels[0], kinds, strict=True):
        _f1_lines(axes, lowest)
        for scored in everything:
            recall, precision = scored.get("recall", kind, "variants"), scored.get("precision", kind, "variants")
            if not recall or recall.value is None:
                continue
            if not precision or precision.value is None:  # it called nothing
                continue
            style.point(
                axes,
                looks[scored.result.name],
                recall.value,
                precision.value,
                (recall.low or 0, recall.high or 0),
                (precision.low or 0, precision.high or 0),
                scored.result.name,
            )
        axes.set_xlim(lowest, 1)
        axes.set_ylim(lowest, 1)
        axes.set_box_aspect(1)
        truth = next((m.total for s in everything if (m := s.get("recall", kind, "variants"))), 0)
        axes.set_title(f"{TITLES[kind]} (n = {truth})")
        axes.set_xlabel("recall")
        handles |= dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
    panels[0][0].set_ylabel("precision")
    figure.legend(list(handles.values()), list(handles), loc="outside lower center", ncols=min(6, len(handles)), handletextpad=0.2, columnspacing=1.2)
    return figure


def _f1_lines(axes: Axes, lowest: float) -> None:
    """Curves of equal F1: precision = F1·r / (2r − F1), each with its value at the right edge."""
    for f1 in (0.2, 0.4, 0.6, 0.8, 0.9):
        at_edge = f1 / (2 - f1)  # precision where recall is 1
        recall = [at_edge + (1 - at_edge) * i / 200 for i in range(201)]
        axes.plot(recall, [f1 * r / (2 * r - f1) for r in recall], color="#d0d0d0", linewidth=0.6, zorder=1)
        text = f"F1 {f1:g}"
        if at_edge > lowest:
            axes.annotate(text, (1, at_edge), xytext=(3, 0), textcoords="offset points", ha="left", va="center", fontsize=6, color="#777777")
        elif 2 * lowest > f1 and 0.9 * lowest + 0.1 < (x := f1 * lowest / (2 * lowest - f1)):  # the curve leaves through the bottom
            axes.annotate(text, (x, lowest), xytext=(3, 4), textcoords="offset points", ha="left", va="bottom", fontsize=6, color="#777777")


def draw_by_fraction(everything: list[Scored], looks: style.Looks) -> Figure | None:
    """Recall in bins of the allele fraction that the reads show."""
    kinds = [
        kind
        for kind in _kinds(everything)
        if any(scored.get("recall", f"{kind} {low:.2f}-{high:.2f}") for scored in everything for low, high in VAF_BINS)
    ]
    if not kinds:
        return None
    everything = style.without_repetition(everything, "variants")
    figure, panels = plt.subplots(1, len(kinds), figsize=(style.WIDTH_IN * len(kinds) / 2, 3.1), sharey=True, squeeze=False, layout="constrained")
    handles: dict[str, Artist] = {}
    for axes, kind in zip(panels[0], kinds, strict=True):
        shown = [scored for scored in everything if scored.get("recall", kind, "variants")]
        step = min(0.16, 0.8 / max(1, len(shown)))
        totals = []
        for place, (low, high) in enumerate(VAF_BINS):
            total = 0
            for index, scored in enumerate(shown):
                measure = scored.get("recall", f"{kind} {low:.2f}-{high:.2f}")
                if not measure or measure.value is None:
                    continue
                total = measure.total or 0
                x = place + (index - (len(shown) - 1) / 2) * step
                style.point(axes, looks[scored.result.name], x, measure.value, None, (measure.low or 0, measure.high or 0), scored.result.name)
            totals.append(total)
            if place:
                axes.axvline(place - 0.5, color="#eeeeee", linewidth=0.7, zorder=0)
        axes.set_xticks(
            range(len(VAF_BINS)), [f"{100 * low:.0f}–{100 * high:.0f} %\nn = {total}" for (low, high), total in zip(VAF_BINS, totals, strict=True)]
        )
        axes.set_xlim(-0.5, len(VAF_BINS) - 0.5)
        axes.set_ylim(0, 1.02)
        axes.grid(axis="y")
        axes.set_title(TITLES[kind])
        axes.set_xlabel("allele fraction in the reads")
        handles |= dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
    panels[0][0].set_ylabel("recall")
    figure.legend(list(handles.values()), list(handles), loc="outside lower center", ncols=min(6, len(handles)), handletextpad=0.2, columnspacing=1.2)
    return figure
