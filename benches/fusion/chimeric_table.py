#!/usr/bin/env python3
"""Calls the samples of chimeric_series.sh and scores them: chimeric_table.py ONCOSWEEP REFERENCE GENES FOLDER

Recall by the number of fragments that show a junction in the reads; false calls for each 100 million reads at falling thresholds of quality, beside what the
quality promises: a quality Q says that the background makes such a junction with probability 10^(-Q/10) in a sample.
"""
import csv, math, pathlib, subprocess, sys

tool, reference, genes, folder = sys.argv[1:4] + [pathlib.Path(sys.argv[4])]
BINS = [(1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 30), (31, 10**9)]
WINDOW = 10


def table(path):
    with open(path) as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def near(row, truth):
    places = [row[f"breakpoint{i}"].rsplit(":", 1) for i in (1, 2)]
    ends = [(truth[f"chrom{i}"], int(truth[f"pos{i}"])) for i in (1, 2)]
    ok = lambda place, end: place[0] == end[0] and abs(int(place[1]) - end[1]) <= WINDOW
    return (ok(places[0], ends[0]) and ok(places[1], ends[1])) or (ok(places[0], ends[1]) and ok(places[1], ends[0]))


for assay in ("dna", "rna"):
    recall = {b: [0, 0, 0] for b in BINS}
    qualities, samples, reads, passed = [], 0, 0, []
    for sample in sorted(folder.glob(f"{assay}*")):
        bam, out = sample / "noisy.bam", sample / "out"
        source = [bam] if assay == "dna" else ["--rna", bam]
        command = [tool, "fusion", *source, "--reference", reference, "--genes", genes, "--output", out]
        subprocess.run([str(x) for x in command], check=True, stdout=subprocess.DEVNULL)
        reads += int(subprocess.run(["samtools", "view", "-c", "-F", "0x900", str(bam)], check=True, capture_output=True).stdout)
        samples += 1
        rows, truth = table(out / "fusions.tsv"), table(sample / "fusions.truth.tsv")
        used = set()
        for t in truth:
            fragments = int(t["tumor_fragments" if assay == "dna" else "fragments"])
            hits = [i for i, row in enumerate(rows) if near(row, t)]
            used.update(hits)
            for (low, high), counts in recall.items():
                if low <= fragments <= high:
                    counts[0] += 1
                    counts[1] += any(rows[i]["filter"] == "PASS" for i in hits)
                    counts[2] += bool(hits)
        for i, row in enumerate(rows):
            if i not in used:
                qualities.append((float(row["quality"]), int(row["split_reads"]) > 0))
                if row["filter"] == "PASS":
                    passed.append(f"{sample.name} {row['#name']} {row['breakpoint1']} {row['breakpoint2']} {row['supporting_fragments']} fragments, quality {row['quality']}")
    if not samples:
        continue
    print(f"\n### {assay.upper()}: {samples} samples, {reads / 1e6:.2f} M reads, 1 % of fragments chimeric\n")
    print("| fragments in the reads | junctions | PASS | PASS or listed |\n|---|---|---|---|")
    for (low, high), (total, called, listed) in recall.items():
        name = f"{low}" if low == high else f"{low}–{high}" if high < 10**9 else f"{low} or more"
        print(f"| {name} | {total} | {called} | {listed} |")
    print("\n| quality at least | false candidates with a split read, any filter | without one | promised for each of both | with one, for each 100 M reads |\n|---|---|---|---|---|")
    for q in (0, 1, 3, 5, 10, 20, 30, 50):
        split, pairs = (sum(x >= q and kind is wanted for x, kind in qualities) for wanted in (True, False))
        promised = "." if q == 0 else f"{-math.log1p(-(10 ** (-q / 10))) * samples:.3g}"
        print(f"| {q} | {split} | {pairs} | {promised} | {split * 1e8 / reads:.0f} |")
    print(f"\nFalse PASS calls: {len(passed)} ({len(passed) * 1e8 / reads:.0f} for each 100 M reads). {'; '.join(passed)}")
