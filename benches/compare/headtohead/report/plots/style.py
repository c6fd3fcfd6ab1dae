"""One look for all plots, and one look for each tool in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...adapters import ADAPTERS_BY_NAME
from ...score.measure import Measure
from ..table import Scored

# Okabe & Ito's palette without yellow, which is lost on white. Tools differ in marker too, so that grey suffices.
OURS = "#0072B2"
OTHERS = ("#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
YARDSTICK = "#999999"
MARKERS = ("s", "^", "D", "v", "P", "X", "p", "h", "d", "*", "8")  # symmetric, so that the middle is the value
WIDTH_IN = 7.2  # two columns of most journals

SETTINGS: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib, so every machine draws the same
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "axes.axisbelow": True,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "headtohead",
    "savefig.dpi": 200,
    "hatch.linewidth": 0.6,
}


@dataclass(frozen=True)
class Look:
    """How one tool is drawn."""

    colour: str
    marker: str
    filled: bool = True
    size: float = 5.5
    line: float = 1.0


class Looks:
    """The looks of all tools of a comparison."""

    def __init__(self, names: list[str], yardsticks: Iterable[str] = ()) -> None:
        marked = set(yardsticks)
        # By the place among all known tools, so that a tool looks the same in every report.
        others = [name for name in dict.fromkeys((*ADAPTERS_BY_NAME, *names)) if not name.startswith("oncosweep") and not _is_yardstick(name, marked)]
        self._looks = {name: Look(OTHERS[i % len(OTHERS)], MARKERS[i % len(MARKERS)]) for i, name in enumerate(others)}
        # Ours lie below and are larger, so that a tool with the same numbers does not hide them.
        self._looks |= {name: Look(OURS, "o", name == "oncosweep", 7.0, 2.4) for name in names if name.startswith("oncosweep")}
        self._looks |= {name: Look(YARDSTICK, "o", False) for name in marked}

    def __getitem__(self, name: str) -> Look:
        return self._looks[name]


def _is_yardstick(name: str, yardsticks: set[str]) -> bool:
    return name in yardsticks or (name in ADAPTERS_BY_NAME and ADAPTERS_BY_NAME[name].yardstick)


@contextmanager
def applied() -> Iterator[None]:
    """The settings, for the time of drawing only."""
    with plt.rc_context(SETTINGS):
        yield


def save(figure: Figure, stem: Path) -> None:
    """PNG and SVG without dates, so that the same numbers give the same files."""
    figure.savefig(stem.with_suffix(".png"), metadata={"Software": None})
    figure.savefig(stem.with_suffix(".svg"), metadata={"Date": None, "Creator": None})
    plt.close(figure)


def point(
    axes: Axes,
    look: Look,
    x: float,
    y: float,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
    label: str | None = None,
) -> None:
    """A tool's point with its intervals."""
    for xs, ys in ((x_range, (y, y)), ((x, x), y_range)):
        if xs and ys:
            axes.plot(xs, ys, color=look.colour, linewidth=look.line, alpha=0.75, solid_capstyle="butt", zorder=2, clip_on=False)
    axes.plot(
        [x],
        [y],
        marker=look.marker,
        markersize=look.size,
        color=look.colour,
        markerfacecolor=look.colour if look.filled else "white",
        linestyle="none",
        label=label,
        zorder=3,
        clip_on=False,
    )


def without_repetition(shown: list[Scored], biomarker: str) -> list[Scored]:
    """`oncosweep tmb` and the like only where they say something else than the sweep: they are the same engine, and differ in cost."""
    sweep = next((s for s in shown if s.result.name == "oncosweep"), None)
    return [
        s for s in shown if sweep is None or s is sweep or not s.result.name.startswith("oncosweep ") or _of(s, biomarker) != _of(sweep, biomarker)
    ]


def _of(scored: Scored, biomarker: str) -> list[Measure]:
    return [measure for measure in scored.measures if measure.biomarker.value == biomarker]


def rows_axis(axes: Axes, names: list[str]) -> None:
    """One row a tool, the first on top."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")


def height(rows: int, per_row: float = 0.26, rest: float = 0.85) -> float:
    """Inches for a number of rows."""
    return rest + per_row * rows
