"""VCF as text: just enough of it for callers that disagree on the header but agree on the columns. BCF goes through pysam."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import ReadError
from ..records import SmallVariant
from .text import integer, lines

BASES = frozenset("ACGTN")


@dataclass(frozen=True)
class Record:
    """One line of a VCF; `pos` is 1-based."""

    chrom: str
    pos: int
    ref: str
    alts: tuple[str, ...]
    filters: tuple[str, ...]
    info: dict[str, str]
    id: str = ""

    @property
    def passed(self) -> bool:
        return self.filters in ((), ("PASS",))


def records(path: Path) -> Iterator[Record]:
    """The records of a VCF, plain or compressed, or of a BCF."""
    if path.suffix == ".bcf":
        yield from _bcf(path)
        return
    header = False
    for number, line in lines(path):
        if line.startswith("#"):
            header = header or line.startswith("#CHROM")
            continue
        if not line:
            continue
        if not header:
            raise ReadError(f"{path.name}, line {number}: a record before the #CHROM line; this is no VCF")
        yield parse(line, path, number)
    if not header:
        raise ReadError(f"{path.name} has no #CHROM line; this is no VCF")


def parse(line: str, path: Path, number: int) -> Record:
    """One line."""
    fields = line.split("\t")
    if len(fields) < 8:
        raise ReadError(f"{path.name}, line {number}: {len(fields)} columns where VCF has at least 8")
    chrom, pos, name, ref, alt, _, filters, info = fields[:8]
    return Record(
        chrom,
        integer(pos, path, number, "POS"),
        ref,
        () if alt == "." else tuple(alt.split(",")),
        () if filters == "." else tuple(filters.split(";")),
        dict(item.partition("=")[::2] for item in info.split(";")) if info != "." else {},
        name,
    )


def _bcf(path: Path) -> Iterator[Record]:
    import pysam

    if not path.is_file():
        raise ReadError(f"{path.name} was not written")
    try:
        with pysam.VariantFile(str(path)) as handle:
            for number, record in enumerate(handle, 1):
                yield parse(str(record).rstrip("\n"), path, number)
    except (OSError, ValueError) as error:
        raise ReadError(f"{path.name} is no readable BCF: {error}") from None


def small_variants(path: Path, keep: Callable[[Record], bool] = lambda record: record.passed) -> frozenset[SmallVariant]:
    """The alleles of the records to keep: spelled-out bases only, no symbolic alleles and no breakends."""
    return frozenset(
        SmallVariant(record.chrom, record.pos, record.ref.upper(), alt.upper())
        for record in records(path)
        if keep(record)
        for alt in record.alts
        if BASES.issuperset(alt.upper()) and BASES.issuperset(record.ref.upper()) and alt.upper() != record.ref.upper()
    )
