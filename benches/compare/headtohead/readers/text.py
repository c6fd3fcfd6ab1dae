"""Lines of plain or compressed text, with their numbers for error messages."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from ..errors import ReadError


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """(1-based number, line without its end) of a text file; compressed files (gzip, bgzip) are known by their first bytes."""
    try:
        with path.open("rb") as raw:
            compressed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rt") if compressed else path.open("rt") as handle:
            for number, line in enumerate(handle, 1):
                yield number, line.rstrip("\r\n")
    except FileNotFoundError:
        raise ReadError(f"{path.name} was not written") from None


def rows(path: Path, *required: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row as a dictionary) of a tab-separated file whose first line names the columns, with or without a leading #."""
    columns: list[str] | None = None
    for number, line in lines(path):
        if line.startswith("##") or not line:
            continue
        fields = line.split("\t")
        if columns is None:
            columns = [field.lstrip("#").strip() for field in fields]
            missing = [name for name in required if name not in columns]
            if missing:
                raise ReadError(f"{path.name}, line {number}: no column {' and '.join(missing)} in the header")
            continue
        yield number, dict(zip(columns, fields, strict=False))
    if columns is None:
        raise ReadError(f"{path.name} is empty; a header was expected")


def integer(value: str, path: Path, number: int, what: str) -> int:
    """An integer, or an error that says where."""
    try:
        return int(value)
    except ValueError:
        raise ReadError(f"{path.name}, line {number}: {what} '{value}' is not a whole number") from None


def decimal(value: str, path: Path, number: int, what: str) -> float:
    """A number, or an error that says where."""
    try:
        return float(value)
    except ValueError:
        raise ReadError(f"{path.name}, line {number}: {what} '{value}' is not a number") from None
