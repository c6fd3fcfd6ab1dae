"""The common form into which every tool's output is read.

Only what can be scored is kept. Positions say their base in the name or the comment, because every tool has its own habit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Biomarker(Enum):
    """What a tool can answer."""

    VARIANTS = "variants"
    TMB = "tmb"
    MSI = "msi"
    FUSIONS = "fusions"
    RNA_FUSIONS = "rna_fusions"

    @property
    def title(self) -> str:
        return {
            "variants": "somatic variants",
            "tmb": "TMB",
            "msi": "MSI",
            "fusions": "fusions and rearrangements, DNA",
            "rna_fusions": "fusions, RNA",
        }[self.value]


@dataclass(frozen=True, order=True)
class SmallVariant:
    """One alternate allele as VCF writes it; `pos` is 1-based."""

    chrom: str
    pos: int
    ref: str
    alt: str

    @property
    def is_snv(self) -> bool:
        return len(self.ref) == 1 and len(self.alt) == 1


@dataclass(frozen=True, order=True)
class Site:
    """A microsatellite and what the tool says of it; `start` is the 0-based first base of the repeat."""

    chrom: str
    start: int
    status: str  # unstable, stable, not_assessed
    unit: str = ""


@dataclass(frozen=True)
class Instability:
    """MSI of the sample. `score` is in the tool's own scale, named by `scale`; `fraction_unstable` is 0 to 1 where the tool counts sites."""

    sites: tuple[Site, ...] = ()
    score: float | None = None
    scale: str = ""
    fraction_unstable: float | None = None
    interval: tuple[float, float] | None = None
    state: str | None = None  # MSI-H, MSS, indeterminate; None when the tool's authors give no cut-off
    threshold: str = ""


@dataclass(frozen=True, order=True)
class Breakend:
    """One side of a junction: the last base that is kept (1-based) and on which side of the break the kept sequence lies."""

    chrom: str
    pos: int
    side: str = ""  # "left": bases up to pos are kept; "right": bases from pos on; "" when the tool does not say

    def shifted(self, by: int) -> Breakend:
        return Breakend(self.chrom, self.pos + by, self.side)


@dataclass(frozen=True, order=True)
class Junction:
    """Two breakends that the tumour joins. `ordered` says that `first` is the 5' partner of the transcript."""

    first: Breakend
    second: Breakend
    ordered: bool = False
    name: str = ""

    @property
    def span(self) -> int | None:
        """Distance in bases, or nothing between two chromosomes."""
        return abs(self.second.pos - self.first.pos) if self.first.chrom == self.second.chrom else None


@dataclass(frozen=True)
class Burden:
    """Tumour mutational burden, in variants per megabase."""

    per_mb: float
    interval: tuple[float, float] | None = None
    variants: int | None = None
    megabases: float | None = None
    status: str | None = None
    rule: str = ""


@dataclass(frozen=True)
class Findings:
    """Everything that one run of one tool found; what a tool does not answer stays empty."""

    variants: frozenset[SmallVariant] | None = None
    instability: Instability | None = None
    junctions: tuple[Junction, ...] | None = None
    rna_junctions: tuple[Junction, ...] | None = None
    burden: Burden | None = None
    numbers: dict[str, float] = field(default_factory=dict)  # of the yardsticks: reads counted, mean depth
