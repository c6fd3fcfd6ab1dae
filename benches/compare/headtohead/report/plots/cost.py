"""CPU time with wall time, and peak memory, of every tool that ran."""

from __future__ import annotations

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..table import Scored, cpu_ratio
from . import style

# From this ratio of the largest to the smallest a linear axis would hide the small.
LOG_FROM = 30


def draw(everything: list[Scored], looks: style.Looks) -> Figure | None:
    """Bars on two panels; what the yardstick is to CPU time is written beside the bars."""
    ran = [scored for scored in everything if scored.result.cost]
    if not ran:
        return None
    names = [scored.result.name for scored in ran]
    costs = [scored.result.cost for scored in ran if scored.result.cost]
    figure, (left, right) = plt.subplots(1, 2, figsize=(style.WIDTH_IN, style.height(len(ran))), sharey=True, layout="constrained")
    ratios = [cpu_ratio(scored, everything) for scored in ran]
    _bars(left, ran, [cost.cpu_s for cost in costs], ["" if ratio is None else f"{ratio:.1f}×" for ratio in ratios], looks)
    left.plot([cost.wall_s for cost in costs], range(len(ran)), marker="|", markersize=9, markeredgewidth=1.6, color="black", linestyle="none", label="wall time")
    left.legend(loc="lower left", bbox_to_anchor=(0.45, 1.0), borderaxespad=0, handletextpad=0.3)
    left.set_title("CPU time")
    left.set_xlabel("seconds" + ("; n× = CPU time of samtools view -c" if any(ratios) else ""))
    _bars(right, ran, [cost.peak_bytes / 2**20 for cost in costs], [f"{cost.peak_bytes / 2**20:.0f}" for cost in costs], looks)
    right.set_title("Peak memory")
    right.set_xlabel("MiB")
    style.rows_axis(left, names)
    right.grid(axis="x")
    right.tick_params(axis="y", length=0)
    return figure


def _bars(axes: Axes, ran: list[Scored], values: list[float], texts: list[str], looks: style.Looks) -> None:
    logarithmic = min(values) > 0 and max(values) / min(values) > LOG_FROM
    for row, (scored, value) in enumerate(zip(ran, values, strict=True)):
        yardstick, look = scored.result.adapter.yardstick, looks[scored.result.name]
        face = "white" if yardstick else look.colour
        edge = style.YARDSTICK if yardstick else look.colour
        axes.barh(row, value, height=0.62, color=face, edgecolor=edge, linewidth=0.8, hatch="////" if yardstick else None, alpha=1.0 if look.filled else 0.55)
    if logarithmic:
        axes.set_xscale("log")
        axes.set_xlim(min(values) / 3, max(values) * 4)
    else:
        axes.set_xlim(0, max(values) * 1.22)
    for row, (value, text) in enumerate(zip(values, texts, strict=True)):
        axes.annotate(text, (value, row), xytext=(6, 0), textcoords="offset points", va="center", fontsize=7, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})
