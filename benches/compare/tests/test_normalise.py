"""Alleles in one spelling: by hand, and against bcftools norm."""

from __future__ import annotations

import random
import shutil
import subprocess

import pytest
from conftest import CHR1

from headtohead.errors import CompareError
from headtohead.normalise import Reference, comparable, normalise, primitives
from headtohead.records import SmallVariant


def fetch(chrom, start, end):
    return CHR1[start:end]


# CHR1: ACGTACGTAC TTTTTTTTTT GACAGATT ACACACACACACA GG…; the run of T is at 11–20, 1-based.
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((15, "TT", "T"), (10, "CT", "C")),  # a T lost anywhere in the run
        ((20, "T", "TT"), (10, "C", "CT")),  # a T gained at its end
        ((12, "TTT", "TT"), (10, "CT", "C")),
        ((10, "CTTG", "CTG"), (10, "CT", "C")),  # not parsimonious
        ((5, "ACGT", "ACTT"), (7, "G", "T")),  # an SNV with neighbours
        ((3, "G", "A"), (3, "G", "A")),
        ((1, "AC", "C"), (1, "AC", "C")),  # at the very start: anchored on the base behind
    ],
)
def test_by_hand(given, expected):
    assert normalise(SmallVariant("chr1", *given), fetch) == SmallVariant("chr1", *expected)


def test_a_multi_nucleotide_variant_is_its_snvs():
    assert primitives(SmallVariant("c", 5, "ACG", "TCA")) == [SmallVariant("c", 5, "A", "T"), SmallVariant("c", 7, "G", "A")]
    assert comparable([SmallVariant("c", 5, "AC", "TG")], fetch) == {SmallVariant("c", 5, "A", "T"), SmallVariant("c", 6, "C", "G")}


def test_another_genome_is_told(pair):
    with pytest.raises(CompareError, match="contig 'chrZ' is not in the reference"):
        Reference(pair.reference)("chrZ", 0, 1)


@pytest.mark.skipif(shutil.which("bcftools") is None, reason="bcftools is not installed")
def test_against_bcftools_norm(pair, tmp_path):
    # Random indels and substitutions, most of them in repeats, some with needless bases on either side.
    rng = random.Random(7)
    reference = Reference(pair.reference)
    variants = []
    while len(variants) < 300:
        start = rng.randrange(1, len(CHR1) - 8)
        ref = CHR1[start : start + rng.randint(1, 6)]
        alt = rng.choice([ref[: rng.randint(1, len(ref))], ref[0] + ref * rng.randint(1, 2), ref + rng.choice("ACGT"), rng.choice("ACGT") + ref[1:]])
        if alt != ref:
            variants.append(SmallVariant("chr1", start + 1, ref, alt))
    lines = ["##fileformat=VCFv4.2", f"##contig=<ID=chr1,length={len(CHR1)}>", "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"]
    lines += [f"{v.chrom}\t{v.pos}\t{i}\t{v.ref}\t{v.alt}\t.\t.\t." for i, v in enumerate(variants)]
    vcf = tmp_path / "v.vcf"
    vcf.write_text("\n".join(lines) + "\n")
    done = subprocess.run(["bcftools", "norm", "-f", str(pair.reference), str(vcf)], capture_output=True, text=True, check=True)
    normed = {}
    for line in done.stdout.splitlines():
        if not line.startswith("#"):
            chrom, pos, index, ref, alt = line.split("\t")[:5]
            normed[int(index)] = SmallVariant(chrom, int(pos), ref, alt)
    assert len(normed) == len(variants)
    assert {index: normalise(v, reference) for index, v in enumerate(variants)} == normed
