#!/usr/bin/env python3
"""Calls the samples of copies.sh: copies_table.py ONCOSWEEP FOLDER

One line a fusion and aligner: every candidate at either copy, with its fragments, filter and the places it names; then all candidates that are none of them.
"""
import csv, pathlib, subprocess, sys

tool, folder = sys.argv[1], pathlib.Path(sys.argv[2])
truth = [line.rstrip("\n").split("\t") for line in open(folder / "truth.tsv")]


def place(text):
    contig, position = text.rsplit(":", 1)
    return contig, int(position)


def near(a, b, within):
    return a[0] == b[0] and abs(a[1] - b[1]) <= within


for aligner in ("bwa", "minimap2"):
    out = folder / aligner
    command = [tool, "fusion", folder / f"{aligner}.bam", "--reference", folder / "ref.fa", "--output", out]
    subprocess.run([str(x) for x in command], check=True, stdout=subprocess.DEVNULL)
    rows = list(csv.DictReader(open(out / "fusions.tsv"), delimiter="\t"))
    print(f"\n{aligner}\n\n| copies differ in | candidate | fragments | split | VAF | filter | alternatives |\n|---|---|---|---|---|---|---|")
    used = set()
    for unique, true, copy, share in truth:
        for i, row in enumerate(rows):
            ends, within = [place(row["breakpoint1"]), place(row["breakpoint2"])], 10 if row["precise"] == "true" else 1000
            for a, b in (ends, ends[::-1]):
                for where, name in ((true, "true place"), (copy, "other copy")):
                    if near(a, place(unique), within) and near(b, place(where), within):
                        used.add(i)
                        print(f"| {float(share):.1%} | {name} {'' if row['precise'] == 'true' else '(pairs)'} | {row['supporting_fragments']} | {row['split_reads']} | {row['vaf']} | {row['filter']} | {row.get('alternatives', '.')} |")
    rest = [row for i, row in enumerate(rows) if i not in used]
    print(f"\nOther candidates: {len(rest)}, {sum(row['filter'] == 'PASS' for row in rest)} PASS")
