"""The native half; use the package instead."""

from collections.abc import Callable, Sequence
from os import PathLike
from typing import Any, final

import numpy
from numpy.typing import NDArray

__version__: str
__all__ = [
    "Baseline",
    "Columns",
    "Evidence",
    "FusionBaseline",
    "Inputs",
    "Profile",
    "VariantBaseline",
    "__version__",
    "baseline_of_bytes",
    "burden_of_vcf",
    "check",
    "cohort_json",
    "cohort_multiqc",
    "collect",
    "columns",
    "columns_of_kinds",
    "default_config",
    "evidence_of_bytes",
    "fusion_baseline_of_bytes",
    "list_sites",
    "load_baseline",
    "load_evidence",
    "load_fusion_baseline",
    "load_variant_baseline",
    "make_baseline",
    "make_fusion_baseline",
    "make_variant_baseline",
    "merge_evidence",
    "profile_of_parts",
    "quality_bins",
    "report_of_texts",
    "tmb_decisions",
    "variant_baseline_of_bytes",
    "write_texts",
]

@final
class Columns:
    def names(self) -> list[str]: ...
    def kinds(self) -> list[str]: ...
    def column(self, name: str) -> list[Any]: ...
    def numpy(self, name: str) -> NDArray[Any]: ...
    def row(self, index: int) -> dict[str, Any]: ...
    def take(self, indices: Sequence[int]) -> Columns: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Baseline:
    def summary_json(self) -> str: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    def __eq__(self, value: object, /) -> bool: ...

@final
class FusionBaseline:
    def summary_json(self) -> str: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    def __eq__(self, value: object, /) -> bool: ...

@final
class VariantBaseline:
    def summary_json(self) -> str: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    def __eq__(self, value: object, /) -> bool: ...

@final
class Evidence:
    def config_json(self) -> str: ...
    def samples(self) -> tuple[str | None, str | None, str | None]: ...
    def reads(self) -> int: ...
    def biomarkers(self) -> list[str]: ...
    def swept_bases(self) -> int: ...
    def call(
        self,
        config: str,
        baseline: Baseline | None = None,
        fusion_baselines: Sequence[FusionBaseline] = ...,
        variant_baseline: VariantBaseline | None = None,
        progress: Callable[[float, str, int], object] | None = None,
    ) -> Profile: ...
    def merge(self, others: Sequence[Evidence]) -> Evidence: ...
    def errors(self, sample: int) -> tuple[NDArray[numpy.uint64], NDArray[numpy.uint64], NDArray[numpy.float64], NDArray[numpy.uint64]]: ...
    def explain_fusion(self, pair: str, config: str, fusion_baselines: Sequence[FusionBaseline] = ...) -> str: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    def __eq__(self, value: object, /) -> bool: ...

@final
class Inputs:
    def __new__(
        cls,
        *,
        tumor: str | PathLike[str] | None,
        normal: str | PathLike[str] | None,
        rna: str | PathLike[str] | None,
        reference: str | PathLike[str] | None,
        targets: str | PathLike[str] | None,
        genes: str | PathLike[str] | None,
        keeps_callable: bool,
        germline: str | PathLike[str] | None,
        germline_af: str | None,
        hotspots: str | PathLike[str] | None,
        sites: str | PathLike[str] | None,
        known_fusions: str | PathLike[str] | None,
        domains: str | PathLike[str] | None,
        explained_fusions: Sequence[str],
        regions: Sequence[str],
        stream: bool,
    ) -> Inputs: ...

@final
class Profile:
    def evidence(self) -> Evidence: ...
    def to_json(self) -> str: ...
    def variants(self) -> Columns: ...
    def hotspots(self) -> Columns: ...
    def sites(self) -> Columns: ...
    def site_lengths(self, sample: int) -> tuple[NDArray[numpy.uint64], NDArray[numpy.uint32], NDArray[numpy.uint32]]: ...
    def fusion_diagram_json(self, index: int) -> str: ...
    def save(self, folder: str | PathLike[str]) -> None: ...
    def report(self, path: str | PathLike[str]) -> None: ...

