"""All that can be scored of one tool on one case."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ..case import Case
from ..errors import CompareError
from ..normalise import Reference
from ..records import Biomarker, Findings, SmallVariant
from ..targets import Places, intervals
from . import fusions, msi, tmb, variants
from .measure import Measure
from .planted import planted_burden


class Scorer:
    """The truth of a case, read once for all tools."""

    def __init__(self, case: Case, warn: Callable[[str], None] = lambda text: None) -> None:
        self.case = case
        self.warn = warn
        self.truth = case.truth

    def check(self) -> None:
        """Reads the whole truth, so that an error in it is told before any tool has run for hours."""
        _ = self._variants, self._inherited, self._territory, self._scored_sites, self._burden
        for path in (self.truth.fusions, self.truth.rna_fusions):
            if path:
                fusions.read_truth(path)

    @cached_property
    def _reference(self) -> Reference:
        return Reference(self.case.reference)

    @cached_property
    def _sites(self) -> list[msi.TrueSite]:
        return msi.read_truth(self.truth.msi) if self.truth.msi else []

    @cached_property
    def _variants(self) -> dict[SmallVariant, variants.TrueVariant]:
        return variants.read_truth(self.truth.variants, self._reference) if self.truth.variants else {}

    @cached_property
    def _inherited(self) -> frozenset[SmallVariant]:
        return variants.read_inherited(self.truth.germline, self._reference) if self.truth.germline else frozenset()

    @cached_property
    def _burden(self) -> float | None:
        """What the case says, or else what was planted."""
        if self.truth.tmb_per_mb is not None or not self.truth.variants:
            return self.truth.tmb_per_mb
        try:
            return planted_burden(self.case, self._variants.values(), self._sites)
        except CompareError as error:
            self.warn(f"the TMB is compared without a truth: {error}")
            return None

    @cached_property
    def _territory(self) -> variants.Territory:
        inside = tuple(Places(intervals(path)) for path in (self.truth.regions, self.case.targets) if path)
        excluded = Places(intervals(self.truth.exclude)) if self.truth.exclude else None
        unstable = Places((site.chrom, site.start, site.end) for site in self._sites if site.unstable)
        return variants.Territory(inside, excluded, unstable)

    @cached_property
    def _targets(self) -> Places | None:
        return Places(intervals(self.case.targets)) if self.case.targets else None

    @property
    def _scored_sites(self) -> list[msi.TrueSite]:
        """Sites that lie in the targets: tools are told not to look elsewhere."""
        targets = self._targets
        return [site for site in self._sites if targets is None or targets.touches(site.chrom, site.start, site.end)]

    def score(self, found: Findings) -> list[Measure]:
        """Measures of everything that the tool answered; without a truth only those that need none."""
        truth, measures = self.truth, []
        if found.variants is not None and truth.variants:
            measures += variants.score(found.variants, self._variants, self._territory, truth.min_alt, self._reference, self._inherited)
        if found.burden is not None:
            measures += tmb.score(found.burden, self._burden)
        if found.instability is not None:
            measures += msi.score(found.instability, self._scored_sites, truth.msi_state, truth.site_slack)
        for biomarker, calls, path in (
            (Biomarker.FUSIONS, found.junctions, truth.fusions),
            (Biomarker.RNA_FUSIONS, found.rna_junctions, truth.rna_fusions),
        ):
            if calls is not None and path:
                measures += fusions.score(biomarker, calls, fusions.read_truth(path), truth.fusion_window, truth.min_span, truth.min_alt)
        return measures
