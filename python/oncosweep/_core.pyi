"""The native half; use the package instead."""

from collections.abc import Callable, Sequence
from os import PathLike
from typing import Any, final

__version__: str

@final
class Evidence:
    def config_json(self) -> str: ...
    def call(self, config: str, baseline: str | PathLike[str] | None = None) -> Profile: ...
    def explain_fusion(self, pair: str, config: str) -> str: ...
    def save(self, path: str | PathLike[str]) -> None: ...

@final
class Profile:
    def to_json(self) -> str: ...
    def variants_json(self) -> str: ...
    def msi_sites_json(self) -> str: ...
    def save(self, folder: str | PathLike[str]) -> None: ...
    def report(self, path: str | PathLike[str]) -> None: ...

def default_config() -> str: ...
def collect(
    *,
    tumor: str | PathLike[str] | None,
    normal: str | PathLike[str] | None,
    rna: str | PathLike[str] | None,
    reference: str | PathLike[str] | None,
    targets: str | PathLike[str] | None,
    genes: str | PathLike[str] | None,
    sites: str | PathLike[str] | None,
    known_fusions: str | PathLike[str] | None,
    domains: str | PathLike[str] | None,
    explained_fusions: Sequence[str],
    regions: Sequence[str],
    stream: bool,
    biomarkers: str,
    threads: int,
    shard_bp: int | None,
    config: str,
    progress: Callable[[float, str, int], object] | None,
) -> Evidence: ...
def load_evidence(path: str | PathLike[str]) -> Evidence: ...
def merge_evidence(paths: Sequence[str | PathLike[str]]) -> Evidence: ...
def arrow_stream(columns: Sequence[tuple[str, list[Any]]]) -> object: ...
