"""Plots for a paper: colour-blind safe, readable in grey, text kept as text in the SVG."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from ..table import Scored
from . import cost, fusions, msi, style, tmb, variants

DRAWINGS: dict[str, Callable[[list[Scored], style.Looks], Figure | None]] = {
    "cost": cost.draw,
    "variants": variants.draw_recall_precision,
    "variants_by_vaf": variants.draw_by_fraction,
    "tmb": tmb.draw,
    "msi": msi.draw,
    "fusions": fusions.draw,
}


def draw(output: Path, everything: list[Scored]) -> list[str]:
    """Writes NAME.png and NAME.svg of each plot that has something to show; returns the names of the PNGs."""
    looks = style.Looks([scored.result.name for scored in everything], [s.result.name for s in everything if s.result.adapter.yardstick])
    made = []
    with style.applied():
        for name, drawing in DRAWINGS.items():
            for suffix in ("png", "svg"):
                (output / f"{name}.{suffix}").unlink(missing_ok=True)
            figure = drawing(everything, looks)
            if figure is not None:
                style.save(figure, output / name)
                made.append(f"{name}.png")
    return made
