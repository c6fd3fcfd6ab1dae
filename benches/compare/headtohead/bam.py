"""What the harness itself must know of an alignment file."""

from __future__ import annotations

from pathlib import Path

from .errors import CompareError


def sample_name(path: Path | None) -> str:
    """The sample of the read groups: callers name the columns of their VCF by it."""
    import pysam

    if path is None:
        raise CompareError("there are no alignments to take a sample name from")
    with pysam.AlignmentFile(str(path), check_sq=False) as handle:
        names = {group["SM"] for group in handle.header.to_dict().get("RG", []) if "SM" in group}
    if len(names) != 1:
        found = ", ".join(sorted(names)) or "none"
        raise CompareError(f"{path.name} must have read groups (@RG) of one sample (SM), and has {found}; see samtools addreplacerg")
    return str(names.pop())
