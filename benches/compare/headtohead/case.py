"""A case: alignments of one tumour, what belongs to them, and what is known to be true.

A case is a TOML file; its paths are relative to it, so that a case can be moved with its data.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import CompareError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILES = ("tumor", "normal", "rna", "reference", "targets", "genes", "sites")
TRUTH_FILES = ("variants", "germline", "msi", "fusions", "rna_fusions", "regions", "exclude")
TRUTH_NUMBERS: dict[str, tuple[type, ...]] = {
    "min_alt": (int,),
    "msi_state": (str,),
    "tmb_per_mb": (int, float),
    "fusion_window": (int,),
    "min_span": (int,),
    "site_slack": (int,),
}


@dataclass(frozen=True)
class Truth:
    """What is known of the case; every part may be missing."""

    variants: Path | None = None
    germline: Path | None = None  # VCF of inherited variants: calls of them are false, and counted apart
    msi: Path | None = None
    fusions: Path | None = None
    rna_fusions: Path | None = None
    regions: Path | None = None  # BED: outside of it the truth of variants is not known, nothing there is scored
    exclude: Path | None = None  # BED: variants here are neither required nor false
    min_alt: int = 3  # variants and junctions with fewer fragments in the reads are neither required nor false
    msi_state: str | None = None
    tmb_per_mb: float | None = None
    fusion_window: int = 10  # bases that a breakpoint may be off
    min_span: int = 1000  # junctions within one chromosome that are closer than this are no fusions, right or wrong
    site_slack: int = 2  # bases that the start of a microsatellite may be off: tools anchor repeats differently


@dataclass(frozen=True)
class Case:
    """The inputs of a comparison, all paths absolute."""

    name: str
    path: Path
    reference: Path
    tumor: Path | None = None
    normal: Path | None = None
    rna: Path | None = None
    targets: Path | None = None
    genes: Path | None = None
    sites: Path | None = None
    truth: Truth = Truth()
    description: str = ""

    def has(self, what: str) -> bool:
        return getattr(self, what) is not None

    @property
    def alignments(self) -> list[Path]:
        """The DNA alignments, tumour first."""
        return [path for path in (self.tumor, self.normal) if path]


def load(path: Path) -> Case:
    """Reads a case; every error names the file and the key."""
    try:
        with path.open("rb") as handle:
            document = tomllib.load(handle)
    except FileNotFoundError:
        raise CompareError(f"there is no case file {path}") from None
    except tomllib.TOMLDecodeError as error:
        raise CompareError(f"{path} is not valid TOML: {error}") from None
    truth = document.pop("truth", {})
    if not isinstance(truth, dict):
        raise CompareError(f"{path}: 'truth' must be a table: write [truth]")
    name = document.pop("name", path.stem)
    description = document.pop("description", "")
    _check_keys(path, "", document, FILES)
    _check_keys(path, "truth.", truth, (*TRUTH_FILES, *TRUTH_NUMBERS))
    if "reference" not in document:
        raise CompareError(f"{path}: 'reference' is missing; give the FASTA the alignments were made with")
    if not document.keys() & {"tumor", "rna"}:
        raise CompareError(f"{path}: neither 'tumor' nor 'rna' is given; there is nothing to call from")
    if "normal" in document and "tumor" not in document:
        raise CompareError(f"{path}: there is a 'normal' but no 'tumor'")
    files = {key: _file(path, key, value) for key, value in document.items()}
    _index_of(path, "reference", files["reference"], (".fai",), "samtools faidx")
    for key in ("tumor", "normal", "rna"):
        if key in files:
            _index_of(path, key, files[key], (".bai", ".csi", ".crai"), "samtools index")
    known: dict[str, Any] = {key: _file(path, f"truth.{key}", truth[key]) for key in TRUTH_FILES if key in truth}
    known |= {key: _number(path, key, truth[key]) for key in TRUTH_NUMBERS if key in truth}
    return Case(name=str(name), path=path.resolve(), description=str(description), truth=Truth(**known), **files)


def _check_keys(path: Path, prefix: str, table: dict[str, Any], allowed: tuple[str, ...]) -> None:
    for key in table:
        if key not in allowed:
            raise CompareError(f"{path}: unknown key '{prefix}{key}'; known are {', '.join(allowed)}")


def _file(path: Path, key: str, value: object) -> Path:
    if not isinstance(value, str):
        raise CompareError(f"{path}: '{key}' must be a path in quotes, not {value!r}")
    file = (path.parent / value).resolve()
    if not file.is_file():
        raise CompareError(f"{path}: '{key}' names {value}, and there is no such file beside the case ({file})")
    return file


def _index_of(path: Path, key: str, file: Path, suffixes: tuple[str, ...], command: str) -> None:
    candidates = [file.with_name(file.name + suffix) for suffix in suffixes] + [file.with_suffix(suffix) for suffix in suffixes]
    if not any(candidate.is_file() for candidate in candidates):
        raise CompareError(f"{path}: '{key}' ({file.name}) has no index beside it; make one with: {command} {file.name}")


def _number(path: Path, key: str, value: object) -> object:
    wanted = TRUTH_NUMBERS[key]
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise CompareError(f"{path}: 'truth.{key}' must be a {wanted[-1].__name__}, not {value!r}")
    if key == "msi_state" and value not in ("MSI-H", "MSS"):
        raise CompareError(f"{path}: 'truth.msi_state' must be MSI-H or MSS, not {value!r}")
    return value
