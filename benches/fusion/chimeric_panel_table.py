#!/usr/bin/env python3
"""Calls the panels of chimeric_panel.sh and scores them: chimeric_panel_table.py ONCOSWEEP REFERENCE GENES FOLDER [DELLY_SAMPLE]

For each share of chimeric fragments: recall by the fragments that show a junction; false candidates of several fragments beside what the quality promises (Q says that the
background makes such a junction with probability 10^(-Q/10) in a sample: -ln(1 - 10^(-Q/10)) of them, of those with a split read and of those without one each), from hardly any
to many a sample, where the quality is next to nothing; and what the learnt background is for: candidates that nothing but LowQual drops, which would be calls by the number of
their fragments. DELLY_SAMPLE (panel31/noisy0.05.bam)
is called by delly, too.
"""
import collections, csv, json, math, pathlib, re, subprocess, sys

tool, reference, genes, folder = sys.argv[1:4] + [pathlib.Path(sys.argv[4])]
delly = sys.argv[5] if len(sys.argv) > 5 else ""
BINS = [(1, 2), (3, 3), (4, 5), (6, 10), (11, 30), (31, 10**9)]
PROMISED = (0.01, 0.1, 0.3, 1, 2, 3, 5, 10, 20)
WINDOW = 10


def table(path):
    with open(path) as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def near(places, truth):
    ends = [(truth[f"chrom{i}"], int(truth[f"pos{i}"])) for i in (1, 2)]
    ok = lambda place, end: place[0] == end[0] and abs(place[1] - end[1]) <= WINDOW
    return (ok(places[0], ends[0]) and ok(places[1], ends[1])) or (ok(places[0], ends[1]) and ok(places[1], ends[0]))


def places(row):
    split = [row[f"breakpoint{i}"].rsplit(":", 1) for i in (1, 2)]
    return [(chrom, int(position)) for chrom, position in split]


def expected(quality):
    """Junctions a sample that the quality promises at most."""
    return -math.log1p(-(10 ** (-quality / 10))) if quality > 1e-14 else math.inf


def run(*command):
    return subprocess.run([str(x) for x in command], check=True, capture_output=True, text=True).stdout


shares = collections.defaultdict(list)
for bam in sorted(folder.glob("panel*/noisy*.bam")):
    shares[float(re.search(r"noisy([\d.]+)\.bam", bam.name)[1])].append(bam)
for share, bams in sorted(shares.items()):
    recall, false, dropped, reads, only = {b: [0, 0, 0] for b in BINS}, [], collections.Counter(), 0, collections.Counter()
    passed = []
    for bam in bams:
        out = bam.with_suffix(".out")
        run(tool, "fusion", bam, "--reference", reference, "--genes", genes, "--targets", folder / "panel.bed", "--output", out)
        reads += int(run("samtools", "view", "-c", "-F", "0x900", bam))
        rows, truth, used = table(out / "fusions.tsv"), table(bam.parent / "fusions.truth.tsv"), set()
        for t in truth:
            hits = [i for i, row in enumerate(rows) if near(places(row), t)]
            used.update(hits)
            for (low, high), counts in recall.items():
                if low <= int(t["tumor_fragments"]) <= high:
                    counts[0] += 1
                    counts[1] += any(rows[i]["filter"] == "PASS" for i in hits)
                    counts[2] += bool(hits)
        exact = {(f["breakpoint1"], f["breakpoint2"]): f["quality"] for f in json.loads((out / "profile.json").read_text())["fusions"]}
        for i, row in enumerate(rows):
            if i in used:
                continue
            if int(row["supporting_fragments"]) > 1:
                quality = exact[row["breakpoint1"], row["breakpoint2"]]
                false.append((expected(quality), int(row["split_reads"]) > 0))
            if row["filter"] == "PASS":
                passed.append(f"{bam.parent.name} {row['#name']} {row['supporting_fragments']} fragments, quality {row['quality']}")
            if row["filter"] == "LowQual":
                only[int(row["supporting_fragments"])] += 1
    print(f"\n### {share:.0%} of fragments chimeric: {len(bams)} panels, {reads / 1e6:.1f} M reads\n")
    print("| fragments in the reads | junctions | PASS | PASS or listed |\n|---|---|---|---|")
    for (low, high), (total, called, listed) in recall.items():
        name = f"{low}" if low == high else f"{low}–{high}" if high < 10**9 else f"{low} or more"
        if total:
            print(f"| {name} | {total} | {called} | {listed} |")
    print("\n| promised a sample | quality | false with a split read | without one | promised for each of both |\n|---|---|---|---|---|")
    for limit in PROMISED:
        split, pairs = (sum(x <= limit and kind is wanted for x, kind in false) for wanted in (True, False))
        quality = -10 * math.log10(-math.expm1(-limit))
        print(f"| {limit} | {quality:.2g} | {split} | {pairs} | {limit * len(bams):.3g} |")
    split, pairs = (sum(kind is wanted for _, kind in false) for wanted in (True, False))
    print(f"| all | 0 | {split} | {pairs} | . |")
    by_count = ", ".join(f"{n} of {count} fragments" for count, n in sorted(only.items()))
    print(f"\nFalse PASS calls: {len(passed)}. {'; '.join(passed)}\n\nWithout the learnt background (dropped by nothing but LowQual): {sum(only.values())} ({by_count}).")
if delly:
    bam = folder / delly
    run("delly", "call", "-g", reference, "-o", folder / "delly.bcf", bam)
    truth = table(bam.parent / "fusions.truth.tsv")
    calls = [line.split("\t") for line in run("bcftools", "view", "-H", "-f", "PASS", folder / "delly.bcf").splitlines()]
    value = lambda info, key: (re.search(rf"(?:^|;){key}=([^;]+)", info) or [None, None])[1]
    found, extra = set(), 0
    for c in calls:
        info = c[7]
        other = (value(info, "CHR2") or c[0], int(value(info, "POS2") or value(info, "END")))
        if other[0] == c[0] and abs(other[1] - int(c[1])) < 10_000:
            continue
        hits = [t["#name"] for t in truth if near([(c[0], int(c[1])), other], t)]
        found.update(hits)
        extra += not hits
    counts = {t["#name"]: int(t["tumor_fragments"]) for t in truth}
    print(f"\ndelly on {delly}: {len(found)} of {len(truth)} junctions PASS (those of {sorted(counts[name] for name in found)} of {sorted(counts.values())} fragments), {extra} PASS calls more (joining 10 kb or more).")
