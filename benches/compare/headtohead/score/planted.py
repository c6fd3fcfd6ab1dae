"""The burden that was planted, when a case does not state one: protein-changing variants of the truth over the coding bases of the targets.

A variant counts when it lies in the coding sequence of the targets, changes a protein in any transcript (by `bcftools csq`), is shown by at least `truth.min_alt`
fragments and has a fraction of 0.05 or more: the rule that exome pipelines use. An unstable microsatellite inside a coding sequence is a frameshift and counts alike.
The denominator is all coding bases in the targets, whether or not they were covered: a tool that divides by what was callable may rightly differ a little.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ..case import Case
from ..errors import CompareError
from ..genes import coding_spans, write_gff3
from ..targets import Places, contigs, intersection, intervals, length
from .msi import TrueSite
from .variants import TrueVariant

MIN_FRACTION = 0.05
SILENT = frozenset(
    ("synonymous", "stop_retained", "intron", "non_coding", "3_prime_utr", "5_prime_utr", "intergenic", "splice_region", "coding_sequence")
)


def planted_burden(case: Case, variants: Iterable[TrueVariant], sites: Iterable[TrueSite]) -> float | None:
    """Variants per megabase, or nothing without genes, coding sequence or bcftools."""
    bcftools = shutil.which("bcftools")
    if case.genes is None or bcftools is None:
        return None
    coding = coding_spans(case.genes)
    territory = intersection(coding, intervals(case.targets)) if case.targets else coding
    if not territory:
        return None
    inside = Places(territory)
    enough = case.truth.min_alt
    chosen = [
        true
        for true in variants
        if (true.alt_fragments is None or true.alt_fragments >= enough)
        and (true.fraction is None or true.fraction >= MIN_FRACTION)
        and inside.touches(true.variant.chrom, true.variant.pos - 1, true.variant.pos - 1 + len(true.variant.ref))
    ]
    shifted = [
        site
        for site in sites
        if site.unstable
        and inside.touches(site.chrom, site.start, site.end)
        and (site.shifted is None or (site.shifted[0] >= enough and site.shifted[0] >= MIN_FRACTION * site.shifted[1]))
    ]
    changing = sum(changes_protein(terms) for terms in consequences(bcftools, case.reference, case.genes, chosen))
    return (changing + len(shifted)) / (length(territory) / 1e6)


def changes_protein(terms: str) -> bool:
    """Whether INFO/BCSQ tells a change of the protein in any transcript; a leading * or @ marks a consequence that depends on another record."""
    for consequence in terms.split(","):
        kinds = set(consequence.partition("|")[0].lstrip("*").split("&"))
        if not consequence.startswith("@") and kinds - SILENT:
            return True
    return False


def consequences(bcftools: str, reference: Path, genes: Path, variants: list[TrueVariant]) -> list[str]:
    """INFO/BCSQ of each variant that has one."""
    order = {name: index for index, (name, _) in enumerate(contigs(reference))}
    with tempfile.TemporaryDirectory() as folder:
        gff = write_gff3(genes, Path(folder) / "genes.gff3")
        vcf = Path(folder) / "truth.vcf"
        lines = [
            "##fileformat=VCFv4.2",
            *(f"##contig=<ID={name},length={size}>" for name, size in contigs(reference)),
            "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
        ]
        for true in sorted(variants, key=lambda t: (order.get(t.variant.chrom, 0), t.variant.pos)):
            lines.append("\t".join((true.variant.chrom, str(true.variant.pos), ".", true.variant.ref, true.variant.alt, ".", ".", ".")))
        vcf.write_text("\n".join(lines) + "\n")
        # --local-csq: each variant by itself, since the truth does not say which lie on one molecule.
        command = [bcftools, "csq", "--local-csq", "--fasta-ref", str(reference), "--gff-annot", str(gff), str(vcf)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CompareError(
            f"bcftools csq cannot annotate the variants of the truth (truth.tmb_per_mb can state it instead): {done.stderr.strip()[-300:]}"
        )
    found = []
    for line in done.stdout.splitlines():
        if not line.startswith("#") and "BCSQ=" in line:
            found.append(line.split("\t")[7].partition("BCSQ=")[2].partition(";")[0])
    return found
