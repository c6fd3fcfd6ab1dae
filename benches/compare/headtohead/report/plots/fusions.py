"""Junctions found, missed and extra."""

from __future__ import annotations

from typing import Any

from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ...records import Biomarker
from ..table import Scored
from . import style

MISSED: dict[str, Any] = {"facecolor": "white", "edgecolor": "#777777", "linewidth": 0.8}
EXTRA: dict[str, Any] = {"facecolor": "white", "edgecolor": "black", "linewidth": 0.8, "hatch": "xxxx"}


def draw(everything: list[Scored], looks: style.Looks) -> Figure | None:
    """Bars a tool: found, missed to the right of it, extra to the left."""
    kinds = [b for b in (Biomarker.FUSIONS, Biomarker.RNA_FUSIONS) if any(s.get("recall", biomarker=b.value) for s in everything)]
    if not kinds:
        return None
    rows = [style.without_repetition([s for s in everything if s.get("recall", biomarker=kind.value)], kind.value) for kind in kinds]
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
            look = looks[scored.result.name]
            axes.barh(row, found, height=0.55, color=look.colour, alpha=1.0 if look.filled else 0.55)
            if missed:
                axes.barh(row, missed, left=found, height=0.55, **MISSED)
            if more:
                axes.barh(row, more, left=found + missed, height=0.55, **EXTRA)
            axes.annotate(
                f"{found} of {found + missed}, {more} extra",
                (found + missed + more, row),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=7,
            )
            widest = max(widest, found + missed + more)
        style.rows_axis(axes, [scored.result.name for scored in shown])
        axes.set_xlim(0, widest * 1.3)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.set_title(kind.title[0].upper() + kind.title[1:])
        axes.set_xlabel("junctions")
        handles = [Patch(facecolor="#777777", label="found"), Patch(**MISSED, label="missed"), Patch(**EXTRA, label="extra")]
        axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, borderaxespad=0.2, handlelength=1.4, columnspacing=1.2)
    return figure
