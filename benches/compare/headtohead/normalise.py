"""One spelling for each allele, so that callers can be compared.

Tan, Abecasis & Kang, Bioinformatics 2015;31:2202: an allele is normalised when it is left-aligned and parsimonious. It is what `bcftools norm` does; done here so
that scoring needs no tool, and tested against bcftools where that is present.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from .errors import CompareError
from .records import SmallVariant

# (contig, 0-based start, end) → bases
Fetch = Callable[[str, int, int], str]


class Reference:
    """Bases of an indexed FASTA. A block is kept, because left-alignment asks for one base after another."""

    BLOCK = 1 << 16

    def __init__(self, path: Path) -> None:
        import pysam

        self._fasta = pysam.FastaFile(str(path))
        self._block: tuple[str, int, str] = ("", 0, "")

    def __call__(self, chrom: str, start: int, end: int) -> str:
        name, offset, bases = self._block
        if name != chrom or start < offset or end > offset + len(bases):
            offset = max(0, start - self.BLOCK // 2)
            try:
                bases = self._fasta.fetch(chrom, offset, max(end, offset + self.BLOCK)).upper()
            except KeyError:
                raise CompareError(f"contig '{chrom}' is not in the reference; are these calls and this truth of the same genome?") from None
            self._block = (chrom, offset, bases)
        return bases[start - offset : end - offset]


def normalise(variant: SmallVariant, fetch: Fetch) -> SmallVariant:
    """The left-aligned, parsimonious form of an allele."""
    pos, ref, alt = variant.pos, variant.ref, variant.alt
    while True:
        if ref and alt and ref[-1] == alt[-1] and (len(ref) > 1 or len(alt) > 1):
            ref, alt = ref[:-1], alt[:-1]
        elif (not ref or not alt) and pos > 1:
            before = fetch(variant.chrom, pos - 2, pos - 1)
            pos, ref, alt = pos - 1, before + ref, before + alt
        else:
            break
    if not ref or not alt:  # an indel at the very first base is anchored on the base behind it
        after = fetch(variant.chrom, len(ref), len(ref) + 1)
        ref, alt = ref + after, alt + after
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        pos, ref, alt = pos + 1, ref[1:], alt[1:]
    return SmallVariant(variant.chrom, pos, ref, alt)


def primitives(variant: SmallVariant) -> list[SmallVariant]:
    """The SNVs of a multi-nucleotide variant; any other allele as it is. Callers differ in whether they join neighbours, and neither is wrong."""
    if len(variant.ref) != len(variant.alt):
        return [variant]
    return [
        SmallVariant(variant.chrom, variant.pos + offset, ref, alt)
        for offset, (ref, alt) in enumerate(zip(variant.ref, variant.alt, strict=True))
        if ref != alt
    ]


def comparable(variants: Iterable[SmallVariant], fetch: Fetch) -> set[SmallVariant]:
    """All alleles in the form in which they are compared."""
    return {normalise(part, fetch) for variant in variants for part in primitives(variant)}
