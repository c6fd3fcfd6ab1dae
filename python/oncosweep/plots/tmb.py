"""The burden between what its territory can decide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .. import _core
from . import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..tmb import Tmb


def tmb(tmb: Tmb, ax: Axes | None = None) -> Axes:
    """Draws the burden with its 95 % interval at the size of its territory, over the zones in which a territory of each size is called high, low or neither."""
    import numpy

    with style.styled():
        ax = style.axes(ax, 6.2, 4.0)
        parameters = {"threshold_per_mb": tmb.threshold, **{k: v for k, v in tmb._parameters.items() if k != "threshold_per_mb"}}
        least = parameters.get("min_callable_mb", 0.5)
        measured = tmb.per_mb is not None and tmb.ci95 is not None and tmb.callable_mb > 0
        left, right = (min(0.3, 0.6 * tmb.callable_mb), max(50.0, 2 * tmb.callable_mb, 2 * least)) if measured else (0.3, max(50.0, 2 * least))
        sizes = numpy.geomspace(max(left, least) if least > 0 else left, right, 600)
        bounds = _core.tmb_decisions(sizes.tolist(), json.dumps({"tmb": parameters}))
        high, low = numpy.array([b[0] for b in bounds]), numpy.nan_to_num(numpy.array([b[1] for b in bounds]), nan=0.0)
        upper = max(3.0 * tmb.threshold, 1.25 * tmb.ci95[1] if measured and tmb.ci95 else 0.0)
        wide = upper > 12 * tmb.threshold
        ax.fill_between(sizes, numpy.minimum(high, upper), upper, color=style.HIGH_ZONE, lw=0, label="called high")
        ax.fill_between(sizes, low, numpy.minimum(high, upper), color=style.OPEN_ZONE, lw=0, label="indeterminate")
        ax.fill_between(sizes, 0, low, color=style.LOW_ZONE, lw=0, label="called low")
        if left < least:
            ax.axvspan(left, least, facecolor="white", edgecolor=style.PALE, hatch="///", lw=0, label=f"no status: under {least:g} Mb")
        ax.axhline(tmb.threshold, color=style.INK, lw=1, ls="--", label=f"threshold, {tmb.threshold:g} per Mb")
        if measured and tmb.ci95 is not None and tmb.per_mb is not None:
            errors = [[max(tmb.per_mb - tmb.ci95[0], 0)], [max(tmb.ci95[1] - tmb.per_mb, 0)]]
            ax.errorbar(
                [tmb.callable_mb], [tmb.per_mb], errors, fmt="o", ms=7, lw=2, capsize=4, color=style.TUMOR, label="this case, 95 % interval", zorder=5
            )
        ax.set_xscale("log")
        if wide:
            ax.set_yscale("symlog", linthresh=tmb.threshold, linscale=1.0)
        ax.set(xlim=(left, right), ylim=(0, upper), xlabel="callable territory, Mb", ylabel="variants per Mb")
        ax.xaxis.set_major_formatter("{x:g}")
        ax.xaxis.set_minor_formatter("")
        if wide:
            ticks = [t for t in (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if t <= upper and (t == 0 or t >= tmb.threshold / 2)]
            ax.set_yticks(ticks, [f"{t:g}" for t in ticks])
            ax.minorticks_off()
        ax.set_title("\n".join(style.wrapped(f"TMB: {tmb.label}", 64)))
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0)
        return ax
