"""Junctions found, missed and extra."""

from __future__ import annotations

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from ...records import Biomarker
from ..table import Scored
from . import style


def draw(everything: list[Scored], looks: style.Looks) -> Figure | None:
    """Bars a tool: found, missed to the right of it, extra to the left."""
    kinds = [b for b in (Biomarker.FUSIONS, Biomarker.RNA_FUSIONS) if any(s.get("recall", biomarker=b.value) for s in everything)]
    if not kinds:
        return None
    rows = [[s for s in everything if s.get("recall", biomarker=kind.value)] for kind in kinds]
    figure, grid = plt.subplots(
        len(kinds),
        1,
        figsize=(style.WIDTH_IN * 0.75, sum(style.height(len(r), 0.32, 0.95) for r in rows)),
        squeeze=False,
        layout="constrained",
        height_ratios=[style.height(len(r), 0.32, 0.95) for r in rows],
    )
    for axes, kind, shown in zip(grid[:, 0], kinds, rows, strict=True):
        widest = 1
        for row, scored in enumerate(shown):
            recall, extra = scored.get("recall", biomarker=kind.value), scored.get("extra", biomarker=kind.value)
            assert recall is not None and extra is not None and extra.value is not None
            found, missed, more = recall.hits or 0, (recall.total or 0) - (recall.hits or 0), int(extra.value)
            first = row == 0
            axes.barh(row, found, height=0.6, color=looks[scored.result.name].colour, alpha=1.0 if looks[scored.result.name].filled else 0.55)
            axes.barh(row, missed, left=found, height=0.6, facecolor="white", edgecolor="#777777", linewidth=0.8, label="missed" if first else None)
            axes.barh(row, more, left=found + missed, height=0.6, facecolor="white", edgecolor="black", hatch="xxxx", linewidth=0.8, label="extra" if first else None)
            axes.annotate(f"{found} of {found + missed}, {more} extra", (found + missed + more, row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=7)
            widest = max(widest, found + missed + more)
        style.rows_axis(axes, [scored.result.name for scored in shown])
        axes.set_xlim(0, widest * 1.3)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.set_title(kind.title[0].upper() + kind.title[1:])
        axes.set_xlabel("junctions: filled = found")
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.2, handlelength=1.4)
    return figure
