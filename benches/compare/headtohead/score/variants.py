"""Recall and precision of somatic small variants.

A call is right when its normalised allele equals one of the truth. Neither required nor false are alleles of the truth that the reads hardly show
(`truth.min_alt`), anything in `truth.exclude`, and indels in microsatellites that the truth says are unstable: each of those is a somatic indel too, of many lengths.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import CompareError
from ..normalise import Fetch, comparable, normalise, primitives
from ..readers.vcf import Record, records, small_variants
from ..records import Biomarker, SmallVariant
from ..targets import Places
from .measure import Measure, f1, number, proportion

VAF_BINS = ((0.0, 0.06), (0.06, 0.15), (0.15, 0.30), (0.30, 1.0))
KINDS = ("snv", "indel")


@dataclass(frozen=True)
class TrueVariant:
    """An allele that was planted, how often the reads show it, and the fraction of reads that do (or that was asked for, when they are not counted)."""

    variant: SmallVariant
    fraction: float | None
    alt_fragments: int | None


def read_truth(path: Path, fetch: Fetch) -> dict[SmallVariant, TrueVariant]:
    """The alleles of a truth VCF in comparable form. Counts are taken from INFO/AD, or NALT and NTOT; fractions from those, or VAF, TVAF, AF."""
    found: dict[SmallVariant, TrueVariant] = {}
    for record in records(path):
        if not record.passed:
            continue
        for index, alt in enumerate(record.alts):
            alt_count, fraction = _support(record, index, path)
            for part in primitives(SmallVariant(record.chrom, record.pos, record.ref.upper(), alt.upper())):
                variant = normalise(part, fetch)
                found[variant] = TrueVariant(variant, fraction, alt_count)
    return found


def _support(record: Record, index: int, path: Path) -> tuple[int | None, float | None]:
    info = record.info
    try:
        if "AD" in info:
            depths = [int(depth) for depth in info["AD"].split(",")]
            return depths[index + 1], depths[index + 1] / sum(depths) if sum(depths) else None
        if "NALT" in info:
            count = int(info["NALT"].split(",")[index])
            return count, count / int(info["NTOT"]) if int(info.get("NTOT", 0)) else None
        for key in ("VAF", "TVAF", "AF"):
            if key in info:
                return None, float(info[key].split(",")[index])
    except (ValueError, IndexError, KeyError) as error:
        raise CompareError(f"{path}, {record.chrom}:{record.pos}: cannot read the counts of the truth in INFO ({error})") from None
    return None, None


@dataclass(frozen=True)
class Territory:
    """Where variants are scored."""

    inside: tuple[Places, ...] = ()
    excluded: Places | None = None
    unstable_sites: Places | None = None

    def scored(self, variant: SmallVariant) -> bool:
        start, end = variant.pos - 1, variant.pos - 1 + len(variant.ref)
        if not all(places.touches(variant.chrom, start, start + 1) for places in self.inside):
            return False
        if self.excluded and self.excluded.touches(variant.chrom, start, end):
            return False
        # The base before an indel is its anchor; one more base on either side belongs to the repeat's neighbourhood.
        return variant.is_snv or not (self.unstable_sites and self.unstable_sites.touches(variant.chrom, start, end + 1))


def read_inherited(path: Path, fetch: Fetch) -> frozenset[SmallVariant]:
    """The alleles of a VCF of inherited variants in comparable form."""
    return frozenset(comparable(small_variants(path), fetch))


def score(
    calls: Iterable[SmallVariant],
    truth: dict[SmallVariant, TrueVariant],
    territory: Territory,
    min_alt: int,
    fetch: Fetch,
    inherited: frozenset[SmallVariant] = frozenset(),
) -> list[Measure]:
    """Recall, precision and F1, of SNVs and indels apart, recall by allele fraction, and how many of the false calls are inherited variants."""
    called = {variant for variant in comparable(calls, fetch) if territory.scored(variant)}
    required = {
        variant: true
        for variant, true in truth.items()
        if territory.scored(variant) and (true.alt_fragments is None or true.alt_fragments >= min_alt)
    }
    measures: list[Measure] = []
    for kind in KINDS:
        of_kind = {variant for variant in required if variant.is_snv == (kind == "snv")}
        calls_of_kind = {variant for variant in called if variant.is_snv == (kind == "snv")}
        wrong = calls_of_kind - truth.keys()
        right, false = len(of_kind & calls_of_kind), len(wrong)
        if not of_kind and not calls_of_kind:
            continue
        measures += [
            proportion(Biomarker.VARIANTS, "recall", kind, right, len(of_kind)),
            proportion(Biomarker.VARIANTS, "precision", kind, right, right + false),
            f1(Biomarker.VARIANTS, kind, right, false, len(of_kind) - right),
            number(Biomarker.VARIANTS, "false_positives", false, kind),
        ]
        if inherited:
            measures.append(number(Biomarker.VARIANTS, "false_positives_inherited", len(wrong & inherited), kind))
        for low, high in VAF_BINS:
            bin_ = {v for v in of_kind if (f := required[v].fraction) is not None and low <= f and (f < high or high == 1.0)}
            if bin_:
                measures.append(proportion(Biomarker.VARIANTS, "recall", f"{kind} {low:.2f}-{high:.2f}", len(bin_ & calls_of_kind), len(bin_)))
    return measures
