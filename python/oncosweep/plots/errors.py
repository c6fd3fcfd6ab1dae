"""Sequencing errors: substitutions and damage, quality, indels in repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..qc import ErrorSpectrum, Qc

# Substitutions beside their complements: an error of chemistry strikes one strand and is read on both.
_PAIRS = [("C>T", "G>A"), ("C>A", "G>T"), ("C>G", "G>C"), ("T>A", "A>T"), ("T>C", "A>G"), ("T>G", "A>C")]
_DAMAGE = {0: "deamination", 1: "oxidation"}


def errors(qc: Qc) -> Figure:
    """Draws substitution errors with signs of damage, observed error against claimed quality, and indel errors in repeats."""
    with style.styled():
        import matplotlib.pyplot as plt

        figure = plt.figure(figsize=(14.5, 3.7))
        left, middle, right = figure.subplots(1, 3, gridspec_kw={"width_ratios": [1.45, 1, 1]})
        error_spectrum(qc, left)
        error_quality(qc, middle)
        indel_errors(qc, right)
        return figure


def _spectra(qc: Qc) -> list[tuple[str, str, ErrorSpectrum]]:
    wanted = [("tumor", "tumour", style.TUMOR), ("normal", "normal", style.NORMAL)]
    spectra = [(name, colour, qc.errors(sample)) for sample, name, colour in wanted if qc.to_dict().get(sample)]  # type: ignore[arg-type]
    return [(name, colour, spectrum) for name, colour, spectrum in spectra if spectrum.bases.sum() > 0]


def error_spectrum(qc: Qc, ax: Axes | None = None) -> Axes:
    """Draws mismatches per million bases for each substitution, beside its complement, where the samples show no variant."""
    with style.styled():
        ax = style.axes(ax, 5.6, 3.7)
        spectra = _spectra(qc)
        if not spectra:
            return style.nothing(ax, "errors were not measured: variants were not looked for")
        width = 0.8 / len(spectra)
        names = [name for pair in _PAIRS for name in pair]
        places = [place + 0.35 * (place // 2) for place in range(12)]
        top = 0.0
        for number, (name, colour, spectrum) in enumerate(spectra):
            rate = spectrum.substitutions()
            heights = [1e6 * rate[substitution] for substitution in names]
            top = max([top, *(h for h in heights if h == h)])
            at = [place + (number - (len(spectra) - 1) / 2) * width for place in places]
            ax.bar(at, heights, width, color=colour if name == "tumour" else "white", edgecolor=colour, hatch=None if name == "tumour" else "////", label=name)
        for pair, kind in _DAMAGE.items():
            left, right = places[2 * pair] - 0.55, places[2 * pair + 1] + 0.55
            ax.axvspan(left, right, color=style.OPEN_ZONE, lw=0, zorder=0)
            over = " / ".join(f"{spectrum.damage()[kind]:.1f}×" for _, _, spectrum in spectra)
            ax.text((left + right) / 2, 1.06 * top, f"{kind}\n{over}", ha="center", va="bottom", fontsize=7)
        ax.set_xticks(places, names, rotation=45)
        ax.set(ylim=(0, 1.34 * top), ylabel="mismatches per million bases")
        ax.legend(loc="upper right")
        ax.set_title("Substitution errors; damage over other errors")
        return ax


def error_quality(qc: Qc, ax: Axes | None = None) -> Axes:
    """Draws the quality that bases turn out to have (from their mismatches) over the quality they claim."""
    import math

    with style.styled():
        ax = style.axes(ax, 4.2, 3.7)
        spectra = _spectra(qc)
        if not spectra:
            return style.nothing(ax, "errors were not measured: variants were not looked for")
        bins = spectra[0][2].bins
        plain = [place for place, name in enumerate(bins) if name[0].isdigit()]
        claimed = spectra[0][2].claimed_quality
        ax.plot([place for place in plain], [claimed[place] for place in plain], ls="--", color=style.GREY, lw=1, label="claimed")
        for (name, colour, spectrum), marker in zip(spectra, "os", strict=False):
            bases, wrong = spectrum.bases.sum(axis=0), spectrum.mismatches.sum(axis=(0, 1))
            seen = [place for place in range(len(bins)) if wrong[place] > 0]
            observed = [-10 * math.log10(int(wrong[place]) / int(bases[place])) for place in seen]
            ax.plot(seen, observed, marker, color=colour, ms=6, mfc=colour if name == "tumour" else "white", label=name)
        names = [name.replace("-", "–").replace("_", " ") for name in bins]
        ax.set_xticks(range(len(bins)), names, rotation=45, ha="right", rotation_mode="anchor")
        ax.set(xlabel="claimed base quality, or place of the base", ylabel="observed quality, phred", ylim=(0, None), xlim=(-0.5, len(bins) - 0.5))
        ax.legend(loc="upper left")
        ax.set_title("Observed and claimed quality")
        return ax


def indel_errors(qc: Qc, ax: Axes | None = None) -> Axes:
    """Draws how often a read shows another number of copies of a tandem repeat's unit, by copies and unit length."""
    import numpy

    with style.styled():
        ax = style.axes(ax, 4.2, 3.7)
        spectra = _spectra(qc)
        drawn = False
        for name, colour, spectrum in spectra:
            for unit, line in [(1, "-"), (2, ":")]:
                rows = spectrum.indels[unit - 1]
                seen = numpy.flatnonzero((rows[:, 0] >= 200) & (rows[:, 1:].sum(axis=1) > 0))
                if len(seen):
                    drawn = True
                    label = f"{name}, {'single bases' if unit == 1 else 'pairs of bases'}"
                    face = colour if name == "tumour" else "white"
                    ax.plot(seen, spectrum.indel_rates(unit)[seen], "o" + line, ms=4, lw=1.2, color=colour, mfc=face, label=label)
        if not drawn:
            return style.nothing(ax, "too few reads lie over repeats to measure indel errors")
        ax.set_yscale("log")
        ax.set(xlabel="copies of the repeat's unit", ylabel="reads with an indel of the unit")
        from matplotlib.ticker import MaxNLocator

        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0)
        ax.set_title("Indel errors in repeats")
        return ax
