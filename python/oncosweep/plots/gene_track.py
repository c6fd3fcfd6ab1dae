"""One partner of a fusion, to scale: where its bases are drawn, and the depth of the reads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

_INTRON_SHARE = 0.4
# Bases on either side of a breakpoint that are shown of a partner without exons.
WITHOUT_GENE_BP = 10_000
_COLUMNS = 300


class GeneTrack:
    """Where a partner's bases lie between two places of a drawing.

    METHOD: exons share one part of the width and introns the other: exons in proportion to their length, introns in proportion to the square root
    of theirs, since most of a gene is intron.
    """

    def __init__(self, partner: dict[str, Any], side: int, left: float, right: float) -> None:
        """Lays out the 5' (side 0) or the 3' partner (side 1)."""
        import numpy as np

        self.partner, self.left, self.right = partner, left, right
        exons = sorted(partner["exons"], key=lambda exon: int(exon["span"]["start"]))
        # Boundaries of exons and introns in turn, by position, with the width of each.
        edges: list[int] = []
        sizes: list[float] = []
        for exon in exons:
            start, end = exon["span"]["start"], exon["span"]["end"]
            if edges:
                sizes.append(max(start - edges[-1], 0) ** 0.5)
            edges += [start, end]
            sizes.append(end - start)
        if not exons:
            edges = [max(partner["position"] - WITHOUT_GENE_BP, 0), partner["position"] + WITHOUT_GENE_BP]
            sizes = [edges[1] - edges[0]]
        share = _INTRON_SHARE if len(sizes) > 1 else 0.0
        units = [(1 - share) / max(sum(sizes[::2]), 1e-9), share / max(sum(sizes[1::2]), 1e-9)]
        widths = np.array([size * units[place % 2] for place, size in enumerate(sizes)]) * (right - left)
        # As the gene is read; between genes so that what is kept lies at the seam.
        turned = partner["strand"] == "-" if partner["strand"] else bool(partner["retains_left"]) == (side == 1)
        places = np.concatenate([[0.0], np.cumsum(widths)])
        self._edges = np.array(edges, dtype=float)
        self._x: NDArray[numpy.float64] = right - places if turned else left + places

    def x(self, position: float) -> float:
        """Where the boundary before a base (0-based) lies; at the nearer end for one outside."""
        import numpy as np

        return float(np.interp(position, self._edges, self._x))

    @property
    def breakpoint(self) -> float:
        """Where the breakpoint lies: beside the last retained base."""
        return self.x(self.partner["position"] + (1 if self.partner["retains_left"] else 0))

    def exons(self) -> list[tuple[float, float, dict[str, Any]]]:
        """The exons with their places, from left to right."""
        placed = []
        for exon in self.partner["exons"]:
            a, b = sorted((self.x(exon["span"]["start"]), self.x(exon["span"]["end"])))
            placed.append((a, b, exon))
        return sorted(placed, key=lambda exon: exon[0])

    def depth(self, coverage: dict[str, Any], of: str) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
        """Edges of columns, and the mean depth of a sample in each."""
        import numpy as np

        edges = np.linspace(self.left, self.right, _COLUMNS + 1, dtype=np.float64)
        # The bases under each edge: the inverse of `x`.
        order = np.argsort(self._x, kind="stable")
        bases = np.interp(edges, self._x[order], self._edges[order])
        depths = np.asarray(coverage[of], dtype=float)
        # Depth summed up to a base, so that a mean is a difference.
        ends = coverage["start"] + coverage["bin_bp"] * np.arange(len(depths) + 1.0)
        until = np.concatenate([[0.0], np.cumsum(depths) * coverage["bin_bp"]])
        summed = np.interp(bases, ends, until)
        widths = np.abs(np.diff(bases))
        means: NDArray[numpy.float64] = np.divide(np.abs(np.diff(summed)), widths, out=np.zeros(_COLUMNS), where=widths > 0)
        return edges, means
