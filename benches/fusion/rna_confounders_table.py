#!/usr/bin/env python3
"""Calls the samples of rna_confounders.sh and scores them: rna_confounders_table.py ONCOSWEEP FOLDER [SEED...]

Recall by the fragments that lie over a junction; false candidates for each 100 million reads by what makes them, at falling thresholds of quality, beside what the
quality promises for chimeras (a quality Q says that the background makes such a junction with probability 10^(-Q/10) in a sample).
"""
import collections, csv, math, pathlib, subprocess, sys

tool, folder = sys.argv[1], pathlib.Path(sys.argv[2])
seeds = sys.argv[3:] or sorted((p.name[1:-4] for p in folder.glob("s*.bam")), key=int)
BINS = [(1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 30), (31, 10**9)]
QUALITIES = (0, 1, 3, 5, 10, 20, 30, 50)
CLASSES = ("chimeras", "chimeras, no split read", "beside a fusion", "one gene", "read-throughs", "homologs")


def table(path):
    with open(path) as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def place(text):
    contig, position = text.rsplit(":", 1)
    return contig, int(position)


def near(row, event):
    if event["place1"] == ".":
        return False
    ends, truth = [place(row["breakpoint1"]), place(row["breakpoint2"])], [place(event["place1"]), place(event["place2"])]
    ok = lambda a, b: a[0] == b[0] and abs(a[1] - b[1]) <= 10
    return (ok(ends[0], truth[0]) and ok(ends[1], truth[1])) or (ok(ends[0], truth[1]) and ok(ends[1], truth[0]))


family = lambda gene: "PRAMEF" if gene.startswith("PRAMEF") else gene[:-1] if gene in copies else gene
recall = {b: [0, 0, 0] for b in BINS}
false = {c: collections.Counter() for c in CLASSES}
reads, passed = 0, []
for seed in seeds:
    bam, out = folder / f"s{seed}.bam", folder / f"out.{seed}"
    command = [tool, "fusion", "--rna", bam, "--reference", folder / "ref.fa", "--genes", folder / "genes.gtf", "--output", out]
    subprocess.run([str(x) for x in command], check=True, stdout=subprocess.DEVNULL)
    reads += int(subprocess.run(["samtools", "view", "-c", "-F", "0x900", str(bam)], check=True, capture_output=True).stdout)
    rows, truth = table(out / "fusions.tsv"), table(folder / f"s{seed}.truth.tsv")
    copies = {t["gene2"] for t in truth if t["#kind"] == "paralogs"}
    fusions = [t for t in truth if t["#kind"] == "fusion"]
    pairs = {frozenset(map(family, (t["gene1"], t["gene2"]))) for t in fusions}
    for t in fusions:
        hits = [row for row in rows if near(row, t)]
        for (low, high), counts in recall.items():
            if low <= int(t["fragments"]) <= high:
                counts[0] += 1
                counts[1] += any(row["filter"] == "PASS" for row in hits)
                counts[2] += bool(hits)
    for row in rows:
        if any(near(row, t) for t in fusions):
            continue
        names = [row[f"gene{i}"].split("(")[0] for i in (1, 2)]
        if "read-through" in row["type"] or any(near(row, t) for t in truth if t["#kind"] == "readthrough"):
            kind = "read-throughs"
        elif names[0] == names[1]:
            kind = "one gene"
        elif family(names[0]) == family(names[1]):
            kind = "homologs"
        elif frozenset(map(family, names)) in pairs:
            kind = "beside a fusion"
        else:
            kind = "chimeras" if int(row["split_reads"]) else "chimeras, no split read"
        for q in QUALITIES:
            false[kind][q] += float(row["quality"]) >= q
        if row["filter"] == "PASS":
            false[kind]["PASS"] += 1
            passed.append(f"s{seed} {kind}: {row['#name']} {row['breakpoint1']} {row['breakpoint2']} {row['site1']} {row['site2']} {row['split_reads']}+{row['discordant_pairs']} quality {row['quality']} shared {row['shared_percent']}")
print(f"{len(seeds)} samples, {reads / 1e6:.2f} M reads\n")
print("| fragments over the junction | fusions | PASS | PASS or listed |\n|---|---|---|---|")
for (low, high), (total, called, listed) in recall.items():
    name = f"{low}" if low == high else f"{low}–{high}" if high < 10**9 else f"{low} or more"
    print(f"| {name} | {total} | {called} | {listed} |")
print(f"\nFalse candidates (counts; in brackets for each 100 M reads):\n\n| quality at least | {' | '.join(CLASSES)} | promised for chimeras, of each kind |\n|---|{'---|' * len(CLASSES)}---|")
for q in (*QUALITIES, "PASS"):
    promised = "." if q in (0, "PASS") else f"{-math.log1p(-(10 ** (-q / 10))) * len(seeds):.3g}"
    print(f"| {q} | {' | '.join(f'{false[c][q]} ({false[c][q] * 1e8 / reads:.0f})' if false[c][q] else '0' for c in CLASSES)} | {promised} |")
print("\n" + "\n".join(passed))
