"""Regions: reading, merging, cutting and writing BED, for tools that cannot go without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from .errors import CompareError
from .readers.text import integer, lines
from .step import Step, pipe, step

Span = tuple[str, int, int]  # contig, 0-based start, end


def intervals(path: Path) -> list[Span]:
    """The intervals of a BED file, merged and in the order of their contigs in the file."""
    found: list[Span] = []
    for number, line in lines(path):
        fields = line.split()
        if not fields or fields[0] in ("track", "browser") or line.startswith("#"):
            continue
        if len(fields) < 3:
            raise CompareError(f"{path}, line {number}: BED has at least 3 columns, this line has {len(fields)}")
        found.append((fields[0], integer(fields[1], path, number, "start"), integer(fields[2], path, number, "end")))
    return merged(found)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans without overlap, in order within each contig."""
    by_contig: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for chrom, start, end in spans:
        by_contig[chrom].append((start, end))
    made: list[Span] = []
    for chrom, parts in by_contig.items():
        open_start, open_end = -1, -1
        for start, end in sorted(parts):
            if open_end >= 0 and start <= open_end:
                open_end = max(open_end, end)
                continue
            if open_end >= 0:
                made.append((chrom, open_start, open_end))
            open_start, open_end = start, end
        made.append((chrom, open_start, open_end))
    return made


def intersection(one: Iterable[Span], two: Iterable[Span]) -> list[Span]:
    """What lies in both of two lists of merged spans."""
    others: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for chrom, start, end in two:
        others[chrom].append((start, end))
    found = [
        (chrom, max(start, other_start), min(end, other_end))
        for chrom, start, end in one
        for other_start, other_end in others.get(chrom, ())
        if start < other_end and other_start < end
    ]
    return merged(found)


def length(spans: Iterable[Span]) -> int:
    """Bases in spans that do not overlap."""
    return sum(end - start for _, start, end in spans)


class Places:
    """Answers whether a position lies in any of some spans."""

    def __init__(self, spans: Iterable[Span]) -> None:
        import bisect

        self._bisect = bisect.bisect_right
        self._starts: dict[str, list[int]] = defaultdict(list)
        self._ends: dict[str, list[int]] = defaultdict(list)
        for chrom, start, end in merged(spans):
            self._starts[chrom].append(start)
            self._ends[chrom].append(end)

    def touches(self, chrom: str, start: int, end: int) -> bool:
        """Whether any base of the 0-based half-open range is inside."""
        starts = self._starts.get(chrom)
        if not starts:
            return False
        index = self._bisect(starts, end - 1) - 1
        return index >= 0 and self._ends[chrom][index] > start


def contigs(reference: Path) -> list[tuple[str, int]]:
    """Names and lengths of the reference's contigs, from its index."""
    index = reference.with_name(reference.name + ".fai")
    return [(fields[0], int(fields[1])) for _, line in lines(index) if (fields := line.split("\t"))]


def windows(sequences: Iterable[tuple[str, int]], size: int, overlap: int) -> list[Span]:
    """The whole of some sequences in windows that overlap."""
    return [(name, max(0, start - overlap), min(total, start + size)) for name, total in sequences for start in range(0, total, size)]


def write_bed(path: Path, rows: Iterable[tuple[str | int, ...]]) -> Path:
    """Writes rows as BED."""
    path.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))
    return path


def bgzipped(bed: Path | None, out: Path) -> list[Step]:
    """Steps that make the sorted, compressed and indexed BED that Strelka2 and Manta ask for."""
    if bed is None:
        return []
    return [pipe(["sort", "-k1,1", "-k2,2n", bed], ["bgzip", "--stdout"], stdout=out), step("tabix", "-p", "bed", out)]
