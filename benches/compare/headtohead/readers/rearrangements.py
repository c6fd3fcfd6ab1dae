"""Structural variants of a VCF as junctions: BND records, and DEL, DUP, INV, INS and TRA records with their other end in INFO.

The convention of `Breakend` is kept: the last retained base and the side on which the retained sequence lies.

| written | first | second |
|---|---|---|
| `t[p[` | bases up to POS | bases from p on |
| `t]p]` | bases up to POS | bases up to p |
| `]p]t` | bases from POS on | bases up to p |
| `[p[t` | bases from POS on | bases from p on |
| DEL: POS is the base before, END the last base lost | up to POS | from END + 1 on |
| DUP: POS is the base before, END the last base doubled | from POS + 1 on | up to END |
| INV (both junctions, unless INFO/CT or INV3, INV5 says which) | up to POS and from POS + 1 on | up to END and from END + 1 on |
| delly's CT=aTOb | 3: up to, 5: from on | the same |
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..records import Breakend, Junction
from .vcf import Record, records

MATE = re.compile(r"([\[\]])([^\[\]]+):(\d+)[\[\]]")
SIDES = {"3": "left", "5": "right"}


def junctions(path: Path, keep: Iterable[str] = ("PASS",)) -> tuple[Junction, ...]:
    """The distinct junctions of a VCF or BCF whose FILTER is in `keep` or missing; the two mates of one adjacency are one junction."""
    allowed = set(keep)
    found: dict[tuple[Breakend, Breakend], Junction] = {}
    seen: set[str] = set()
    for record in records(path):
        # The mates of a pair may differ by a few bases, where the breakpoint lies in sequence that both sides share.
        if record.info.get("MATEID") in seen:
            continue
        seen.add(record.id)
        if set(record.filters) <= allowed:
            for junction in of_record(record):
                first, second = sorted((junction.first, junction.second))
                found.setdefault((first, second), Junction(first, second))
    return tuple(found.values())


def of_record(record: Record) -> list[Junction]:
    """The junctions of one record; none for what is no adjacency."""
    made: list[Junction] = []
    for alt in record.alts:
        mate = MATE.search(alt)
        if mate:
            made.append(_breakend(record, alt, mate))
        elif alt.startswith("<") or "SVTYPE" in record.info:
            made.extend(_symbolic(record))
    return made


def _breakend(record: Record, alt: str, mate: re.Match[str]) -> Junction:
    here = "right" if alt[0] in "[]" else "left"
    there = "right" if mate[1] == "[" else "left"
    return Junction(Breakend(record.chrom, record.pos, here), Breakend(mate[2], int(mate[3]), there))


def _symbolic(record: Record) -> list[Junction]:
    info, kind = record.info, record.info.get("SVTYPE", "")
    chrom2 = info.get("CHR2", record.chrom)
    end = int(info.get("POS2") or info.get("END") or record.pos)
    connection = re.fullmatch(r"([35])to([35])", info.get("CT", ""))
    if connection and kind != "INS":
        one, two = SIDES[connection[1]], SIDES[connection[2]]
    elif kind == "DEL":
        one, two = "left", "right"
    elif kind == "DUP":
        one, two = "right", "left"
    elif kind == "INV":
        both = [("left", "left"), ("right", "right")]
        chosen = both[:1] if "INV3" in info else both[1:] if "INV5" in info else both
        return [_joined(record, chrom2, end, *sides) for sides in chosen]
    elif kind in ("BND", "TRA"):
        one = two = ""
    else:  # insertions join nothing that was apart
        return []
    return [_joined(record, chrom2, end, one, two)]


def _joined(record: Record, chrom2: str, end: int, one: str, two: str) -> Junction:
    # Within a chromosome POS is the base before the event and END its last base, so the kept base on a right side is the next one.
    same = chrom2 == record.chrom and record.info.get("SVTYPE") in ("DEL", "DUP", "INV")
    here = Breakend(record.chrom, record.pos + (same and one == "right"), one)
    return Junction(here, Breakend(chrom2, end + (same and two == "right"), two))
