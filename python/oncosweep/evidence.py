"""What a sweep collected: saved, loaded, merged, and called again with other thresholds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

from . import _core
from .profile import Profile
from .settings import config_json


class Evidence:
    """The evidence of one case; never changes."""

    def __init__(self, core: _core.Evidence) -> None:
        self._core = core

    @property
    def config(self) -> dict[str, Any]:
        """The settings of the sweep."""
        return json.loads(self._core.config_json())

    def call(
        self, *, config: Mapping[str, Any] | None = None, baseline: str | PathLike[str] | None = None, **thresholds: Any
    ) -> Profile:
        """Decides on the evidence without reading alignments. What is not given is as it was in the sweep.

        `config` has the form of `default_config()`, in part or in full; `thresholds` are those of `sweep`. `baseline` is a file
        of normals (`oncosweep baseline` makes it) that the microsatellites of a tumour without its own normal are compared with.
        """
        return Profile(self._core.call(config_json(self.config, config, thresholds), baseline), self)

    def explain_fusion(self, pair: str, *, config: Mapping[str, Any] | None = None, **thresholds: Any) -> str:
        """Says what the evidence holds on a pair of genes ("EML4::ALK") and what decided. Settings are given as for `call`.

        Raises:
            ConfigError: `pair` is no pair of genes, or the annotation of the sweep does not hold them.
        """
        return self._core.explain_fusion(pair, config_json(self.config, config, thresholds))

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the evidence to a file, which `load_evidence` and `oncosweep call` read."""
        self._core.save(path)


def load_evidence(path: str | PathLike[str]) -> Evidence:
    """Reads the evidence that `Evidence.save`, `Profile.save` or the command `oncosweep` has written."""
    return Evidence(_core.load_evidence(path))


def merge_evidence(paths: Iterable[str | PathLike[str]]) -> Evidence:
    """Reads the saved evidence of parts of one case (regions, lanes) and joins it."""
    return Evidence(_core.merge_evidence(list(paths)))
