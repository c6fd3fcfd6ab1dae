"""Many cases as one table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Literal

from . import _core
from .profile import Profile
from .several import several
from .table import Table


def cohort(
    cases: str | PathLike[str] | Profile | Iterable[str | PathLike[str] | Profile],
    *,
    names: Literal["sample", "folder"] = "sample",
    multiqc: str | PathLike[str] | None = None,
) -> Table:
    """One row a case, with cBioPortal's column names where it has names: `TMB_NONSYNONYMOUS`, `MSI_TYPE`, `MSI_SCORE_ONCOSWEEP` and more.

    `cases` are results folders, profile.json files or profiles; rows are called by sample, or by `folder`. `multiqc` is a folder for
    files that MultiQC shows. For Parquet: `osw.cohort(folders).to_polars().write_parquet("cohort.parquet")`, or the command `oncosweep cohort`.

    Raises:
        InputError: a folder holds no profile.
        FormatError: what it holds is not whole, or two rows would have one name.
    """
    entries = [_entry(case) for case in several(cases)]
    table = Table(json.loads(_core.cohort_json(entries, names)))
    if multiqc is not None:
        folder = Path(multiqc)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _core.cohort_multiqc(entries, names):
            (folder / name).write_text(text, encoding="utf-8")
    return table


def _entry(case: str | PathLike[str] | Profile) -> tuple[str | PathLike[str], str | None]:
    return ("profile in memory", json.dumps(case.to_dict())) if isinstance(case, Profile) else (case, None)
