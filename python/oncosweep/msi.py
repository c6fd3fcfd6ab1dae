"""Microsatellite instability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import _core, display
from .section import Section
from .table import Table

if TYPE_CHECKING:
    import numpy
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

_SAMPLES = {"tumor": 0, "normal": 1}


class LengthHistograms(NamedTuple):
    """The repeat lengths of all sites of one sample: site `i` has `counts[offsets[i]:offsets[i + 1]]` fragments of `lengths[…]` copies."""

    offsets: NDArray[numpy.uint64]
    """Where each site begins; one more than there are sites."""
    lengths: NDArray[numpy.uint32]
    """Repeat lengths in copies of the unit, the shortest of each site first."""
    counts: NDArray[numpy.uint32]
    """Fragments of that length."""

    def of(self, site: int) -> tuple[NDArray[numpy.uint32], NDArray[numpy.uint32]]:
        """Lengths and fragments of one site, by its place in `Msi.sites`; views, not copies."""
        start, end = int(self.offsets[site]), int(self.offsets[site + 1])
        return self.lengths[start:end], self.counts[start:end]

    def matrix(self) -> NDArray[numpy.uint32]:
        """Fragments by site (rows) and length in copies (columns, from 0)."""
        import numpy

        sites = len(self.offsets) - 1
        matrix = numpy.zeros((sites, int(self.lengths.max(initial=0)) + 1), dtype=numpy.uint32)
        matrix[numpy.repeat(numpy.arange(sites), (self.offsets[1:] - self.offsets[:-1]).astype(numpy.int64)), self.lengths] = self.counts
        return matrix


class SiteLengths(NamedTuple):
    """The repeat lengths of one site."""

    site: dict[str, Any]
    """The site's row of `Msi.sites`."""
    lengths: NDArray[numpy.int64]
    """Repeat lengths in copies, without gaps from the shortest seen to the longest."""
    tumor: NDArray[numpy.int64]
    """Fragments of the tumour by length."""
    normal: NDArray[numpy.int64]
    """Fragments of the normal by length."""

    @property
    def germline(self) -> list[int]:
        """Germline alleles in copies, the shorter first; one for a homozygous site, none where they are not known."""
        return sorted({allele for allele in (self.site["germline1"], self.site["germline2"]) if allele is not None})

    @property
    def shifted(self) -> int | None:
        """Length of the shifted allele in copies; None without one.

        Of a heterozygous site's two candidates (`shift` is counted from the nearest germline allele), the one in excess in the tumour.
        """
        shift = self.site["shift"]
        if not shift or not self.germline:
            return None
        places = [allele + shift for allele in self.germline if min(abs(allele + shift - g) for g in self.germline) == abs(shift)]
        shares = [counts / max(int(counts.sum()), 1) for counts in (self.tumor, self.normal)]

        def excess(length: int) -> float:
            at = self.lengths == length
            return float((shares[0][at] - shares[1][at]).sum())

        return max(places, key=excess, default=None)

    def __repr__(self) -> str:
        row = self.site
        fragments = f"{int(self.tumor.sum())} fragments of the tumour, {int(self.normal.sum())} of the normal"
        shift = f", {row['shift']:+d} copies in {row['shifted_fraction']:.0%}" if row["status"] == "unstable" and row["shift"] and row["shifted_fraction"] is not None else ""
        seen = f"{self.lengths[0]} to {self.lengths[-1]} copies" if len(self.lengths) else "no copies"
        return f"SiteLengths({row['chrom']}:{row['start']} {row['unit']}×{row['copies']}: {row['status']}{shift}; {seen} in {fragments})"


