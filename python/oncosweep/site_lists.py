"""Microsatellites of a reference."""

from __future__ import annotations

import os
from os import PathLike
from pathlib import Path
from typing import Literal

from . import _core
from .errors import InputError
from .table import Table


def sites(
    reference: str | PathLike[str],
    *,
    output: str | PathLike[str] | None = None,
    format: Literal["msisensor-pro", "msisensor", "mantis"] | None = None,
    list: str | PathLike[str] | None = None,
    targets: str | PathLike[str] | None = None,
    rules: Literal["msisensor-pro", "msisensor"] = "msisensor-pro",
    min_homopolymer: int | None = None,
    min_repeats: int | None = None,
    max_unit: int | None = None,
    flank: int | None = None,
    threads: int = 1,
) -> Table:
    """Finds the microsatellites of a reference, as `oncosweep sites` does; `output` keeps them as a list, which `sweep(sites=...)` reads.

    Args:
        reference: The reference genome: FASTA, plain or compressed by bgzip.
        output: A file for the list.
        format: Format of the list: that of `rules` by default.
        list: A list (any of the formats, or plain BED) that is checked against the reference and converted, instead of a scan.
        targets: BED of regions; only sites that start in them.
        rules: Whose scan is followed, with its defaults.
        min_homopolymer: Fewest copies of a homopolymer: 8 by default, with MSIsensor's rules 5.
        min_repeats: Fewest copies of a longer unit: 5, or 3.
        max_unit: Longest repeat unit in bases: 6, or 5; 1 for homopolymers only.
        flank: Bases of flank on either side: 5.
        threads: Threads. The result does not depend on it.

    Returns:
        One row a site: chrom, start and end (0-based half-open), unit, copies, left_flank, right_flank.

    Raises:
        InputError: A file is missing or cannot be read or written. Also an OSError.
        FormatError: A file's content cannot be used; the message names the line. Also a ValueError.
        ConfigError: A setting is unknown or out of its range. Also a ValueError.
    """
    columns, text = _core.list_sites(
        reference=reference,
        list=list,
        targets=targets,
        format=None if output is None else format or rules,
        rules=rules,
        min_homopolymer=min_homopolymer,
        min_repeats=min_repeats,
        max_unit=max_unit,
        flank=flank,
        threads=threads,
    )
    if output is not None and text is not None:
        _write_whole(Path(output), text)
    return Table._of(columns)


def _write_whole(path: Path, text: bytes) -> None:
    """The file appears whole or not at all."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(text)
        os.replace(aside, path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise InputError(f"{path}: cannot be written ({error.strerror}); give another file") from error
