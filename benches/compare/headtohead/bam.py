"""What the harness itself must know of an alignment file."""

from __future__ import annotations

from pathlib import Path

from .errors import CompareError


def sample_name(path: Path | None) -> str:
    """The sample of the read groups: callers name the columns of their VCF by it."""
    if path is None:
        raise CompareError("there are no alignments to take a sample name from")
    names = {group["SM"] for group in _read_groups(path) if "SM" in group}
    if len(names) != 1:
        found = ", ".join(sorted(names)) or "none"
        raise CompareError(f"{path.name} must have read groups (@RG) of one sample (SM), and has {found}; see samtools addreplacerg")
    return names.pop()


def share_read_groups(one: Path | None, two: Path | None) -> bool:
    """Whether two files use the same identifiers of read groups, so that a tool which reads both at once cannot tell them apart."""
    if one is None or two is None:
        return False
    return bool({group["ID"] for group in _read_groups(one)} & {group["ID"] for group in _read_groups(two)})


def _read_groups(path: Path) -> list[dict[str, str]]:
    import pysam

    with pysam.AlignmentFile(str(path), check_sq=False) as handle:
        return list(handle.header.to_dict().get("RG", []))
