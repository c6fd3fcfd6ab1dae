#!/usr/bin/env python3
"""Recall and false calls of deep panels with variants of low fraction, by fraction, and whether stated detection limits hold.

usage: low_fraction.py TARGETS.bed CASE... ; each CASE is TRUTH.vcf.gz:CALLS.vcf.gz[:HOTSPOTS.tsv], the truth as written by oncosweep-sim, the calls without a list of hot spots,
the table of a run in which the planted variants were listed. Needs nothing.
"""
import collections, gzip, sys

targets = collections.defaultdict(list); size = 0
for line in open(sys.argv[1]):
    f = line.split(); targets[f[0]].append((int(f[1]), int(f[2]))); size += int(f[2]) - int(f[1])
inside = lambda c, pos: any(s < pos <= e for s, e in targets[c])


def records(path):
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if line[0] != "#": yield line.rstrip("\n").split("\t")


planted, found = collections.Counter(), collections.Counter()
above, below = collections.Counter(), collections.Counter()
false = collections.Counter(); limits = collections.defaultdict(list); listed = collections.Counter()
for case in sys.argv[2:]:
    truth_path, calls_path, *table = case.split(":")
    truth = {}
    for f in records(truth_path):
        info = dict(x.split("=", 1) for x in f[7].split(";") if "=" in x)
        truth[f[0], int(f[1]), f[3], f[4]] = float(info["TVAF"])
    calls = {}
    for f in records(calls_path):
        if f[6] != "PASS": continue
        if len(f[3]) == len(f[4]) > 1:
            for i, (x, y) in enumerate(zip(f[3], f[4])):
                if x != y: calls[f[0], int(f[1]) + i, x, y] = f
        else: calls[f[0], int(f[1]), f[3], f[4]] = f
    kind = lambda k: "snv" if len(k[2]) == len(k[3]) else "indel"
    parts = lambda k: [(k[0], k[1] + i, x, y) for i, (x, y) in enumerate(zip(k[2], k[3])) if x != y] if len(k[2]) == len(k[3]) else [k]
    called = {k for k in truth if all(part in calls for part in parts(k))}
    single = {part for k in truth for part in parts(k)}
    for k, vaf in truth.items():
        planted[kind(k), vaf] += 1; found[kind(k), vaf] += k in called
        if k not in called and vaf >= 0.015: print("MISSED", k, vaf, file=sys.stderr)
    for k in calls:
        if k not in single and inside(k[0], k[1]): false[kind(k)] += 1; print("FALSE", calls[k][:7], calls[k][9:], file=sys.stderr)
    if table:
        for line in open(table[0]):
            if line[0] == "#": continue
            f = line.rstrip("\n").split("\t"); k = (f[0], int(f[1]) + 1, f[3], f[4])
            if k not in truth: continue
            listed[f[5]] += 1
            if f[7] == ".": continue
            limit = float(f[7]); limits[kind(k)].append(limit)
            side = above if truth[k] >= limit else below
            side[kind(k), "planted"] += 1; side[kind(k), "called"] += k in called; side[kind(k), "detected"] += f[5] == "detected"
cases = len(sys.argv) - 2; mb = size * cases / 1e6
print(f"{cases} panels of {size / 1e6:.3f} Mb")
print("| kind | allele fraction | planted | found | recall |\n|---|---|---|---|---|")
for k in sorted(planted): print(f"| {k[0]} | {100 * k[1]:.2f} % | {planted[k]} | {found[k]} | {found[k] / planted[k]:.3f} |")
for k in ("snv", "indel"): print(f"false {k}: {false[k]}, {false[k] / mb:.2f} per Mb")
for k in sorted(limits):
    v = sorted(limits[k])
    print(f"{k}: detection limits {v[0]:.4f} to {v[-1]:.4f}, median {v[len(v) // 2]:.4f}; planted at or above its limit {above[k, 'planted']}, called {above[k, 'called']}, "
          f"detected as listed {above[k, 'detected']} ({above[k, 'detected'] / max(1, above[k, 'planted']):.3f}); below {below[k, 'planted']}, called {below[k, 'called']}, detected {below[k, 'detected']}")
print("status:", dict(listed))
