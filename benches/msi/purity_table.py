#!/usr/bin/env python3
"""Sites and samples of a purity series, called by oncosweep, by MSIsensor-pro's rules, and by an exact chi-square on MSIsensor-pro's counts.

usage: purity_table.py ONCOSWEEP REF.fa SERIES OUT [--seeds 1 2 3 4 5] [--full] [--baseline B] [--no-normal] [--config JSON]

SERIES is the folder of purity_series.sh. By default the list is restricted to the A/T runs of 12 to 30 that the simulator shifts; --full takes
all microsatellites. Evidence is kept in OUT and called again when it is there. With --baseline or --no-normal the tumour is called alone.
Site sensitivity and false sites are over the truth's sites that the method assessed; needs scipy.
"""
import argparse, collections, csv, json, os, subprocess
from scipy.stats import chi2

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("oncosweep", "ref", "series", "out"): p.add_argument(name)
p.add_argument("--seeds", nargs="+", default=["1", "2", "3", "4", "5"]); p.add_argument("--purities", nargs="+", default=["0.6", "0.3", "0.2", "0.1"])
p.add_argument("--full", action="store_true"); p.add_argument("--baseline"); p.add_argument("--config"); p.add_argument("--no-normal", action="store_true"); p.add_argument("--verbose", action="store_true")
a = p.parse_args()
alone = a.no_normal or bool(a.baseline)
os.makedirs(a.out, exist_ok=True)

sites = f"{a.out}/{'full' if a.full else 'runs'}.list"
if not os.path.exists(sites):
    lines = subprocess.run([a.oncosweep, "sites", a.ref], check=True, capture_output=True, text=True).stdout.splitlines()
    keep = [l for l in lines[1:] if a.full or (l.split("\t")[4] in "AT" and 12 <= int(l.split("\t")[3]) <= 30)]
    open(sites, "w").write("\n".join([lines[0], *keep]) + "\n")

def truth_of(seed):
    rows = (l.rstrip("\n").split("\t") for l in open(f"{a.series}/{seed}.truth.tsv"))
    return {(r[0], int(r[1])): r[-1] == "unstable" for r in rows}

def near(truth, key):
    return next((truth[key[0], key[1] + d] for d in (0, -1, 1, -2, 2) if (key[0], key[1] + d) in truth), None)

def score(calls, truth, stable_twin):
    n = collections.Counter()
    for key, unstable in calls.items():
        t = near(truth, key)
        if t is not None: n[(t and not stable_twin, unstable)] += 1
    return n

def chi_square(counts):
    """Benjamini-Hochberg at 0.05 of exact chi-square p-values; counts {key: (tumour slots, normal slots)}."""
    ps = []
    for key, (t, n) in counts.items():
        if sum(t) < 15 or sum(n) < 15: continue
        seen = [(x, y) for x, y in zip(t, n) if x + y]
        total, st, sn = sum(t) + sum(n), sum(t), sum(n)
        x2 = sum((x - (x + y) * st / total) ** 2 / ((x + y) * st / total) + (y - (x + y) * sn / total) ** 2 / ((x + y) * sn / total) for x, y in seen)
        ps.append((chi2.sf(x2, len(seen) - 1) if len(seen) > 1 else 1.0, key))
    ps.sort()
    last = max((i for i, (q, _) in enumerate(ps, 1) if q * len(ps) / i <= 0.05), default=0)
    return {key: i <= last for i, (_, key) in enumerate(ps, 1)}

def run(seed, kind, purity):
    name = f"{'full' if a.full else 'runs'}.{'alone' if alone else 'pair'}.{seed}.{kind}.{purity}"
    kept = f"{a.out}/{name}"
    if not os.path.exists(f"{kept}/evidence.osw"):
        bam = f"{a.series}/{seed}.{kind}.{purity}.bam"
        normal = [] if alone else ["--normal", f"{a.series}/{seed}.normal.bam"]
        subprocess.run([a.oncosweep, "msi", bam, *normal, "-r", a.ref, "--sites", sites, "--compat", "msisensor-pro", "-o", kept], check=True, capture_output=True)
    out = f"{a.out}/call"
    baseline = (["--baseline", a.baseline] if a.baseline else []) + (["--config", a.config] if a.config else [])
    subprocess.run([a.oncosweep, "call", f"{kept}/evidence.osw", *baseline, "-o", out], check=True, capture_output=True)
    msi = json.load(open(f"{out}/profile.json"))["msi"]
    ours = {(r["#chrom"], int(r["start"])): r["status"] == "unstable" for r in csv.DictReader(open(f"{out}/msi.sites.tsv"), delimiter="\t") if r["status"] != "not_assessed"}
    read = lambda file: {(r["chromosome"], int(r["location"])) for r in csv.DictReader(open(f"{out}/msisensor-pro_{file}"), delimiter="\t")}
    unstable = read("unstable")
    pro = {key: key in unstable for key in read("all")}
    exact = {}
    if not alone:
        lines = open(f"{out}/msisensor-pro_dis").read().splitlines()
        slots = lambda l: [int(x) for x in l.split()[1:]]
        exact = chi_square({(l.split()[0], int(l.split()[1])): (slots(t), slots(n)) for l, n, t in zip(lines[::3], lines[1::3], lines[2::3])})
    return msi, ours, pro, exact

totals = {}
for kind in ("msi", "mss"):
    for purity in a.purities:
        statuses = collections.Counter(); sums = [collections.Counter() for _ in range(3)]; legacy = collections.defaultdict(list); fractions = []; probability = []
        for seed in a.seeds:
            msi, *calls = run(seed, kind, purity)
            statuses[str(msi["status"])] += 1
            fractions.append((msi["fraction_unstable"], msi["ci95"])); probability.append(msi["probability_high"])
            for total, called in zip(sums, calls): total.update(score(called, truth_of(seed), kind == "mss"))
            old = msi["legacy"]
            for key in ("msisensor_pro", "msisensor", "msisensor_pro_pro"):
                if old[key]: legacy[key].append(old[key]["percent"])
            if old["mantis"]: legacy["mantis"].append(old["mantis"].get("difference"))
            if a.verbose: print(seed, kind, purity, msi["status"], msi["fraction_unstable"], msi["ci95"], msi["probability_high"], msi["reason"])
        mean = lambda values: "-" if not values or None in values else f"{sum(values) / len(values):.3g}"
        cells = []
        for n in sums:
            positives, negatives = n[True, True] + n[True, False], n[False, True] + n[False, False]
            sens = f"{n[True, True] / positives:.3f}" if positives else "-"
            cells.append(f"{sens} {n[False, True]}/{negatives}" if negatives else "-")
        print(f"| {kind} | {purity} | {', '.join(f'{v} {k}' for k, v in sorted(statuses.items()))} | {mean([f for f, _ in fractions])} | {mean(probability)} | {' | '.join(cells)} | {mean(legacy['msisensor_pro'])} | {mean(legacy['msisensor'])} | {mean(legacy['msisensor_pro_pro'])} | {mean(legacy['mantis'])} |", flush=True)
