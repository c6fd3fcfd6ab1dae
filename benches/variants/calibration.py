#!/usr/bin/env python3
"""Whether QUAL is the probability that a call is not somatic: calls by bins of QUAL against the truth of oncosweep-sim.

usage: calibration.py OUT CASE... ; each CASE is SIMDIR:CALLS.vcf.gz. Calls that only their quality may keep out are taken (FILTER PASS or low_quality); OUT.md, OUT.png and OUT.svg are
written. Needs matplotlib and scipy.
"""
import gzip, sys
import matplotlib; matplotlib.use("Agg"); matplotlib.rcParams["svg.hashsalt"] = "variants"
import matplotlib.pyplot as plt
from scipy.stats import beta

EDGES = [0, 0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 1000]


def records(path):
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if line[0] != "#": yield line.rstrip("\n").split("\t")


def parts(f):
    if len(f[3]) == len(f[4]): return [(f[0], int(f[1]) + i, x, y) for i, (x, y) in enumerate(zip(f[3], f[4])) if x != y]
    return [(f[0], int(f[1]), f[3], f[4])]


calls = []
for case in sys.argv[2:]:
    folder, path = case.split(":")
    truth = {part for f in records(f"{folder}/somatic.vcf.gz") for part in parts(f)}
    for f in records(path):
        if f[6] in ("PASS", "low_quality"):
            calls.append((float(f[5]), all(part in truth for part in parts(f)), len(f[3]) == len(f[4])))
lines = [f"{len(calls)} calls of {len(sys.argv) - 2} pairs, {sum(true for _, true, _ in calls)} of them true.", ""]
points = {}
for name, of in (("all", lambda c: True), ("SNVs", lambda c: c[2]), ("indels", lambda c: not c[2])):
    points[name] = []
    lines += [f"{name}:", "", "| QUAL | calls | expected false | false | expected share | observed share (95 %) | within |", "|---|---|---|---|---|---|---|"]
    for low, high in zip(EDGES, EDGES[1:]):
        some = [c for c in calls if of(c) and low <= c[0] < high]
        if not some: continue
        expected = sum(10 ** (-q / 10) for q, *_ in some); false = sum(not true for _, true, _ in some); n = len(some)
        bounds = (beta.ppf(0.025, false, n - false + 1) if false else 0.0, beta.ppf(0.975, false + 1, n - false) if false < n else 1.0)
        points[name].append((expected / n, false / n, bounds, n))
        lines.append(f"| {low:g} to {high:g} | {n} | {expected:.1f} | {false} | {expected / n:.4f} | {false / n:.4f} ({bounds[0]:.4f} to {bounds[1]:.4f}) | {'yes' if bounds[0] <= expected / n <= bounds[1] else 'no'} |")
    some = [c for c in calls if of(c) and c[0] >= 3]
    lines += ["", f"QUAL 3 and more: {len(some)} calls, expected false {sum(10 ** (-q / 10) for q, *_ in some):.1f}, false {sum(not t for _, t, _ in some)}.", ""]
open(sys.argv[1] + ".md", "w").write("\n".join(lines) + "\n"); print("\n".join(lines))
figure, axes = plt.subplots(1, 2, figsize=(10, 4.8), sharex=True, sharey=True)
for axis, name in zip(axes, ("SNVs", "indels")):
    axis.plot([3e-4, 1], [3e-4, 1], color="grey", lw=1)
    for expected, seen, (low, high), n in points[name]:
        x = max(expected, 3e-4)
        axis.plot([x, x], [max(low, 3e-4), high], color="#1f6f8b", lw=1.2); axis.plot(x, max(seen, 3e-4), "o", color="#1f6f8b", mfc="#1f6f8b" if seen else "white")
        axis.annotate(str(n), (x, high), textcoords="offset points", xytext=(0, 3), ha="center", fontsize=7)
    axis.set(xscale="log", yscale="log", xlim=(2.5e-4, 1.2), ylim=(2.5e-4, 1.6), xlabel="share of false calls by QUAL (mean of the bin)", title=f"{name} (calls of the bin above)")
axes[0].set_ylabel("share of false calls by the truth, 95 % interval")
figure.text(0.5, 0.005, "open: none false; at the left edge: 0.0003 or less", ha="center", fontsize=8)
figure.tight_layout(rect=(0, 0.02, 1, 1)); figure.savefig(sys.argv[1] + ".png", dpi=120, metadata={"Software": None}); figure.savefig(sys.argv[1] + ".svg", metadata={"Date": None})
