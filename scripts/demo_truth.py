#!/usr/bin/env python3
"""Prints what the demonstration pair holds beside what the sweep found.

usage: demo_truth.py TESTDATA_DEMO OUTPUT
"""
import csv
import gzip
import json
import sys
from pathlib import Path

truth, found = Path(sys.argv[1]), Path(sys.argv[2])
profile = json.loads((found / "profile.json").read_text())


def records(path):
    with gzip.open(path, "rt") if path.suffix == ".gz" else open(path) as lines:
        return [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]


def table(path):
    with open(path) as lines:
        return list(csv.DictReader((line.lstrip("#") for line in lines), delimiter="\t"))


def variant(record):
    return record[0], record[1], record[3], record[4]


somatic = records(truth / "truth.vcf")
coding = [r for r in somatic if "CSQ=" in r[7] and "synonymous_variant" not in r[7]]
called = {variant(r) for r in records(found / "variants.vcf.gz") if r[6] == "PASS"}
hits = sum(variant(r) in called for r in somatic)
tracts = [(r[0], int(r[1]), int(r[1]) + int(r[2]) * int(r[3]), r[5] != "0") for r in records(truth / "truth_msi.tsv")]
others = called - {variant(r) for r in somatic}
# The shift of a microsatellite is a somatic indel too (VCF positions are 1-based and name the base before).
at_tract = {(chrom, pos, ref, alt) for chrom, pos, ref, alt in others for c, start, end, s in tracts if s and chrom == c and start <= int(pos) <= end}

shifted = {(chrom, start): s for chrom, start, _, s in tracts}
sites = {(r["chrom"], int(r["start"])): r["status"] for r in table(found / "msi.sites.tsv")}
assessed = [k for k in shifted if sites.get(k) in ("stable", "unstable")]
unstable = [k for k in assessed if sites[k] == "unstable"]

fusion = records(truth / "truth_fusions.tsv")[0]
fusions = [f"{r['name']} ({r['breakpoint1']} – {r['breakpoint2']})" for r in table(found / "fusions.tsv") if r["filter"] == "PASS"]

tmb, msi = profile["tmb"] or {}, profile["msi"] or {}
rows = [
    ("", "truth", "found"),
    ("somatic variants", f"{len(somatic)}", f"{hits} of them, {len(at_tract)} shifts of microsatellites, {len(others - at_tract)} others"),
    ("changing a protein", f"{len(coding)}", f"{tmb.get('variants')} counted for the TMB"),
    ("unstable sites", f"{sum(shifted.values())} of {len(shifted)}", f"{sum(shifted[k] for k in unstable)} right, {sum(not shifted[k] for k in unstable)} wrong, of {len(assessed)} assessed"),
    ("MSI status", "MSI-H", f"{msi.get('status')}"),
    ("fusions", f"{fusion[0]} ({fusion[1]}:{fusion[2]} – {fusion[3]}:{fusion[4]})", "; ".join(fusions) or "none"),
]
print("Truth of the demonstration pair (testdata/demo/README.md)")
widths = [max(len(row[i]) for row in rows) for i in range(3)]
for row in rows:
    print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
