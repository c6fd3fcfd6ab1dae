"""The results of a case."""

from __future__ import annotations

import json
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

from . import _core, display
from .fusions import Fusions
from .hotspots import Hotspots
from .msi import Msi
from .qc import Qc
from .section import Section
from .tmb import Tmb
from .variants import Variants

if TYPE_CHECKING:
    from .evidence import Evidence


class Profile:
    """What one case's evidence says. `tmb` and `msi` are None when they were not asked for."""

    __hash__ = None  # type: ignore[assignment]

    evidence: Evidence
    """What it was called from; call it again with other thresholds."""

    def __init__(self, core: _core.Profile, evidence: Evidence) -> None:
        self._core = core
        self.evidence = evidence

    @cached_property
    def _text(self) -> str:
        return self._core.to_json()

    @cached_property
    def _document(self) -> dict[str, Any]:
        return self.to_dict()

    def to_dict(self) -> dict[str, Any]:
        """The document of profile.json."""
        return json.loads(self._text)  # type: ignore[no-any-return]

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings of sweep and call, in the form of `default_config()`."""
        return self.to_dict()["parameters"]  # type: ignore[no-any-return]

    @property
    def inputs(self) -> Section:
        """The samples and the reference."""
        return Section(self._document["inputs"])

    @property
    def name(self) -> str:
        """The tumour's sample name; the RNA's where that is alone."""
        inputs = self._document["inputs"]
        return str((inputs["tumor"] or inputs["rna"])["sample"])

    @cached_property
    def tmb(self) -> Tmb | None:
        """Tumour mutational burden."""
        values = self._document["tmb"]
        return None if values is None else Tmb(values, self._document["parameters"]["tmb"])

    @cached_property
    def msi(self) -> Msi | None:
        """Microsatellite instability."""
        values = self._document["msi"]
        return None if values is None else Msi(values, self._core)

    @cached_property
    def fusions(self) -> Fusions:
        """Fusions, 5' partner first: those that pass and the dropped candidates, with the filter that dropped them."""
        return Fusions(self._document["fusions"], self._core, self._document)

    @cached_property
    def variants(self) -> Variants:
        """Small variants: those that pass and the candidates that were kept, with their filters. `pos` is 1-based."""
        return Variants(self._core, self._document["variants"], self._document.get("variant_baseline"))

    @cached_property
    def hotspots(self) -> Hotspots:
        """The answer on each allele of `hotspots=`: detected, filtered, not detected down to a limit, or not assessed. `pos` is 1-based."""
        return Hotspots(self._core)

    @cached_property
    def qc(self) -> Qc:
        """Reads, skipped reads by reason, depth and errors, for each sample."""
        return Qc(self._document["qc"], self._core.evidence())

    def save(self, folder: str | PathLike[str]) -> None:
        """Writes every output file into `folder`, which is made when missing."""
        self._core.save(folder)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Profile):
            return NotImplemented
        return self._text == other._text and self.evidence == other.evidence

    def __getstate__(self) -> dict[str, Any]:
        # The document goes along, so that its numbers are at hand without calling again; tables are made again when they are asked for.
        return {"_core": self._core, "evidence": self.evidence, "_text": self._text}

    def report(self, path: str | PathLike[str] = "report.html") -> None:
        """Writes the results as one page for people, which needs nothing but itself."""
        self._core.report(path)

    def _lines(self) -> list[tuple[str, str]]:
        lines = []
        if self.tmb is not None:
            lines.append(("TMB", self.tmb.label))
        if self.msi is not None:
            lines.append(("MSI", self.msi.label))
        lines.append(("Fusions", self.fusions.label))
        return lines

    def __repr__(self) -> str:
        return "\n".join(["Profile", *(f"  {name:<8} {text}" for name, text in self._lines())])

    def _repr_html_(self) -> str:
        bars = {"TMB": self.tmb._bar() if self.tmb else "", "MSI": self.msi._bar() if self.msi else ""}
        rows = [(name, display.escape(text) + (f"<br>{bars[name]}" if bars.get(name) else "")) for name, text in self._lines()]
        if self.variants.assessed:
            rows.insert(0, ("Variants", display.escape(self.variants.label)))
        if len(self.hotspots):
            rows.insert(1, ("Listed alleles", display.escape(self.hotspots.label)))
        note = '<div style="opacity:.7;font-size:85%;margin-top:.4em">95 % intervals; dashed: thresholds. For research use only.</div>'
        return display.card(self.name, display.pairs_html(rows), note)