def default_config() -> str: ...
def cohort_json(entries: list[tuple[str | PathLike[str], str | None]], names: str) -> str: ...
def cohort_multiqc(entries: list[tuple[str | PathLike[str], str | None]], names: str) -> list[tuple[str, str]]: ...
def check(inputs: Inputs, wanted: str, config: str) -> list[tuple[str, str]]: ...
def collect(
    inputs: Inputs,
    wanted: str,
    *,
    threads: int,
    shard_bp: int | None,
    config: str,
    progress: Callable[[float, str, int], object] | None,
) -> Evidence: ...
def list_sites(
    *,
    reference: str | PathLike[str],
    list: str | PathLike[str] | None,
    targets: str | PathLike[str] | None,
    format: str | None,
    rules: str,
    min_homopolymer: int | None,
    min_repeats: int | None,
    max_unit: int | None,
    flank: int | None,
    threads: int,
) -> tuple[Columns, bytes | None]: ...
def baseline_of_bytes(bytes: bytes, path: str | PathLike[str]) -> Baseline: ...
def load_baseline(path: str | PathLike[str]) -> Baseline: ...
def make_baseline(
    *,
    normals: Sequence[str | PathLike[str]],
    reference: str | PathLike[str] | None,
    targets: str | PathLike[str] | None,
    sites: str | PathLike[str] | None,
    stream: bool,
    threads: int,
    shard_bp: int | None,
    config: str,
    progress: Callable[[float, str, int], object] | None,
) -> Baseline: ...
def fusion_baseline_of_bytes(bytes: bytes, path: str | PathLike[str]) -> FusionBaseline: ...
def load_fusion_baseline(path: str | PathLike[str]) -> FusionBaseline: ...
def make_fusion_baseline(
    *,
    normals: Sequence[str | PathLike[str]],
    assay: str,
    reference: str | PathLike[str] | None,
    targets: str | PathLike[str] | None,
    stream: bool,
    threads: int,
    shard_bp: int | None,
    config: str,
    progress: Callable[[float, str, int], object] | None,
) -> FusionBaseline: ...
def variant_baseline_of_bytes(bytes: bytes, path: str | PathLike[str]) -> VariantBaseline: ...
def load_variant_baseline(path: str | PathLike[str]) -> VariantBaseline: ...
def make_variant_baseline(
    *,
    normals: Sequence[str | PathLike[str]],
    reference: str | PathLike[str] | None,
    targets: str | PathLike[str] | None,
    stream: bool,
    threads: int,
    shard_bp: int | None,
    config: str,
    progress: Callable[[float, str, int], object] | None,
) -> VariantBaseline: ...
def burden_of_vcf(
    *,
    vcf: str | PathLike[str],
    tumor_sample: str | None,
    normal_sample: str | None,
    reference: str | PathLike[str] | None,
    genes: str | PathLike[str] | None,
    targets: str | PathLike[str] | None,
    callable_mb: float | None,
    unfiltered: bool,
    population_af: Sequence[str],
    hotspots: str | PathLike[str] | None,
    config: str,
) -> tuple[list[tuple[str, str]], Columns]: ...
def write_texts(texts: Sequence[tuple[str, str]], folder: str | PathLike[str]) -> None: ...
def report_of_texts(texts: Sequence[tuple[str, str]], path: str | PathLike[str]) -> None: ...
def load_evidence(path: str | PathLike[str]) -> Evidence: ...
def merge_evidence(paths: Sequence[str | PathLike[str]]) -> Evidence: ...
def evidence_of_bytes(bytes: bytes) -> Evidence: ...
def profile_of_parts(
    evidence: Evidence,
    config: str,
    baseline: Baseline | None,
    fusion_baselines: Sequence[FusionBaseline],
    variant_baseline: VariantBaseline | None,
) -> Profile: ...
def columns(columns: Sequence[tuple[str, list[Any]]]) -> Columns: ...
def columns_of_kinds(columns: Sequence[tuple[str, str, list[Any]]]) -> Columns: ...
def quality_bins() -> list[tuple[str, float]]: ...
def tmb_decisions(sizes_mb: Sequence[float], config: str) -> list[tuple[float, float]]: ...
