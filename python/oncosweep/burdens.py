"""The burden of another caller's VCF file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from os import PathLike
from typing import Any

from . import _core, display
from .section import Section
from .settings import config_json, default_config
from .several import several
from .table import Table
from .tmb import Tmb


class VcfBurden:
    """The burden of a VCF file, with the verdict on each of its alleles."""

    __hash__ = None  # type: ignore[assignment]

    variants: Table
    """Every allele in the file's order with its `verdict`: counted, or the first rule that excluded it. `start`, `end` are 0-based half-open, `pos` is 1-based."""

    def __init__(self, texts: list[tuple[str, str]], columns: _core.Columns) -> None:
        self._texts = texts
        self.variants = Table._of(columns)

    @cached_property
    def _document(self) -> dict[str, Any]:
        return self.to_dict()

    def to_dict(self) -> dict[str, Any]:
        """The document of profile.json."""
        return json.loads(dict(self._texts)["profile.json"])  # type: ignore[no-any-return]

    @property
    def parameters(self) -> dict[str, Any]:
        """All settings, in the form of `default_config()`; those of `tmb` were used."""
        return self.to_dict()["parameters"]  # type: ignore[no-any-return]

    @cached_property
    def tmb(self) -> Tmb:
        """Tumour mutational burden."""
        return Tmb(self._document["tmb"], self._document["parameters"]["tmb"])

    @property
    def inputs(self) -> Section:
        """The samples, and under `calls` what was read: the file, its records, whose consequences and frequencies were used."""
        return Section(self._document["inputs"])

    def save(self, folder: str | PathLike[str]) -> None:
        """Writes profile.json and tmb.trace.tsv into `folder`, which is made when missing."""
        _core.write_texts(self._texts, folder)

    def report(self, path: str | PathLike[str] = "report.html") -> None:
        """Writes the results as one page for people, which needs nothing but itself."""
        _core.report_of_texts(self._texts, path)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, VcfBurden):
            return NotImplemented
        return self._texts == other._texts and self.variants == other.variants

    def __repr__(self) -> str:
        return f"VcfBurden({self.inputs.calls.file}: {self.tmb.label}; {self.tmb.variants} of {len(self.variants):,} alleles counted)"

    def _repr_html_(self) -> str:
        calls = self.inputs.calls
        rows = [("Records", f"{calls.records:,}"), ("Consequences by", calls.annotation), ("Alleles", f"{len(self.variants):,}")]
        return display.card(calls.file, display.pairs(rows)) + self.tmb._repr_html_()


def tmb_from_vcf(
    vcf: str | PathLike[str],
    *,
    tumor_sample: str | None = None,
    normal_sample: str | None = None,
    reference: str | PathLike[str] | None = None,
    genes: str | PathLike[str] | None = None,
    targets: str | PathLike[str] | None = None,
    callable_mb: float | None = None,
    unfiltered: bool = False,
    population_af: Iterable[str] | str = (),
    hotspots: str | PathLike[str] | None = None,
    config: Mapping[str, Any] | None = None,
    **thresholds: Any,
) -> VcfBurden:
    """Counts the burden of a caller's VCF file by the same rules as over a sweep's calls, as `oncosweep tmb --vcf` does.

    The file is annotated by VEP, SnpEff, Funcotator or bcftools csq, or here with `genes` and `reference`. Its territory is `callable_mb`, else the
    coding bases of `targets` by `genes`, else the bases of whichever of these two is given.

    Args:
        vcf: Calls of Mutect2, Strelka2, VarDict, DRAGEN, VarScan, freebayes, LoFreq and others: VCF, plain or compressed.
        tumor_sample: The tumour's sample; as the header says by default.
        normal_sample: The normal's sample; as the header says by default.
        reference: The reference genome, for annotation by `genes`: FASTA, plain or compressed by bgzip.
        genes: Gene annotation with CDS: GTF or GFF3.
        targets: BED of the regions that were sequenced.
        callable_mb: Size of the callable coding territory in Mb.
        unfiltered: Count records to which no filter was applied (FILTER is `.`) as if they had passed.
        population_af: INFO tags or annotation fields with a population's allele frequency, for example "gnomADe_AF". INFO/AF is none unless named here.
        hotspots: Known recurrent variants, which some presets leave out: VCF with alleles, or BED with places.
        config: Settings in the form of `default_config()`; those under `tmb` are used.
        **thresholds: Single settings as in `sweep`: those that begin with tmb_.

    Raises:
        InputError: A file is missing or unreadable. Also an OSError.
        FormatError: A file's content cannot be used, or lacks a tag that the rule asks for; the message names it. Also a ValueError.
        ConfigError: A setting is unknown or out of its range, or the territory is not given. Also a ValueError.
    """
    texts, columns = _core.burden_of_vcf(
        vcf=vcf,
        tumor_sample=tumor_sample,
        normal_sample=normal_sample,
        reference=reference,
        genes=genes,
        targets=targets,
        callable_mb=callable_mb,
        unfiltered=unfiltered,
        population_af=several(population_af),
        hotspots=hotspots,
        config=config_json(default_config(), config, thresholds),
    )
    return VcfBurden(texts, columns)
