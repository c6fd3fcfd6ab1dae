"""Normals whose junctions are no fusions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any, Literal

from . import _core
from .panel import Panel, made
from .progress import ProgressFunction


class FusionBaseline(Panel[_core.FusionBaseline]):
    """Junctions of normals, which tumours share as artefacts of the assay or inherited; never changes."""

    _title = "Baseline of fusions"

    @property
    def assay(self) -> str:
        """What was sequenced: DNA or RNA."""
        return str(self._summary["assay"])

    @property
    def junctions(self) -> int:
        """Places that any of the normals joins."""
        return int(self._summary["junctions"])

    def _rows(self) -> list[tuple[str, str]]:
        return [*super()._rows(), ("Assay", self.assay), ("Junctions", f"{self.junctions:,}")]


FusionNormals = str | PathLike[str] | FusionBaseline | Iterable[str | PathLike[str] | FusionBaseline] | None
"""A baseline of junctions or a file of one, or two of them: one of DNA and one of RNA."""


def fusion_baseline(
    normals: str | PathLike[str] | Iterable[str | PathLike[str]],
    *,
    assay: Literal["DNA", "RNA"] = "DNA",
    reference: str | PathLike[str] | None = None,
    targets: str | PathLike[str] | None = None,
    threads: int = 1,
    stream: bool = False,
    shard_bp: int | None = None,
    progress: bool | ProgressFunction = False,
    config: Mapping[str, Any] | None = None,
    **thresholds: Any,
) -> FusionBaseline:
    """Makes a baseline of the junctions of normals, as `oncosweep baseline --fusions` does.

    Args:
        normals: Alignments (BAM, CRAM or SAM), or the saved evidence of earlier sweeps, of which the normal (or the only sample) is taken.
        assay: What was sequenced.
        reference: The reference genome the alignments were made with: FASTA, plain or compressed by bgzip. Without it clipped reads are not placed.
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
        _core.make_fusion_baseline,
        normals,
        progress,
        config,
        thresholds,
        assay=assay,
        reference=reference,
        targets=targets,
        stream=stream,
        threads=threads,
        shard_bp=shard_bp,
    )
    return FusionBaseline(core)


def load_fusion_baseline(path: str | PathLike[str]) -> FusionBaseline:
    """Reads a baseline that `FusionBaseline.save` or `oncosweep baseline --fusions` has written.

    Raises:
        InputError: The file is missing, cut or damaged.
        FormatError: It is no baseline of fusions, or of another format version.
    """
    return FusionBaseline(_core.load_fusion_baseline(path))


def loaded(given: FusionNormals) -> list[FusionBaseline]:
    """The baselines given, files read."""
    if given is None:
        return []
    several = [given] if isinstance(given, (str, PathLike, FusionBaseline)) else given
    return [one if isinstance(one, FusionBaseline) else load_fusion_baseline(one) for one in several]
