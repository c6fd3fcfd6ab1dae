"""The results of a case."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

from . import _core
from .table import Table

if TYPE_CHECKING:
    from .evidence import Evidence


class Section(Mapping[str, Any]):
    """A part of profile.json whose keys are attributes too: `profile.qc.tumor.reads`."""

    _values: dict[str, Any]

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getattr__(self, name: str) -> Any:
        # Asked only for what is not an attribute; names with an underscore never are keys (copy and pickle probe for them).
        if name.startswith("_") or name not in self._values:
            raise AttributeError(f"{type(self).__name__} has no '{name}'")
        return self[name]

    def __getitem__(self, key: str) -> Any:
        value = self._values[key]
        return Section(value) if isinstance(value, dict) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._values]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in self._values.items())})"


class Tmb(Section):
    """Tumour mutational burden: variants per megabase of callable territory, with an exact 95 % interval."""

    per_mb: float | None
    ci95: list[float] | None
    variants: int
    callable_mb: float
    preset: str
    probability_high: float | None
    threshold: float
    status: str | None
    """high, low, indeterminate; None when not assessed."""


class Msi(Section):
    """Microsatellite instability: the fraction of assessed sites that are unstable, with its 95 % interval."""

    fraction_unstable: float | None
    ci95: list[float] | None
    sites_assessed: int
    sites_unstable: int
    probability_high: float | None
    status: str | None
    """MSI-H, MSS, indeterminate; None when not assessed."""
    reason: str | None

    def __init__(self, values: Mapping[str, Any], core: _core.Profile) -> None:
        super().__init__(values)
        self._core = core

    @cached_property
    def sites(self) -> Table:
        """Every microsatellite site with its status, test and repeat lengths, as in msi.sites.tsv."""
        return Table(json.loads(self._core.msi_sites_json()))


class Profile:
    """What one case's evidence says. `tmb` and `msi` are None when they were not asked for."""

    def __init__(self, core: _core.Profile, evidence: Evidence) -> None:
        self._core = core
        self.evidence = evidence

    @cached_property
    def _document(self) -> dict[str, Any]:
        return self.to_dict()

    def to_dict(self) -> dict[str, Any]:
        """The document of profile.json."""
        return json.loads(self._core.to_json())

    @cached_property
    def tmb(self) -> Tmb | None:
        """Tumour mutational burden."""
        values = self._document["tmb"]
        return None if values is None else Tmb(values)

    @cached_property
    def msi(self) -> Msi | None:
        """Microsatellite instability."""
        values = self._document["msi"]
        return None if values is None else Msi(values, self._core)

    @cached_property
    def fusions(self) -> Table:
        """Fusions, 5' partner first: those that pass and the dropped candidates, with the filter that dropped them."""
        return Table(self._document["fusions"] or [])

    @cached_property
    def variants(self) -> Table:
        """Small variants: those that pass and the candidates that were kept, with their filters. `pos` is 1-based."""
        return Table(json.loads(self._core.variants_json()))

    @cached_property
    def qc(self) -> Section:
        """Reads, skipped reads by reason, depth and the like, for each sample."""
        return Section(self._document["qc"])

    def save(self, folder: str | PathLike[str]) -> None:
        """Writes every output file into `folder`, which is made when missing."""
        self._core.save(folder)

    def report(self, path: str | PathLike[str] = "report.html") -> None:
        """Writes the results as one page for people, which needs nothing but itself."""
        self._core.report(path)

    def _lines(self) -> list[tuple[str, str]]:
        lines = []
        if self.tmb is not None:
            if self.tmb.per_mb is None or self.tmb.ci95 is None:
                lines.append(("TMB", f"not assessed: {self.tmb.get('reason')}"))
            else:
                low, high = self.tmb.ci95
                lines.append(("TMB", f"{self.tmb.per_mb:.1f} per Mb ({low:.1f}–{high:.1f}), {self.tmb.status or 'no status'}"))
        if self.msi is not None:
            if self.msi.fraction_unstable is None or self.msi.ci95 is None:
                lines.append(("MSI", f"not assessed: {self.msi.get('reason')}"))
            else:
                low, high = self.msi.ci95
                share = f"{self.msi.fraction_unstable:.1%} of {self.msi.sites_assessed} sites ({low:.1%}–{high:.1%})"
                lines.append(("MSI", f"{self.msi.status or 'no status'}, {share}"))
        passed = [str(fusion["name"]) for fusion in self.fusions if fusion["filter"] == "PASS"]
        lines.append(("Fusions", ", ".join(passed) or "none detected"))
        return lines

    def __repr__(self) -> str:
        return "\n".join(["Profile", *(f"  {name:<8} {text}" for name, text in self._lines())])

    def _repr_html_(self) -> str:
        return "<table>" + "".join(f"<tr><th>{name}</th><td>{html.escape(text)}</td></tr>" for name, text in self._lines()) + "</table>"
