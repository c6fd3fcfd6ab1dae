#!/usr/bin/env python3
"""Scores calls on a pair of the independent simulator (ART reads through a real aligner) against its truth, and says what each false and missed variant is.

usage: independent.py HAPDIR REF.fa CALLS.vcf.gz [--profile profile.json --cds CDS.gtf.gz] [--json] [--list]

HAPDIR is make_haps.py's folder (truth.tsv, msi_sites.tsv); REF.fa the reference of full-length chromosomes that the calls lie on. Shifts of unstable microsatellites are neither
required nor false. With --profile and --cds: the burden of all coding changes with its interval, and the true one. Needs pysam.
"""
import argparse, collections, gzip, json
import pysam

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for a in ("haps", "ref", "calls"): p.add_argument(a)
for a in ("--profile", "--cds"): p.add_argument(a)
p.add_argument("--json", action="store_true"); p.add_argument("--list", action="store_true")
p.add_argument("--min-qual", type=float, default=0.0)
a = p.parse_args()
fa = pysam.FastaFile(a.ref)


def place(contig, position):
    name, start, _ = contig.rsplit("_", 2)
    return name, int(start) - 1 + position


def normal(contig, pos, ref, alt):
    """Trimmed and shifted left; pos is 1-based."""
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]: ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]: ref, alt, pos = ref[1:], alt[1:], pos + 1
    while len(ref) != len(alt) and ref[-1] == alt[-1] and pos > 1:
        base = fa.fetch(contig, pos - 2, pos - 1).upper(); ref, alt, pos = base + ref[:-1], base + alt[:-1], pos - 1
    return contig, pos, ref, alt


truth, pieces = {}, set()
for line in open(f"{a.haps}/truth.tsv"):
    f = line.rstrip("\n").split("\t")
    if f[0] != "contig":
        c, pos = place(f[0], int(f[1])); pieces.add(f[0])
        truth[normal(c, pos, f[2], f[3])] = f[4]
unstable = collections.defaultdict(list)
shifts = set()
for line in open(f"{a.haps}/msi_sites.tsv"):
    f = line.rstrip("\n").split("\t")
    if f[-1] == "unstable":
        c, start = place(f[0], int(f[1])); end = start + int(f[2]) - int(f[1])
        unstable[c].append((start, end)); shifts.add((c, start, -int(f[5])))
calls = {}
with gzip.open(a.calls, "rt") as lines:
    for line in lines:
        f = line.rstrip("\n").split("\t")
        if line[0] == "#" or f[6] not in ("PASS", "."): continue
        if a.min_qual and f[5] != "." and float(f[5]) < a.min_qual: continue
        for alt in f[4].split(","):
            if len(f[3]) == len(alt) > 1:
                for i, (x, y) in enumerate(zip(f[3], alt)):
                    if x != y: calls[normal(f[0], int(f[1]) + i, x, y)] = line
            elif set(alt) <= set("ACGT"): calls[normal(f[0], int(f[1]), f[3], alt)] = line
out = {}
at_shift = lambda k: any(s - 5 <= k[1] <= e + 5 for s, e in unstable[k[0]])
for kind, is_kind in (("snv", lambda k: len(k[2]) == len(k[3])), ("indel", lambda k: len(k[2]) != len(k[3]))):
    wanted = {k for k, v in truth.items() if v.startswith("somatic") and is_kind(k)}
    mine = {k for k in calls if is_kind(k)}
    false = [k for k in mine if k not in wanted and not (kind == "indel" and at_shift(k))]
    missed = sorted(wanted - mine)
    out[kind] = dict(truth=len(wanted), found=len(wanted & mine), false=len(false), false_germline=sum(truth.get(k) == "germline" for k in false),
                     false_beside_unstable=sum(at_shift(k) for k in false))
    if a.list:
        for k in sorted(false): print("FALSE", kind, k, truth.get(k), "beside unstable" if at_shift(k) else "", calls[k].split("\t", 5)[5].rstrip())
        for k in missed: print("MISSED", kind, k)
if a.profile:
    spans = collections.defaultdict(set)
    with (gzip.open if a.cds.endswith("gz") else open)(a.cds, "rt") as lines:
        for line in lines:
            f = line.split("\t")
            if len(f) > 4 and f[2] in ("CDS", "stop_codon"): spans[f[0]].update(range(int(f[3]), int(f[4]) + 1))
    inside = lambda c, pos: any(n == c and s <= pos <= e for n, s, e in bounds)
    bounds = [(n, int(s), int(e)) for n, s, e in (q.rsplit("_", 2) for q in pieces)]
    # All changed bases of an allele, without the anchor of an indel.
    changed = lambda k: range(k[1], k[1] + 1) if len(k[2]) == len(k[3]) else range(k[1] + 1, k[1] + max(2, len(k[2])))
    true = sum(v.startswith("somatic") and any(q in spans[k[0]] for q in changed(k)) for k, v in truth.items())
    true += sum(any(q in spans[c] for q in range(s + 1, s + 1 + n)) for c, s, n in shifts)
    size = sum(inside(c, q) for c, v in spans.items() for q in v) / 1e6
    t = json.load(open(a.profile))["tmb"]; d = t["definitions"]["coding"]
    out["tmb"] = dict(true=true, coding_mb=round(size, 4), true_per_mb=round(true / size, 2), counted=d["variants"], per_mb=d["per_mb"], ci95=d["ci95"],
                      covers=bool(d["ci95"][0] <= true / size <= d["ci95"][1]))
print(json.dumps(out) if a.json else "\n".join(f"{k}: {v}" for k, v in out.items()))
