"""Normals whose alleles are no somatic variants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

from . import _core
from .panel import Panel, made
from .progress import ProgressFunction


class VariantBaseline(Panel[_core.VariantBaseline]):
    """Alleles that reads of normals show, inherited or as artefacts of the assay; never changes."""

    _title = "Baseline of variants"

    @property
    def alleles(self) -> int:
        """Alleles that any of the normals shows."""
        return int(self._summary["alleles"])

    def _rows(self) -> list[tuple[str, str]]:
        return [*super()._rows(), ("Alleles", f"{self.alleles:,}")]


def variant_baseline(
    normals: str | PathLike[str] | Iterable[str | PathLike[str]],
    *,
    reference: str | PathLike[str] | None = None,
    targets: str | PathLike[str] | None = None,
    threads: int = 1,
    stream: bool = False,
    shard_bp: int | None = None,
    progress: bool | ProgressFunction = False,
    config: Mapping[str, Any] | None = None,
    **thresholds: Any,
) -> VariantBaseline:
    """Makes a baseline of the alleles that normals show, as `oncosweep baseline --variants` does.

    Args:
        normals: Alignments (BAM, CRAM or SAM), or the saved evidence of sweeps of them alone: that of a pair tells only the tumour's alleles.
        reference: The reference genome the alignments were made with: FASTA, plain or compressed by bgzip.
        targets: BED of the regions that were sequenced; the whole genome by default.
        threads: Threads for everything together. The result does not depend on it.
        stream: Read in one ordered stream even when there is an index.
        shard_bp: Bases of genome decided together. The result does not depend on it.
        progress: True for a bar, or a function that is called with the fraction done, the contig and the number of alignments read.
        config: Settings in the form of `default_config()`, in part or in full.
        **thresholds: Single settings as in `sweep`, for example min_mapping_quality.

    Raises:
        InputError: A file is missing, cut or unreadable. Also an OSError.
        FormatError: A file's content cannot be used, or a normal does not fit the others. Also a ValueError.
        ConfigError: No normal was given, or a setting is unknown or out of its range. Also a ValueError.
    """
    core = made(
        _core.make_variant_baseline,
        normals,
        progress,
        config,
        thresholds,
        reference=reference,
        targets=targets,
        stream=stream,
        threads=threads,
        shard_bp=shard_bp,
    )
    return VariantBaseline(core)


def load_variant_baseline(path: str | PathLike[str]) -> VariantBaseline:
    """Reads a baseline that `VariantBaseline.save` or `oncosweep baseline --variants` has written.

    Raises:
        InputError: The file is missing, cut or damaged.
        FormatError: It is no baseline of variants, or of another format version.
    """
    return VariantBaseline(_core.load_variant_baseline(path))


def loaded(given: str | PathLike[str] | VariantBaseline | None) -> VariantBaseline | None:
    """The baseline given, read where it is a file."""
    return given if given is None or isinstance(given, VariantBaseline) else load_variant_baseline(given)
