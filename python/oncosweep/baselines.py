"""Normals that tumours without their own are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

from . import _core
from .panel import Panel, made
from .progress import ProgressFunction


class Baseline(Panel[_core.Baseline]):
    """Repeat lengths of normals, for the microsatellites of tumours without a matched normal; never changes."""

    _title = "Baseline"

    @property
    def sites(self) -> int:
        """Microsatellites that were looked at."""
        return int(self._summary["sites"])

    @property
    def read_bp(self) -> int:
        """Median of the normals' longest reads, in bases."""
        return int(self._summary["read_bp"])

    def _rows(self) -> list[tuple[str, str]]:
        return [*super()._rows(), ("Sites", f"{self.sites:,}"), ("Reads", f"{self.read_bp} bases")]


def baseline(
    normals: str | PathLike[str] | Iterable[str | PathLike[str]],
    *,
    reference: str | PathLike[str] | None = None,
    targets: str | PathLike[str] | None = None,
    sites: str | PathLike[str] | None = None,
    threads: int = 1,
    stream: bool = False,
    shard_bp: int | None = None,
    progress: bool | ProgressFunction = False,
    config: Mapping[str, Any] | None = None,
    **thresholds: Any,
) -> Baseline:
    """Makes a baseline of normals, as `oncosweep baseline` does; at least three are needed where it is used.

    Args:
        normals: Alignments (BAM, CRAM or SAM), or the saved evidence of earlier sweeps, of which the normal (or the only sample) is taken.
        reference: The reference genome the alignments were made with: FASTA, plain or compressed by bgzip.
        targets: BED of the regions that were sequenced; the whole genome by default.
        sites: A list of microsatellites; scanned from the reference by default.
        threads: Threads for everything together. The result does not depend on it.
        stream: Read in one ordered stream even when there is an index.
        shard_bp: Bases of genome decided together. The result does not depend on it.
        progress: True for a bar, or a function that is called with the fraction done, the contig and the number of alignments read.
        config: Settings in the form of `default_config()`, in part or in full.
        **thresholds: Single settings as in `sweep`, for example min_mapping_quality.

    Raises:
        InputError: A file is missing, cut or unreadable. Also an OSError.
        FormatError: A file's content cannot be used, or a normal does not fit the others. Also a ValueError.
        ConfigError: No normal was given, one was given twice, or a setting is unknown or out of its range. Also a ValueError.
    """
    core = made(
        _core.make_baseline,
        normals,
        progress,
        config,
        thresholds,
        reference=reference,
        targets=targets,
        sites=sites,
        stream=stream,
        threads=threads,
        shard_bp=shard_bp,
    )
    return Baseline(core)


def load_baseline(path: str | PathLike[str]) -> Baseline:
    """Reads a baseline that `Baseline.save` or `oncosweep baseline` has written.

    Raises:
        InputError: The file is missing, cut or damaged.
        FormatError: It is no baseline, or of another format version.
    """
    return Baseline(_core.load_baseline(path))


def loaded(given: str | PathLike[str] | Baseline | None) -> Baseline | None:
    """The baseline given, read where it is a file."""
    return given if given is None or isinstance(given, Baseline) else load_baseline(given)