class Msi(Section):
    """Microsatellite instability: the fraction of sites that are unstable, with its 95 % interval."""

    fraction_unstable: float | None
    """Most likely fraction of unstable sites; None when too little was seen."""
    ci95: list[float] | None
    """95 % interval of the fraction."""
    sites_assessed: int
    """Sites that could be tested."""
    sites_unstable: int
    """Sites called unstable."""
    probability_high: float | None
    """Posterior probability that the fraction reaches the threshold of MSI-H."""
    status: str | None
    """MSI-H, MSS, indeterminate; None when not assessed."""
    reason: str | None
    """Why there is no status, or an indeterminate one."""

    def __init__(self, values: Mapping[str, Any], core: _core.Profile) -> None:
        super().__init__(values)
        self._core = core

    @cached_property
    def sites(self) -> Table:
        """Every microsatellite site with its status, test, repeat lengths and germline alleles, as in msi.sites.tsv."""
        return Table._of(self._core.sites())

    @property
    def unstable(self) -> Table:
        """The unstable sites."""
        return self.sites.where(status="unstable")

    def histograms(self, sample: Literal["tumor", "normal"] = "tumor") -> LengthHistograms:
        """The repeat lengths of all sites as numpy arrays, in the order of `sites`."""
        if sample not in _SAMPLES:
            raise ValueError(f"sample is '{sample}'; it must be tumor or normal")
        return LengthHistograms(*self._core.site_lengths(_SAMPLES[sample]))

    @cached_property
    def _histograms(self) -> tuple[LengthHistograms, LengthHistograms]:
        return self.histograms("tumor"), self.histograms("normal")

    def place(self, site: int | str) -> int:
        """The place in `sites` of a site given as such, as "chr2:47641559" (the 0-based `start`), or as "chr2:47,641,560-47,641,586" (1-based, as in the report)."""
        if isinstance(site, int):
            return range(len(self.sites))[site]
        chrom, _, bases = site.rpartition(":")
        first, _, last = bases.replace(",", "").partition("-")
        if first.isdecimal() and (last.isdecimal() or not last):
            wanted = (chrom, int(first) - 1, int(last)) if last else (chrom, int(first))
            columns = [self.sites.column(name) for name in ("chrom", "start", "end")[: len(wanted)]]
            for place, at in enumerate(zip(*columns, strict=True)):
                if at == wanted:
                    return place
        raise KeyError(
            f"no site at '{site}'; give its place in `sites`, chromosome and 0-based start as in chr2:47641559, or bases from 1 as in chr2:47,641,560-47,641,586"
        )

    def lengths(self, site: int | str) -> SiteLengths:
        """The repeat lengths of one site in tumour and normal; `site` as for `place`."""
        import numpy

        place = self.place(site)
        both = [histograms.of(place) for histograms in self._histograms]
        seen = numpy.concatenate([lengths for lengths, _ in both])
        every = numpy.arange(seen.min(), seen.max() + 1, dtype=numpy.int64) if len(seen) else numpy.zeros(0, dtype=numpy.int64)
        filled = []
        for lengths, counts in both:
            row = numpy.zeros(len(every), dtype=numpy.int64)
            if len(lengths):
                row[lengths.astype(numpy.int64) - every[0]] = counts
            filled.append(row)
        return SiteLengths(self.sites[place], every, filled[0], filled[1])

    @property
    def label(self) -> str:
        """The result in a line."""
        if self.fraction_unstable is None or self.ci95 is None:
            return f"not assessed: {self._values.get('reason')}"
        low, high = self.ci95
        return f"{self.status or 'no status'}, {self.fraction_unstable:.1%} of {self.sites_assessed} sites ({low:.1%}–{high:.1%})"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draws the fraction of unstable sites with its interval between the thresholds of MSS and MSI-H (needs matplotlib)."""
        from .plots import msi_fraction

        return msi_fraction(self, ax)

    def plot_lengths(self, site: int | str | None = None, ax: Axes | None = None) -> Axes:
        """Draws the repeat lengths of one site in tumour and normal with the fitted shift; the clearest unstable site by default (needs matplotlib)."""
        from .plots import msi_lengths

        return msi_lengths(self, site, ax)

    def plot_length_grid(self, sites: Sequence[int | str] | None = None) -> Figure:
        """Draws the repeat lengths of several sites; the six clearest unstable ones by default (needs matplotlib)."""
        from .plots import msi_length_grid

        return msi_length_grid(self, sites)

    def __repr__(self) -> str:
        return f"Msi({self.label}; {self.sites_unstable} sites called unstable)"

    def _bar(self) -> str:
        if self.fraction_unstable is None or self.ci95 is None:
            return ""
        (low, high), thresholds = self.ci95, self._values["thresholds"]
        marks = [thresholds["mss_fraction"], thresholds["msi_high_fraction"]]
        return display.bar(self.fraction_unstable, low, high, max(1.1 * high, 2 * marks[1]), marks, f"MSI {self.label}")

    def _repr_html_(self) -> str:
        thresholds = self._values["thresholds"]
        rows = [
            ("Fraction", display.escape(self.label) + "<br>" + self._bar()),
            ("Status", display.badge(self.status or "no status")),
            ("Sites", f"{self.sites_unstable} called unstable of {self.sites_assessed} assessed, {self._values['sites_listed']} listed"),
            ("Compared with", display.escape(str(self._values["compared_with"]))),
            ("Thresholds", f"MSS below {thresholds['mss_fraction']:.1%}, MSI-H from {thresholds['msi_high_fraction']:.1%}"),
        ]
        if self._values.get("reason"):
            rows.append(("Reason", display.escape(str(self._values["reason"]))))
        return display.card("Microsatellite instability", display.pairs_html(rows))
