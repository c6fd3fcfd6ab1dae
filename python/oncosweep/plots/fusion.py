"""A fusion: both genes, the fused transcript, and the fragments that support it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import style
from .gene_track import WITHOUT_GENE_BP, GeneTrack

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..fusions import FusionDiagram

_FIVE, _THREE, _LOST = style.NORMAL, style.TUMOR, style.PALE
_KINDS = {"split": ("split read", style.INK), "realigned_clip": ("realigned clip", style.PURPLE), "pair": ("pair", style.GREEN)}
_MAX_FRAGMENTS = 24
_MAX_BP = 1000
# The drawing's own coordinates: 100 wide; each partner has one half.
_HALVES = ((2.0, 47.0), (53.0, 98.0))
# Middle of the genes, and bottom and height of the depth above them.
_GENES = 9.6
_DEPTH = (11.7, 3.4)


def fusion(diagram: FusionDiagram, ax: Axes | None = None) -> Axes:
    """Draws a fusion as it is read, 5' partner to the left: depth of the reads along the genes, the genes with retained exons filled, the exons joined, the supporting fragments around the breakpoints.

    Exons are to scale within each gene; introns are shortened, in proportion to the square root of their length.
    """
    with style.styled():
        fragments = _some(diagram.fragments)
        height = 5.2 + 0.09 * len(fragments)
        ax = style.axes(ax, 9.5, height)
        rows = 0.55 * max(len(fragments), 4)
        ax.set(xlim=(0, 100), ylim=(-rows - 4.2, 20.4))
        ax.axis("off")
        for side, (partner, coverage) in enumerate(zip(diagram.partners, diagram.coverage, strict=True)):
            track = GeneTrack(partner, side, *_HALVES[side])
            _gene(ax, track, side)
            _depth(ax, track, coverage, diagram.assay)
        _joined(ax, diagram)
        _fragments(ax, diagram, fragments, rows)
        ax.set_title(f"{diagram.name}   {diagram.type.replace('/', ', ')}, {diagram.frame or 'frame not known'}, {diagram.assay}")
        return ax


def _some(fragments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most as many fragments as fit: of each kind in proportion, but at least a few, evenly spread."""
    if len(fragments) <= _MAX_FRAGMENTS:
        return fragments
    chosen = []
    for kind in _KINDS:
        group = [fragment for fragment in fragments if fragment["kind"] == kind]
        number = min(len(group), max(4, _MAX_FRAGMENTS * len(group) // len(fragments)))
        chosen += [group[place * len(group) // number] for place in range(number)]
    return chosen


def _upstream_kept(partner: dict[str, Any], side: int) -> bool:
    """Whether the part that is kept is the gene's 5' part."""
    if partner["strand"] is None:
        return side == 0
    return bool(partner["retains_left"] == (partner["strand"] == "+"))


def _read_order(partner: dict[str, Any], side: int) -> list[dict[str, Any]]:
    """Exons in the order the gene is read."""
    exons = sorted(partner["exons"], key=lambda exon: exon["span"]["start"])
    return exons if partner["strand"] != "-" else exons[::-1]


def _is_kept(exon: dict[str, Any], partner: dict[str, Any]) -> bool:
    at = partner["position"]
    return bool(exon["span"]["start"] <= at if partner["retains_left"] else exon["span"]["end"] > at)


def _gene(ax: Axes, track: GeneTrack, side: int) -> None:
    (left, right), partner = _HALVES[side], track.partner
    colour, y = (_FIVE, _THREE)[side], _GENES
    where = f"{partner['contig']}:{partner['position'] + 1:,}"
    strand = {"+": ", + strand", "-": ", − strand"}.get(partner["strand"], "")
    ax.text(left, 19.8, f"{'5′' if side == 0 else '3′'}  {partner['gene']}", fontweight="bold", fontsize=11, color=colour, va="top")
    transcript = f"{partner['transcript']}{strand}" if partner["transcript"] else f"{2 * WITHOUT_GENE_BP // 1000} kb without transcript"
    ax.text(left, 18.5, f"{transcript}", fontsize=7.5, color=style.GREY, va="top")
    numbered = f", {'last' if side == 0 else 'first'} exon kept: {partner['exon']}" if partner["exon"] is not None else ""
    ax.text(left, 17.5, f"breakpoint {where}, {partner['site']}{numbered}", fontsize=7.5, color=style.INK, va="top")
    ax.plot([left, right], [y, y], color=style.GREY, lw=1, zorder=1)
    placed = track.exons()
    for x0, x1, drawn in placed:
        _box(ax, x0, x1, y, drawn, partner, colour if _is_kept(drawn, partner) else _LOST, style.GREY)
    ax.plot([track.breakpoint] * 2, [y - 1.15, sum(_DEPTH)], color=style.INK, lw=1.2, zorder=6)
    _numbers(ax, placed, y - 1.35)
    spanning = partner["spanning_fragments"]
    if spanning is not None:
        ax.text(left, 6.9, f"{spanning} fragment{'s' if spanning != 1 else ''} cross{'' if spanning != 1 else 'es'} it unbroken", fontsize=7.5, color=style.GREY, va="top")


def _depth(ax: Axes, track: GeneTrack, coverage: dict[str, Any], assay: str) -> None:
    """Depth of the tumour's reads as an area, of the normal's as a line; each partner on a scale of its own."""
    bottom, height = _DEPTH
    edges, tumor = track.depth(coverage, "tumor")
    normal = track.depth(coverage, "normal")[1] if coverage["normal"] is not None else None
    most = max(tumor.max(), normal.max() if normal is not None else 0.0)
    ax.plot([track.left, track.right], [bottom, bottom], color=style.GREY, lw=0.6, zorder=1)
    whose = "tumour, line: normal" if normal is not None else "tumour" if assay == "DNA" else "RNA"
    scale = f"0 to {most:,.0f}" if most >= 10 else f"0 to {most:.2g}" if most > 0 else "none"
    ax.text(track.left, bottom + height + 0.25, f"depth of reads ({whose}): {scale}", fontsize=7, color=style.GREY, va="bottom")
    if most > 0:
        ax.stairs(bottom + height * tumor / most, edges, baseline=bottom, fill=True, color=style.SKY, lw=0, zorder=2)
        if normal is not None:
            ax.stairs(bottom + height * normal / most, edges, baseline=None, color=style.INK, lw=0.7, zorder=3)


def _box(ax: Axes, x0: float, x1: float, y: float, exon: dict[str, Any], partner: dict[str, Any], face: str, edge: str) -> None:
    """An exon: untranslated parts are lower than coding ones."""
    from matplotlib.patches import Rectangle

    def add(a: float, b: float, half: float) -> None:
        ax.add_patch(Rectangle((a, y - half), b - a, 2 * half, facecolor=face, edgecolor=edge, lw=0.6, zorder=3))

    coding, span = exon["coding"], exon["span"]
    if coding is None:
        add(x0, x1, 0.45)
        return
    length = max(span["end"] - span["start"], 1)
    a, b = (coding["start"] - span["start"]) / length, (coding["end"] - span["start"]) / length
    if partner["strand"] == "-":
        a, b = 1 - b, 1 - a
    if a > 0 or b < 1:
        add(x0, x1, 0.45)
    add(x0 + a * (x1 - x0), x0 + b * (x1 - x0), 0.85)


def _numbers(ax: Axes, placed: list[tuple[float, float, dict[str, Any]]], y: float) -> None:
    """Numbers of the exons, as many as there is room for."""
    last = -10.0
    for x0, x1, exon in placed:
        middle, room = (x0 + x1) / 2, 0.75 * len(str(exon["number"])) + 0.9
        if middle - last >= room:
            ax.text(middle, y, str(exon["number"]), ha="center", va="top", fontsize=6.5, color=style.GREY)
            last = middle


def _joined(ax: Axes, diagram: FusionDiagram) -> None:
    """The retained exons, joined; in DNA the exon structure that follows from the breakpoints."""
    y = 3.4
    kept = []
    for side, partner in enumerate(diagram.partners):
        exons = [exon for exon in _read_order(partner, side) if _is_kept(exon, partner)]
        if not _upstream_kept(partner, side) == (side == 0):
            # The gene is read against the fusion: its exons are joined in reverse.
            exons = exons[::-1]
        kept += [(side, exon, partner) for exon in exons]
    if not kept:
        return
    sizes = [exon["span"]["end"] - exon["span"]["start"] for _, exon, _ in kept]
    # The seam lies in the middle, above the fragments' breakpoint.
    width = [sum(size for (side, _, _), size in zip(kept, sizes, strict=True) if side == half) for half in (0, 1)]
    unit = 30.0 / max(width)
    x = 50.0 - width[0] * unit
    for (side, exon, partner), size in zip(kept, sizes, strict=True):
        _box(ax, x, x + size * unit, y, exon, partner, (_FIVE, _THREE)[side], "white")
        x += size * unit
    ax.text(2, y, "fused exons", ha="left", va="center", fontsize=7.5, color=style.GREY)
    ax.plot([50, 50], [y - 1.4, y + 1.4], color=style.INK, lw=1.4, zorder=6)
    ax.text(81.0, y, diagram.frame or "frame not known", ha="left", va="center", fontsize=8.5, fontweight="bold")


def _fragments(ax: Axes, diagram: FusionDiagram, fragments: list[dict[str, Any]], rows: float) -> None:
    from matplotlib.patches import Rectangle

    top, number = 0.0, len(diagram.fragments)
    ax.text(2, top + 1.1, f"{number} supporting fragment{'s' if number != 1 else ''} ({diagram.assay})", fontsize=8.5, fontweight="bold", va="center")
    present = [kind for kind in _KINDS if any(f["kind"] == kind for f in diagram.fragments)]
    x = 45.0
    for kind in present:
        count = sum(f["kind"] == kind for f in diagram.fragments)
        name, colour = _KINDS[kind]
        ax.add_patch(Rectangle((x, top + 0.85), 2.2, 0.5, color=colour, lw=0))
        text = f"{count} {name}{'s' if count != 1 else ''}"
        ax.text(x + 2.8, top + 1.1, text, fontsize=7.5, va="center")
        x += 6.5 + 1.05 * len(text)
    reach = [[_distances(f[f"part{side + 1}"], partner) for side, partner in enumerate(diagram.partners)] for f in fragments]
    most = min(max([50, *(far for pair in reach for _, far in pair if far <= _MAX_BP)]), _MAX_BP)
    scale = 44.0 / most
    step = rows / max(len(fragments), 4)
    beyond = False
    for row, (fragment, ends) in enumerate(zip(fragments, reach, strict=True)):
        y, colour = top - 0.3 - (row + 0.5) * step, _KINDS[fragment["kind"]][1]
        spans = []
        for side, (near, far) in enumerate(ends):
            a, b = min(near, most), min(far, most)
            spans.append((50 - b * scale, 50 - a * scale) if side == 0 else (50 + a * scale, 50 + b * scale))
        ax.plot([spans[0][1], spans[1][0]], [y, y], color=colour, lw=0.8, zorder=2)
        for side, ((x0, x1), (_, far)) in enumerate(zip(spans, ends, strict=True)):
            if far > most:
                # An intron lies within the part, or before it; where, the evidence does not tell.
                edge, inner = (x0, x1) if side == 0 else (x1, x0)
                ax.plot([edge, inner], [y, y], color=colour, lw=0.8, zorder=3)
                ax.plot([edge], [y], "<" if side == 0 else ">", color=colour, ms=4, zorder=4)
                beyond = True
            else:
                ax.add_patch(Rectangle((x0, y - 0.3 * step), x1 - x0, 0.6 * step, color=colour, lw=0, zorder=3))
    bottom = top - 0.3 - rows
    ax.plot([50, 50], [bottom - 0.3, top], color=style.INK, lw=1, ls="--", zorder=1)
    _scale(ax, bottom - 0.5, scale, most)
    notes = ["arrows: on, beyond this picture"] if beyond else []
    if number > len(fragments):
        notes.append(f"{number - len(fragments)} more fragments are not drawn")
    ax.text(2, bottom - 3.0, "exons to scale within each gene, introns shortened", ha="left", va="top", fontsize=7.5, color=style.GREY)
    ax.text(98, bottom - 3.0, "; ".join(notes), ha="right", va="top", fontsize=7.5, color=style.GREY)


def _distances(part: dict[str, int], partner: dict[str, Any]) -> tuple[int, int]:
    """Bases from the breakpoint to the near and to the far end of a part."""
    at = partner["position"]
    if partner["retains_left"]:
        return max(at + 1 - part["end"], 0), max(at + 1 - part["start"], 0)
    return max(part["start"] - at, 0), max(part["end"] - at, 0)


def _scale(ax: Axes, y: float, scale: float, most: int) -> None:
    step = next((s for s in (10, 20, 50, 100, 200, 250, 500) if 4 * s >= most), 500)
    ax.plot([50 - most * scale, 50 + most * scale], [y, y], color=style.GREY, lw=0.8)
    for at in range(-(most // step) * step, most + 1, step):
        ax.plot([50 + at * scale] * 2, [y, y - 0.3], color=style.GREY, lw=0.8)
        ax.text(50 + at * scale, y - 0.5, "0" if at == 0 else f"{at:+d}", ha="center", va="top", fontsize=7, color=style.GREY)
    ax.text(50, y - 1.6, "bases from the breakpoint", ha="center", va="top", fontsize=7.5, color=style.GREY)
