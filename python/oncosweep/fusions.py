"""Fusions and what a drawing of one needs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import _core, display
from .section import Section
from .table import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class FusionDiagram(Section):
    """What a drawing of a fusion needs, 5' partner first; coordinates are 0-based half-open, `position` is the last retained base."""

    name: str
    """`5'GENE::3'GENE`."""
    partners: list[dict[str, Any]]
    """Both partners: gene, contig, position, retains_left, strand, transcript, exons (number, span, coding), exon, site, spanning_fragments, domains."""
    frame: str | None
    """in-frame, out-of-frame, stop-codon; None where it cannot be told."""
    assay: str
    """DNA or RNA: which evidence the fragments are of."""
    fragments: list[dict[str, Any]]
    """Supporting molecules: kind (split, realigned_clip, pair), and the bases of both parts (part1, part2: start, end)."""
    coverage: list[dict[str, Any]]
    """Depth along both partners: start of the first bin, bin_bp, mean depth of each bin (tumor, and normal or None; of the RNA's reads where `assay` is RNA)."""

    def __repr__(self) -> str:
        return f"FusionDiagram({self.name}, {len(self.fragments)} supporting fragments, {self.frame or 'frame unknown'})"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draws it (needs matplotlib)."""
        from .plots import fusion

        return fusion(self, ax)

    def _repr_html_(self) -> str:
        rows = [("Frame", self.frame or "unknown"), ("Supporting fragments", str(len(self.fragments)))]
        for side, partner in zip(("5' partner", "3' partner"), self.partners, strict=True):
            rows.append((side, f"{partner['gene']}, {partner['contig']}:{partner['position'] + 1:,}, {partner['site']}"))
        return display.card(self.name, display.pairs(rows))


# The columns and their kinds, so that a case without fusions has the same table as one with some; lists are JSON text in data frames.
_COLUMNS = {
    name: kind
    for kind, names in (
        ("text", "name breakpoint1 breakpoint2 gene1 gene2 gene_id1 gene_id2 gene_strand1 gene_strand2 strand1 strand2 site1 site2 type frame"),
        ("text", "transcript1 transcript2"),
        ("int", "exon1 exon2 split_reads split_reads1 realigned_reads discordant_pairs supporting_fragments"),
        ("float", "spanning_fragments"),
        ("text", "spanning"),
        ("float", "vaf"),
        ("text", "vaf_ci95"),
        ("float", "quality"),
        ("int", "homology_bp inserted_bp"),
        ("bool", "precise"),
        ("int", "uncertainty_bp normal_fragments baseline_normals"),
        ("bool", "known"),
        ("text", "driver"),
        ("int", "shared_percent distinct_triplets"),
        ("text", "sequence consensus"),
        ("int", "consensus_reads"),
        ("float", "consensus_agreement"),
        ("text", "domains1 domains2 reciprocal dna alternatives filters"),
        ("bool", "inferred"),
        ("text", "assay filter"),
    )
    for name in names.split()
}


class Fusions(Table):
    """Fusions, 5' partner first: those that pass and the dropped candidates, with the filter that dropped them."""

    _kinds = _COLUMNS
    assessed: bool
    """Whether fusions were looked for: no row then means none was detected."""
    background: list[Section]
    """What the fusions were weighed against, one entry an assay: the keys of `fusion_background` in profile.json."""
    baselines: list[Section]
    """The normals they were compared with (`fusion_baseline=`): assay, samples, junctions."""

    def __init__(self, rows: Sequence[dict[str, Any]] | None, core: _core.Profile, document: Mapping[str, Any]) -> None:
        super().__init__([{**row, "_place": place} for place, row in enumerate(rows or [])])
        # The place in the profile's list stays with a row through slices; it is no column.
        self._names = list(dict.fromkeys([*_COLUMNS, *(name for name in self._names if name != "_place")]))
        self._core = core
        self.assessed = rows is not None
        self.background = [Section(entry) for entry in document.get("fusion_background") or []]
        self.baselines = [Section(entry) for entry in document.get("fusion_baselines") or []]

    def __getitem__(self, index: Any) -> Any:
        row = super().__getitem__(index)
        return {name: value for name, value in row.items() if name != "_place"} if isinstance(row, dict) else row

    @property
    def passed(self) -> Fusions:
        """The fusions that pass every filter."""
        return self.where(filter="PASS")

    def diagram(self, which: int | str = 0) -> FusionDiagram:
        """The exons of both partners, the breakpoints, the supporting fragments and the depth of a row, by its place or name ("EML4::ALK")."""
        if isinstance(which, str):
            places = [place for place, name in enumerate(self.column("name")) if name == which]
            if not places:
                raise KeyError(f"no fusion '{which}'; there are {', '.join(dict.fromkeys(self.column('name'))) or 'none'}")
            which = places[0]
        elif not -len(self) <= which < len(self):
            raise IndexError(f"there are {len(self)} fusions, none at place {which}")
        rows = self._rows or []
        return FusionDiagram(json.loads(self._core.fusion_diagram_json(rows[which]["_place"])))

    def plot(self, which: int | str = 0, ax: Axes | None = None) -> Axes:
        """Draws a fusion: both genes with their exons, the breakpoints and the supporting fragments (needs matplotlib)."""
        return self.diagram(which).plot(ax)

    @property
    def label(self) -> str:
        """The result in a line."""
        return ", ".join(map(str, self.passed.column("name"))) if len(self.passed) else "none detected" if self.assessed else "not assessed"

    def __repr__(self) -> str:
        return f"Fusions({self.label}; {len(self)} candidate{'s' if len(self) != 1 else ''})" if self.assessed else "Fusions(not assessed)"

    def _repr_html_(self) -> str:
        if not self.assessed:
            return display.card("Fusions", "not assessed")
        names = ["name", "breakpoint1", "breakpoint2", "supporting_fragments", "vaf", "quality", "frame", "filter", "assay"]
        shown = [[row.get(name) for name in names] for row in self[:10]]
        return display.card(f"Fusions: {self.label}", display.table(names, shown, len(self) - len(shown)) if shown else "")
