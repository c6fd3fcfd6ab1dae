"""CPU time with wall time, and peak memory, of every tool that ran."""

from __future__ import annotations

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from ..table import Scored, cpu_ratio
from . import style

# From this ratio of the largest to the smallest a linear axis would hide the small.
LOG_FROM = 30


def draw(everything: list[Scored], looks: style.Looks) -> Figure | None:
    """Points on two panels (bars would need a zero, which a logarithmic axis has not); beside them CPU time as a multiple of the yardstick's."""
    ran = [scored for scored in everything if scored.result.cost]
    if not ran:
        return None
    costs = [scored.result.cost for scored in ran if scored.result.cost]
    figure, (left, right) = plt.subplots(1, 2, figsize=(style.WIDTH_IN, style.height(len(ran))), sharey=True, layout="constrained")
    ratios = [cpu_ratio(scored, everything) for scored in ran]
    cpu, wall, memory = [c.cpu_s for c in costs], [c.wall_s for c in costs], [c.peak_bytes / 2**20 for c in costs]
    _panel(left, ran, cpu, ["" if ratio is None else f"{ratio:.1f}×" for ratio in ratios], looks, wall)
    _panel(right, ran, memory, [f"{value:.0f}" for value in memory], looks)
    style.rows_axis(left, [scored.result.name for scored in ran])
    left.set_title("CPU time and wall time")
    left.set_xlabel("seconds" + ("; n× = CPU time over that of samtools view -c" if any(ratios) else ""))
    right.set_title("Peak memory")
    right.set_xlabel("MiB")
    right.tick_params(axis="y", length=0)
    handles = [
        Line2D([], [], marker="o", linestyle="none", color="#555555", markersize=5.5),
        Line2D([], [], marker="|", linestyle="none", color="black", markersize=8, markeredgewidth=1.5),
    ]
    left.legend(
        handles, ["CPU", "wall"], loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.1, handletextpad=0.2, columnspacing=1.0
    )
    return figure


def _panel(axes: Axes, ran: list[Scored], values: list[float], texts: list[str], looks: style.Looks, marks: list[float] | None = None) -> None:
    farthest = [max(pair) for pair in zip(values, marks or values, strict=True)]
    smallest, largest = min(min(values), *(marks or values)), max(farthest)
    if smallest > 0 and largest / smallest > LOG_FROM:
        axes.set_xscale("log")
        axes.set_xlim(smallest / 1.6, largest * 4)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    else:
        axes.set_xlim(0, largest * 1.2)
    for row, (scored, value, text, far) in enumerate(zip(ran, values, texts, farthest, strict=True)):
        axes.plot((axes.get_xlim()[0], value), (row, row), color="#bbbbbb", linewidth=0.7, zorder=1)
        style.point(axes, looks[scored.result.name], value, row)
        if marks:
            axes.plot([marks[row]], [row], marker="|", markersize=8, markeredgewidth=1.5, color="black", linestyle="none", zorder=4)
        axes.annotate(text, (far, row), xytext=(7, 0), textcoords="offset points", va="center", fontsize=7)
    axes.grid(axis="x")
