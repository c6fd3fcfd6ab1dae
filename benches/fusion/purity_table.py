#!/usr/bin/env python3
"""Calls the pairs of purity_samples.sh and scores them: purity_table.py ONCOSWEEP FOLDER [-j]

For each purity: junctions called PASS with both breakpoints exact (or within the homology), VAF intervals that cover the truth, PASS calls that are no
junction of the truth, PASS calls and supporting fragments in the normal. Then normal-versus-normal pairs: the normals of one seed are one person's.
"""
import csv, itertools, pathlib, subprocess, sys

tool, folder = sys.argv[1], pathlib.Path(sys.argv[2])
args = (folder / "fusions.args").read_text().split()
truth = []
for i, word in enumerate(args):
    if word == "--fusion":
        sides = []
        for n, text in enumerate(args[i + 1 : i + 3]):
            contig, offset, strand = text.split(":")
            # 1-based last retained base: the offset for what is kept to its left.
            sides.append((contig, int(offset) + (0 if (strand == "+") == (n == 0) else 1)))
        truth.append(tuple(sides))


seeds = sorted(int(path.name[1:].split(".")[0]) for path in folder.glob("s*.p0.6.tumor.bam"))


def called(tumor, normal, out):
    command = [tool, "fusion", tumor, "--normal", normal, "--reference", folder / "ref.fa", "--genes", folder / "genes.gtf", "--output", out]
    subprocess.run([str(x) for x in command], check=True, stdout=subprocess.DEVNULL)
    with open(out / "fusions.tsv") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def place(text):
    contig, position = text.rsplit(":", 1)
    return contig, int(position)


def hit(row):
    homology = int(row["homology"])
    a, b = place(row["breakpoint1"]), place(row["breakpoint2"])
    for one, two in truth:
        for x, y in ((a, b), (b, a)):
            if x[0] == one[0] and y[0] == two[0] and abs(x[1] - one[1]) <= homology and abs(y[1] - two[1]) <= homology:
                return (one, two), (a, b) == (x, y)
    return None, False


print("| purity | junctions | PASS and exact | 5' first | VAF interval covers | supporting fragments | PASS extra | normal fragments | not PASS |")
print("|---|---|---|---|---|---|---|---|---|")
for purity in ("0.6", "0.2", "0.1"):
    expected = float(purity) / 2 / (1 + float(purity) / 2)
    found = ordered = covered = extra = total = normal = 0
    support, dropped = [], []
    for seed in seeds:
        stem = folder / f"s{seed}.p{purity}"
        rows = called(f"{stem}.tumor.bam", f"{stem}.normal.bam", folder / f"out.{seed}.{purity}")
        total += len(truth)
        for row in rows:
            event, in_order = hit(row)
            if row["#name" if "#name" in row else "name"] and row["filter"] == "PASS":
                if event is None:
                    extra += 1
                    continue
                found += 1
                ordered += in_order
                covered += float(row["vaf_low"]) <= expected <= float(row["vaf_high"])
                normal += int(row["normal_fragments"])
                support.append(int(row["supporting_fragments"]))
            elif event is not None:
                dropped.append(f"{row['supporting_fragments']} fragments {row['filter']}")
    spread = f"{min(support)}–{max(support)}" if support else "."
    print(f"| {purity} | {total} | {found} | {ordered} | {covered} | {spread} | {extra} | {normal} | {', '.join(dropped) or '.'} |")

pairs = calls = listed = 0
for seed in seeds:
    for a, b in itertools.permutations(("0.6", "0.2", "0.1"), 2):
        rows = called(folder / f"s{seed}.p{a}.normal.bam", folder / f"s{seed}.p{b}.normal.bam", folder / f"out.normal.{seed}.{a}.{b}")
        pairs += 1
        calls += sum(row["filter"] == "PASS" for row in rows)
        listed += len(rows)
print(f"\nNormal versus normal: {pairs} pairs, {calls} PASS calls, {listed} candidates listed.")
