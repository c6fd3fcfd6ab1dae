"""What all plots share: colours, the style sheet, axes, labels that do not overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe & Ito, Color Universal Design, 2008.
TUMOR = "#D55E00"
NORMAL = "#0072B2"
GREEN = "#009E73"
PURPLE = "#CC79A7"
YELLOW = "#E69F00"
SKY = "#56B4E9"
INK = "#222222"
GREY = "#8A8A8A"
PALE = "#E4E4E4"
# Grounds of the zones of a decision.
HIGH_ZONE = "#FBE3D3"
LOW_ZONE = "#D6E8F4"
OPEN_ZONE = "#F1F1F1"


@contextmanager
def styled() -> Iterator[None]:
    """The package's style sheet, for what is drawn inside; the caller's settings are not touched."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError("plots need matplotlib; install it with: pip install 'oncosweep[plot]'") from error
    with as_file(files("oncosweep.plots") / "oncosweep.mplstyle") as sheet, plt.style.context(sheet):
        yield
        interactive = plt.isinteractive()
    # A notebook's backend is loaded with the first figure and turns this on; leaving the style must not turn it off.
    (plt.ion if interactive else plt.ioff)()


def axes(ax: Axes | None, width: float, height: float) -> Axes:
    """`ax`, or that of a new figure of this size in inches."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height))[1]


def grid(rows: int, columns: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """A new figure with axes in rows and columns, each of this size in inches."""
    import matplotlib.pyplot as plt

    figure, made = plt.subplots(rows, columns, figsize=(columns * width, rows * height), squeeze=False)
    return figure, list(made.flat)


def nothing(ax: Axes, message: str) -> Axes:
    """Says why there is nothing to draw."""
    ax.axis("off")
    ax.text(0.5, 0.5, "\n".join(wrapped(message, 60)), ha="center", va="center", transform=ax.transAxes, color=GREY)
    return ax


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` letters."""
    import textwrap

    return textwrap.wrap(text, width) or [""]


def label_points(ax: Axes, points: Sequence[tuple[float, float, str]], size: float = 7.5) -> None:
    """Writes names beside points (data coordinates) where they overlap neither each other nor other points; a name without room is left out."""
    figure = ax.get_figure(root=True)
    if figure is None:
        return
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    from matplotlib.patheffects import withStroke
    from matplotlib.transforms import Bbox

    # A rim of the ground's colour, so that lines behind a name do not strike it through.
    halo = [withStroke(linewidth=2, foreground="white")]
    dots = [Bbox.from_bounds(x - 4, y - 4, 8, 8) for x, y in (ax.transData.transform((x, y)) for x, y, _ in points)]
    frame = ax.get_window_extent(renderer)
    taken: list[Bbox] = []
    for own, (x, y, name) in enumerate(points):
        for dx, dy, ha, va in [(5, 3, "left", "bottom"), (-5, 3, "right", "bottom"), (5, -3, "left", "top"), (-5, -3, "right", "top")]:
            text = ax.annotate(name, (x, y), (dx, dy), textcoords="offset points", ha=ha, va=va, fontsize=size, path_effects=halo)
            # Room around it, so that two names are not read as one.
            box = text.get_window_extent(renderer).padded(3)
            inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
            if inside and not any(box.overlaps(t) for t in taken) and not any(box.overlaps(d) for i, d in enumerate(dots) if i != own):
                taken.append(box)
                break
            text.remove()
