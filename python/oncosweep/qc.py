"""Quality of the input: reads, depth, sequencing errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from . import _core, display
from .section import Section

if TYPE_CHECKING:
    import numpy
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

_SAMPLES = ("tumor", "normal")
# Keys of foreign DNA in a sample, and what they are called in displays.
_SHARES = (("contamination", "another person's DNA"), ("tumor_share", "tumour in the normal"))


class ErrorSpectrum:
    """Sequencing errors of a sample, measured where it shows no variant, as numpy arrays.

    Bases are in the order A, C, G, T, on the reference's strand, whichever strand was read. They are those of one fragment in eight.
    """

    bases: NDArray[numpy.uint64]
    """Bases by reference base and quality bin."""
    mismatches: NDArray[numpy.uint64]
    """Mismatches by reference base, read base and quality bin."""
    rates: NDArray[numpy.float64]
    """The error model's rates, by reference base, read base and quality bin: the counts with the quality's own claim as a prior."""
    indels: NDArray[numpy.uint64]
    """Of tandem repeats by unit length (first index 0: one base) and copies: reads; reads one copy shorter, one longer, several shorter, several longer."""
    bins: list[str]
    """What the quality bins hold: ranges of base quality ("10-14"), then read ends, then bases of doubtful alignment."""
    claimed_quality: list[float]
    """The quality that a bin's bases claim, phred."""

    def __init__(self, sample: str, core: _core.Evidence) -> None:
        self.sample = sample
        self.bases, self.mismatches, self.rates, self.indels = core.errors(_SAMPLES.index(sample))
        bins = _core.quality_bins()
        self.bins, self.claimed_quality = [name for name, _ in bins], [quality for _, quality in bins]

    def substitutions(self) -> dict[str, float]:
        """Mismatches per base for each of the twelve substitutions ("C>T"); NaN where the reference base was not seen."""
        totals, counts = self.bases.sum(axis=1), self.mismatches.sum(axis=2)
        rate = {}
        for i, reference in enumerate("ACGT"):
            for j, read in enumerate("ACGT"):
                if i != j:
                    rate[f"{reference}>{read}"] = float(counts[i, j]) / float(totals[i]) if totals[i] else float("nan")
        return rate

    def damage(self) -> dict[str, float]:
        """How much more often chemistry's substitutions are seen than the others: their mean rate over the median rate of the rest.

        `deamination`: C>T and G>A, which formalin and heat leave. `oxidation`: G>T and C>A, which shearing leaves (Costello et al., Nucleic
        Acids Research 41:e67, 2013). About 1 in a sample without damage; NaN without bases.
        """
        import statistics

        rate = self.substitutions()
        kinds = {"deamination": ("C>T", "G>A"), "oxidation": ("G>T", "C>A")}
        rest = [r for name, r in rate.items() if not any(name in names for names in kinds.values()) and r == r]
        usual = statistics.median(rest) if rest else float("nan")
        return {kind: sum(rate[n] for n in names) / 2 / usual if usual > 0 else float("nan") for kind, names in kinds.items()}

    def indel_rates(self, unit_bp: int = 1) -> NDArray[numpy.float64]:
        """Reads with an indel of the repeat's unit per read over it, by copies of a unit of `unit_bp` bases (1 to 4); NaN where no read lies."""
        import numpy

        rows = self.indels[unit_bp - 1].astype(numpy.float64)
        with numpy.errstate(invalid="ignore", divide="ignore"):
            rate: NDArray[numpy.float64] = rows[:, 1:].sum(axis=1) / rows[:, 0]
        rate[rows[:, 0] == 0] = numpy.nan
        return rate

    def __repr__(self) -> str:
        bases, wrong = int(self.bases.sum()), int(self.mismatches.sum())
        return f"ErrorSpectrum({self.sample}: {wrong:,} mismatches in {bases:,} bases{f', {wrong / bases:.2e} a base' if bases else ''})"

    def _repr_html_(self) -> str:
        rows = [(name, "" if rate != rate else f"{rate:.2e}") for name, rate in self.substitutions().items()]
        damage = [(f"{kind} over others", "" if value != value else f"{value:.2f}") for kind, value in self.damage().items()]
        return display.card(f"Sequencing errors a base, {self.sample}", display.pairs([*rows, *damage]))


class Qc(Section):
    """Quality of each sample: `tumor`, `normal` and `rna`, each with reads, skipped reads by reason, depth, duplicates and error rate."""

    def __init__(self, values: Mapping[str, Any], core: _core.Evidence) -> None:
        super().__init__(values)
        self._core = core

    def errors(self, sample: Literal["tumor", "normal"] = "tumor") -> ErrorSpectrum:
        """The sequencing errors of a sample; zeros when variants were not looked for."""
        if sample not in _SAMPLES:
            raise ValueError(f"sample is '{sample}'; it must be tumor or normal")
        return ErrorSpectrum(sample, self._core)

    def plot_errors(self) -> Figure:
        """Draws substitution errors with signs of damage, and observed error against claimed quality (needs matplotlib)."""
        from .plots import errors

        return errors(self)

    def _has(self, names: list[str], key: str) -> bool:
        return any(self._values[name].get(key) for name in names)

    def __repr__(self) -> str:
        parts = [f"{name}: {self[name].reads:,} reads" for name in ("tumor", "normal", "rna") if self._values.get(name)]
        return f"Qc({'; '.join(parts)})"

    def _repr_html_(self) -> str:
        names = [name for name in ("tumor", "normal", "rna") if self._values.get(name)]

        def shown(sample: str, key: str) -> str:
            value = self._values[sample].get(key)
            return "" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.4g}"

        keys = ["reads", "mean_target_depth", "duplicate_fraction", "error_rate"]
        rows = [[key, *(shown(name, key) for name in names)] for key in keys]
        reasons = dict.fromkeys(reason for name in names for reason, count in self._values[name]["skipped"].items() if count)
        rows += [[name, *(_share(self._values[sample].get(key)) for sample in names)] for key, name in _SHARES if self._has(names, key)]
        rows += [[f"skipped: {reason}", *(f"{self._values[name]['skipped'].get(reason, 0):,}" for name in names)] for reason in reasons]
        return display.card("Quality of the input", display.table(["", *names], rows))


def _share(estimate: Mapping[str, Any] | None) -> str:
    """An estimated share with its interval."""
    return "" if estimate is None else f"{estimate['share']:.2%} ({estimate['ci95'][0]:.2%}–{estimate['ci95'][1]:.2%})"
