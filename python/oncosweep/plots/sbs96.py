"""The 96 classes of base substitutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..variants import Variants

_COLOURS = [style.SKY, style.INK, style.TUMOR, style.GREY, style.GREEN, style.PURPLE]


def sbs96(variants: Variants, ax: Axes | None = None) -> Axes:
    """Draws the passing SNVs of the case by the 96 classes, grouped by substitution; the letters below are the bases before and after."""
    from ..variants import SBS96_CLASSES

    with style.styled():
        ax = style.axes(ax, 12.5, 3.0)
        counts = variants.sbs96
        top = max(int(counts.max(initial=0)), 1)
        for group, colour in enumerate(_COLOURS):
            start = 16 * group
            ax.bar(range(start, start + 16), counts[start : start + 16], 0.75, color=colour)
            ax.add_patch(_strip(start - 0.45, 1.04 * top, 15.9, 0.055 * top, colour))
            ax.text(start + 7.5, 1.115 * top, SBS96_CLASSES[start][2:5], ha="center", va="bottom", fontsize=9, fontweight="bold")
        ax.set_xticks(range(96), [f"{name[0]}{name[2]}{name[-1]}" for name in SBS96_CLASSES], rotation=90, fontsize=6.5, family="monospace")
        ax.tick_params(axis="x", length=0, pad=3)
        ax.set(xlim=(-0.7, 95.7), ylim=(0, 1.24 * top), ylabel="SNVs")
        from matplotlib.ticker import MaxNLocator

        ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5, prune=None))
        ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= top])
        ax.set_title(f"Base substitutions by context: {int(counts.sum()):,} SNVs that pass")
        return ax


def _strip(x: float, y: float, width: float, height: float, colour: str):  # type: ignore[no-untyped-def]
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), width, height, color=colour, lw=0)
