"""The two line formats that the MSIsensor family shares."""

from __future__ import annotations

from pathlib import Path

from ..errors import ReadError
from .text import decimal, integer, lines


def summary(path: Path) -> tuple[int, int, float]:
    """(sites assessed, sites unstable, percent) of the file that carries the score."""
    content = [(number, line.split("\t")) for number, line in lines(path) if line]
    if len(content) < 2 or not content[0][1][0].startswith("Total_Number_of_Sites"):
        raise ReadError(f"{path.name}: expected a header that starts with Total_Number_of_Sites, and one line of numbers")
    number, fields = content[1]
    if len(fields) < 3:
        raise ReadError(f"{path.name}, line {number}: {len(fields)} columns where there should be 3")
    total, unstable = (integer(field, path, number, "count") for field in fields[:2])
    # With no site assessed the tools print nan or -nan.
    percent = 0.0 if "nan" in fields[2].lower() else decimal(fields[2], path, number, "percentage")
    return total, unstable, percent


def site_keys(path: Path, header: bool) -> list[tuple[str, int, str]]:
    """(chromosome, 0-based start, unit) of each line of a table that begins: chromosome, location, left flank, copies, unit, right flank."""
    found = []
    for number, line in lines(path):
        if (header and number == 1) or not line:
            continue
        fields = line.split()
        if len(fields) < 6:
            raise ReadError(f"{path.name}, line {number}: {len(fields)} columns where there should be at least 6")
        found.append((fields[0], integer(fields[1], path, number, "location"), fields[4]))
    return found


def assessed_keys(path: Path, min_reads: int) -> list[tuple[str, int, str]]:
    """(chromosome, 0-based start, unit) of the sites of a `_dis` file where every sample has at least `min_reads` reads.

    A site takes a line `chromosome location left_flank copies[unit] right_flank`, then a line of read counts by length for each sample: `N: …`, `T: …`.
    """
    found: list[tuple[tuple[str, int, str], list[int]]] = []
    for number, line in lines(path):
        fields = line.split()
        if not fields:
            continue
        if fields[0] in ("N:", "T:"):
            if not found:
                raise ReadError(f"{path.name}, line {number}: counts before the first site")
            found[-1][1].append(sum(integer(field, path, number, "count") for field in fields[1:]))
            continue
        if len(fields) < 5 or "[" not in fields[3]:
            raise ReadError(f"{path.name}, line {number}: expected chromosome, location, flank, copies[unit], flank")
        unit = fields[3].partition("[")[2].rstrip("]")
        found.append(((fields[0], integer(fields[1], path, number, "location"), unit), []))
    return [key for key, reads in found if reads and min(reads) >= min_reads]
