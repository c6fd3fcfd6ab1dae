#!/usr/bin/env python3
"""Coverage of the fraction's interval and calibration of the probability of MSI-H, from the table of calibration.rs.

usage: calibration.py SAMPLES.tsv OUT    writes OUT.md, OUT.png and OUT.svg; needs matplotlib
"""
import csv, sys
import matplotlib; matplotlib.use("Agg"); matplotlib.rcParams["svg.hashsalt"] = "msi"
import matplotlib.pyplot as plt

rows = [{k.lstrip("#"): v for k, v in r.items()} for r in csv.DictReader(open(sys.argv[1]), delimiter="\t")]
for r in rows:
    for k in r:
        if k != "status": r[k] = float(r[k])
    r["high_true"] = r["fraction"] >= 0.10
    r["covered"] = r["low"] <= r["fraction"] <= r["high"]
    # METHOD: a posterior is calibrated over samples drawn from its prior. calibration.rs draws few fractions above 0.1 and many below (3 of 7 up to 0.1, 4 of 7 up to 0.45, and
    # one sample of eight with none): four times as many just below the threshold as just above. Weights give the fractions the model's prior, Beta(1/2, 1/2); none has density 0 there.
    f = r["fraction"]; drawn = (3 / 7 / 0.1 if f < 0.1 else 0) + 4 / 7 / 0.45
    r["weight"] = (f * (1 - f)) ** -0.5 / drawn if f else 0.0
    r["covers_sample"] = r["low"] <= r["unstable"] / r["sites"] <= r["high"]
share = lambda some, what: f"{sum(what(r) for r in some)}/{len(some)} ({100 * sum(what(r) for r in some) / max(len(some), 1):.1f} %)"
lines = [f"95 % interval covers the fraction of the sample's sites that are unstable: {share(rows, lambda r: r['covers_sample'])} of all samples; the probability with which they were made so: {share(rows, lambda r: r['covered'])}", ""]
lines += ["| samples | sample's fraction covered | its probability covered | interval below that | above | mean width | status |", "|---|---|---|---|---|---|---|"]
groups = [("fraction 0", lambda r: r["fraction"] == 0), ("up to 0.035", lambda r: 0 < r["fraction"] < 0.035), ("0.035 to 0.10", lambda r: 0.035 <= r["fraction"] < 0.1), ("0.10 and more", lambda r: r["fraction"] >= 0.1),
          ("purity below 0.25", lambda r: r["purity"] < 0.25), ("purity 0.25 to 0.5", lambda r: 0.25 <= r["purity"] < 0.5), ("purity 0.5 and more", lambda r: r["purity"] >= 0.5), ("below 400 sites", lambda r: r["sites"] < 400), ("400 sites and more", lambda r: r["sites"] >= 400)]
for name, of in groups:
    some = [r for r in rows if of(r)]
    status = ", ".join(f"{sum(r['status'] == s for r in some)} {s}" for s in ("MSI-H", "indeterminate", "MSS"))
    lines.append(f"| {name} | {share(some, lambda r: r['covers_sample'])} | {share(some, lambda r: r['covered'])} | {sum(r['high'] < r['fraction'] for r in some)} | {sum(r['low'] > r['fraction'] for r in some)} | {sum(r['high'] - r['low'] for r in some) / max(len(some), 1):.3f} | {status} |")
wrong = sum(r["status"] == "MSI-H" and r["fraction"] < 0.1 for r in rows), sum(r["status"] == "MSS" and r["fraction"] >= 0.035 for r in rows)
called, false = sum(r["called"] for r in rows), sum(r["false_sites"] for r in rows)
lines += ["", f"MSI-H of samples below 0.10: {wrong[0]}; MSS of samples of 0.035 and more: {wrong[1]}. Sites called unstable: {called:.0f}, of them false {false:.0f} ({100 * false / called:.2f} %).", ""]
weighed = lambda some, what: sum(r["weight"] * what(r) for r in some) / max(sum(r["weight"] for r in some), 1e-9)
lines += [f"With the samples weighted as the model's prior has their fractions: the interval covers the sample's fraction in {100 * weighed(rows, lambda r: r['covers_sample']):.1f} %, the probability with which its sites were made so in {100 * weighed(rows, lambda r: r['covered']):.1f} %.", ""]
lines += ["| probability of MSI-H | samples | mean probability | observed at least 0.10 | mean probability, weighted as the prior | observed, weighted so |", "|---|---|---|---|---|---|"]
points = []
for i in range(10):
    some = [r for r in rows if i / 10 <= r["probability_high"] < (i + 1) / 10 or (i == 9 and r["probability_high"] == 1)]
    if not some: continue
    mean, seen = sum(r["probability_high"] for r in some) / len(some), sum(r["high_true"] for r in some) / len(some)
    effective = sum(r["weight"] for r in some) ** 2 / max(sum(r["weight"] ** 2 for r in some), 1e-9)
    points.append((weighed(some, lambda r: r["probability_high"]), weighed(some, lambda r: r["high_true"]), effective, len(some), mean, seen))
    lines.append(f"| {i / 10:.1f} to {(i + 1) / 10:.1f} | {len(some)} | {mean:.3f} | {seen:.3f} | {points[-1][0]:.3f} | {points[-1][1]:.3f} |")
open(sys.argv[2] + ".md", "w").write("\n".join(lines) + "\n"); print("\n".join(lines))
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.6))
left.plot([0, 1], [0, 1], color="grey", lw=1)
for mean, seen, effective, n, drawn_mean, drawn_seen in points:
    deviation = (max(mean * (1 - mean), 0.01) / max(effective, 1)) ** 0.5
    left.errorbar(mean, seen, 1.96 * deviation, fmt="o", color="#1f6f8b"); left.annotate(str(n), (mean, seen), textcoords="offset points", xytext=(6, -10), fontsize=7)
    left.plot(drawn_mean, drawn_seen, "o", mfc="none", color="#999999", ms=4)
left.set(xlabel="probability of MSI-H", ylabel="observed: fraction at least 0.10", title="Deciles, weighted as the prior (grey: as drawn)", xlim=(-0.03, 1.03), ylim=(-0.1, 1.1))
for r in rows: right.plot([r["unstable"] / r["sites"]] * 2, [r["low"], r["high"]], color="#1f6f8b" if r["covers_sample"] else "#c0392b", lw=0.6, alpha=0.6 if r["covers_sample"] else 1)
right.plot([0, 0.45], [0, 0.45], color="grey", lw=1); right.set(xlabel="fraction of the sample's sites that are unstable", ylabel="95 % interval", title=f"Covered: {share(rows, lambda r: r['covers_sample'])}")
figure.tight_layout(); figure.savefig(sys.argv[2] + ".png", dpi=120, metadata={"Software": None}); figure.savefig(sys.argv[2] + ".svg", metadata={"Date": None})
