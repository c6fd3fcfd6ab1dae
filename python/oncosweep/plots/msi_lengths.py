"""Repeat lengths of tumour and normal, with the fitted shift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from ..msi import Msi, SiteLengths


def msi_lengths(msi: Msi, site: int | str | None = None, ax: Axes | None = None) -> Axes:
    """Draws the repeat lengths of one site in tumour and normal, the fit, and the shift from the germline allele; the clearest unstable site by default."""
    with style.styled():
        ax = style.axes(ax, 6.0, 3.6)
        if site is None:
            clearest = _clearest(msi, 1)
            if not clearest:
                return style.nothing(ax, "no microsatellite site was assessed")
            site = clearest[0]
        _draw(msi.lengths(site), ax, legend=True)
        return ax


def msi_length_grid(msi: Msi, sites: Sequence[int | str] | None = None) -> Figure:
    """Draws the repeat lengths of several sites; the six clearest unstable ones by default."""
    with style.styled():
        chosen = list(_clearest(msi, 6) if sites is None else sites)
        columns = min(3, max(1, len(chosen)))
        figure, every = style.grid(max(1, -(-len(chosen) // columns)), columns, 4.0, 2.9)
        for place, ax in enumerate(every):
            if place < len(chosen):
                _draw(msi.lengths(chosen[place]), ax, legend=False)
            else:
                ax.axis("off")
        if not chosen:
            style.nothing(every[0], "no microsatellite site was assessed")
        else:
            # One legend for all: that of the axes with most to tell.
            best = max(every, key=lambda ax: len(ax.get_legend_handles_labels()[1]))
            handles, labels = best.get_legend_handles_labels()
            figure.legend(handles, [label.split(",")[0] for label in labels], loc="outside lower center", ncols=len(handles))
        return figure


def _clearest(msi: Msi, number: int) -> list[int]:
    """The places of the unstable sites with the smallest p-values; of the assessed ones where none is unstable."""
    status, p_value = msi.sites.column("status"), msi.sites.column("p_value")
    for wanted in ("unstable", "stable"):
        places = [place for place, (s, p) in enumerate(zip(status, p_value, strict=True)) if s == wanted and p is not None]
        if places:
            return sorted(places, key=lambda place: (p_value[place], place))[:number]
    return []


def _draw(lengths: SiteLengths, ax: Axes, legend: bool) -> None:
    from matplotlib.ticker import MaxNLocator

    row, x = lengths.site, lengths.lengths
    if not len(x):
        style.nothing(ax, f"no fragment spans {row['chrom']}:{row['start']}")
        return
    has_normal = lengths.normal.sum() > 0
    top = 0.0
    for counts, colour, name, offset in [(lengths.normal, style.NORMAL, "normal", -0.2), (lengths.tumor, style.TUMOR, "tumour", 0.2)]:
        if counts.sum() > 0:
            share = counts / counts.sum()
            top = max(top, float(share.max()))
            hatch = "////" if name == "normal" else None
            ax.bar(
                x + (offset if has_normal else 0), share, 0.4 if has_normal else 0.7, color=colour if name == "tumour" else "white",
                edgecolor=colour, hatch=hatch, lw=0.8, label=f"{name}, {counts.sum()} fragments",
            )  # fmt: skip
    # The best shift of a stable site is one that was not believed; it is not drawn.
    shifted = lengths.shifted if row["status"] == "unstable" else None
    expected = _fit(lengths) if shifted is not None else None
    if expected is not None:
        ax.plot(x + 0.2, expected, "D", ms=4, mfc="white", mec=style.INK, mew=1.1, label="fit of the tumour", zorder=6)
        top = max(top, float(expected.max()))
    for allele in lengths.germline:
        ax.plot([allele], [1.06 * top], "v", ms=6, color=style.NORMAL, clip_on=False)
    if shifted is not None:
        ax.plot([shifted], [1.06 * top], "v", ms=6, color=style.TUMOR, clip_on=False)
        origin = min(lengths.germline, key=lambda g: abs(g - shifted))
        ax.annotate(
            "", (shifted, 1.14 * top), (origin, 1.14 * top), arrowprops={"arrowstyle": "->", "color": style.INK, "lw": 1.2, "shrinkA": 0, "shrinkB": 0}
        )
    ax.set_ylim(0, 1.22 * top)
    ax.set_xlim(min(x[0], *lengths.germline or [x[0]], shifted or x[0]) - 0.8, max(x[-1], *lengths.germline or [x[-1]], shifted or x[-1]) + 0.8)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
    ax.set(xlabel=f"copies of {row['unit']}", ylabel="share of fragments")
    ax.set_title(f"{row['chrom']}:{row['start']:,}  {row['unit']}×{row['copies']}\n{_verdict(row)}", fontsize=9)
    if lengths.germline:
        ax.plot([], [], "v", color=style.NORMAL, label="germline allele")
    if shifted is not None:
        ax.plot([], [], "v", color=style.TUMOR, label="shifted allele")
    if legend:
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0)


def _verdict(row: dict[str, Any]) -> str:
    if row["status"] != "unstable" or not row["shift"]:
        return str(row["status"]).replace("_", " ") + (f" ({row['reason'].replace('_', ' ')})" if row["reason"] else "")
    text = f"unstable: {row['shift']:+d}".replace("-", "−") + f" copies in {row['shifted_fraction']:.0%}"
    if row["shifted_fraction_low"] is not None and row["shifted_fraction_high"] is not None:
        text += f" ({row['shifted_fraction_low']:.0%}–{row['shifted_fraction_high']:.0%})"
    return text


def _fit(lengths: SiteLengths) -> NDArray[Any] | None:
    """Shares that the fitted shift expects of the tumour: the normal's own lengths, and as many as the share says displaced by the shift.

    The displaced part is that of the normal's lengths which lie nearest to the allele that shifted. None without a normal or a shift.
    """
    import numpy

    row, shifted = lengths.site, lengths.shifted
    if shifted is None or lengths.normal.sum() == 0 or row["shifted_fraction"] is None:
        return None
    share = lengths.normal / lengths.normal.sum()
    origin = shifted - row["shift"]
    nearest = numpy.array([min(lengths.germline, key=lambda g: (abs(g - length), g)) for length in lengths.lengths])
    displaced = numpy.zeros_like(share)
    part = numpy.where(nearest == origin, share, 0.0)
    for length, value in zip(lengths.lengths, part, strict=True):
        place = length + row["shift"] - lengths.lengths[0]
        if 0 <= place < len(displaced):
            displaced[place] += value
    fraction = row["shifted_fraction"]
    total = part.sum()
    return (1 - fraction) * share + fraction * displaced / total if total > 0 else None
