"""The fraction of unstable sites between its thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..msi import Msi


def msi_fraction(msi: Msi, ax: Axes | None = None) -> Axes:
    """Draws the fraction of unstable sites with its 95 % interval over the zones of MSS and MSI-H."""
    with style.styled():
        ax = style.axes(ax, 6.2, 1.7)
        if msi.fraction_unstable is None or msi.ci95 is None:
            return style.nothing(ax, f"MSI {msi.label}")
        low, high = msi.ci95
        stable, unstable = msi.thresholds.mss_fraction, msi.thresholds.msi_high_fraction
        right = min(1.0, max(2 * unstable, 1.15 * high))
        for start, end, colour in [(0, stable, style.LOW_ZONE), (stable, unstable, style.OPEN_ZONE), (unstable, right, style.HIGH_ZONE)]:
            ax.axvspan(start, end, color=colour, lw=0)
        for threshold in (stable, unstable):
            ax.axvline(threshold, color=style.INK, lw=1, ls="--")
        ax.errorbar(
            [msi.fraction_unstable], [0.5], xerr=[[max(msi.fraction_unstable - low, 0)], [max(high - msi.fraction_unstable, 0)]],
            fmt="o", ms=8, lw=2.5, capsize=5, color=style.TUMOR, zorder=5,
        )  # fmt: skip
        # Each zone's name stands beyond the plot, so that narrow zones do not crowd.
        handles = [
            _patch(style.LOW_ZONE, f"MSS, below {stable:.1%}"),
            _patch(style.OPEN_ZONE, "between"),
            _patch(style.HIGH_ZONE, f"MSI-H, from {unstable:.1%}"),
        ]
        ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0)
        ax.set(xlim=(0, right), ylim=(0, 1), yticks=[], xlabel="fraction of unstable sites, with 95 % interval")
        ax.spines["left"].set_visible(False)
        ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}" if right > 0.1 else f"{x:.1%}")
        ax.set_title("\n".join(style.wrapped(f"MSI: {msi.label}", 64)))
        return ax


def _patch(colour: str, label: str):  # type: ignore[no-untyped-def]
    from matplotlib.patches import Patch

    return Patch(facecolor=colour, edgecolor=style.GREY, lw=0.5, label=label)
