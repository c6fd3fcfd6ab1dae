#!/usr/bin/env python3
"""Checks a simulated pair with an independent reader (pysam) against its truth files.

usage: check_pair.py DIR REFERENCE.fa [--tumor tumor] [--normal normal] [--rna NAME]      (needs pysam; exit 1 when anything disagrees)

For every planted variant, microsatellite and junction the reads are counted anew and compared with what the truth says was written
(within a small allowance for sequencing errors and reads that show nothing) and with what it says to expect (within binomial error).
Base qualities are compared with the error rate, NM and MD with the reference, flags, mates and TLEN with each other.
"""
import argparse
import collections
import gzip
import math
import re
import sys
from pathlib import Path

import pysam

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", type=Path)
parser.add_argument("reference")
parser.add_argument("--tumor", default="tumor")
parser.add_argument("--normal", default="normal")
parser.add_argument("--rna", help="check this RNA sample instead of a pair")
parser.add_argument("--max-things", type=int, default=3000, help="variants and sites that are looked at, each")
args = parser.parse_args()
fasta = pysam.FastaFile(args.reference)
problems = collections.Counter()
examples = {}


def check(good, what, example=""):
    problems[what] += not good
    problems["checked: " + what] += 1
    if not good:
        examples.setdefault(what, []).append(str(example))


def fragments(bam, chrom, start, end):
    """Unique fragments with a read over [start, end): name -> reads."""
    by_name = collections.defaultdict(list)
    for read in bam.fetch(chrom, max(0, start), end):
        if not read.is_duplicate and not read.is_supplementary:
            by_name[read.query_name].append(read)
    return by_name


def binomial_z(successes, trials, p):
    p = min(max(p, 1e-9), 1 - 1e-9)
    return (successes - trials * p) / math.sqrt(trials * p * (1 - p) + 1e-9)


def has_gap(read, position, deleted, inserted):
    """Whether the read's CIGAR has this very gap; position is the 0-based base behind the anchor."""
    at = read.reference_start
    for op, length in read.cigartuples:
        if op == 2 and at == position and length == deleted:
            return True
        if op == 1 and at == position + 0 and length == inserted and not deleted:
            return True
        if op in (0, 2, 3, 7, 8):
            at += length
    return False


def check_variants(bam, name, key_alt, key_total, key_fraction):
    deviations = []
    records = [l.rstrip("\n").split("\t") for l in gzip.open(args.folder / name, "rt") if l[0] != "#"]
    step = max(1, len(records) // args.max_things)
    for chrom, pos, _, ref, alt, _, _, info in (r[:8] for r in records[::step]):
        info = dict(x.split("=", 1) for x in info.split(";") if "=" in x)
        stated_alt, stated_total, fraction = int(info[key_alt]), int(info[key_total]), float(info[key_fraction])
        start = int(pos) - 1
        check(fasta.fetch(chrom, start, start + len(ref)).upper() == ref, "REF is the reference's", (chrom, pos))
        indel = len(ref) != len(alt)
        alternate = total = 0
        for reads in fragments(bam, chrom, start, start + len(ref)).values():
            shown = set()
            for read in reads:
                if indel:
                    if read.reference_start <= start and read.reference_end >= start + len(ref) + 1:
                        shown.add(has_gap(read, start + 1, len(ref) - 1, len(alt) - 1))
                elif read.reference_start <= start and read.reference_end >= start + len(ref):
                    pairs = {r: q for q, r in read.get_aligned_pairs(matches_only=True)}
                    bases = "".join(read.query_sequence[pairs[p]] if p in pairs else "-" for p in range(start, start + len(ref)))
                    shown.add(bases == alt)
            total += bool(shown)
            alternate += any(shown)
        slack = 2 + 0.03 * stated_total
        check(abs(alternate - stated_alt) <= slack, f"{name}: written support", (chrom, pos, ref, alt, alternate, stated_alt))
        check(abs(total - stated_total) <= 2 + slack + (0.1 * stated_total if indel else 0), f"{name}: written depth", (chrom, pos, ref, alt, total, stated_total))
        if stated_total >= 10:
            z = binomial_z(stated_alt, stated_total, fraction)
            check(abs(z) < 6 or fraction in (0.0, 1.0) and abs(stated_alt - stated_total * fraction) <= 2, f"{name}: expected fraction", (chrom, pos, ref, alt, stated_alt, stated_total, fraction))
            if 0.02 < fraction < 0.98 and not indel:
                deviations.append(z)
    if len(deviations) > 30:
        mean = sum(deviations) / len(deviations)
        spread = math.sqrt(sum((d - mean) ** 2 for d in deviations) / len(deviations))
        print(f"{name} in {bam.filename.decode().rsplit('/', 1)[-1]}: {len(records)} variants, standardised deviations: mean {mean:+.3f}, spread {spread:.3f}")
        check(abs(mean) < 5 / math.sqrt(len(deviations)) + 0.05 and 0.8 < spread < 1.2, f"{name}: deviations are binomial", (mean, spread))


def length_at(read, start, end):
    """Bases of the read between the base before the repeat and the base behind it."""
    left = right = None
    for q, r in read.get_aligned_pairs(matches_only=True):
        if r < start:
            left = q
        elif r >= end and right is None:
            right = q
    return right - left - 1 if left is not None and right is not None else None


def check_sites(bam, depth_column, shifted_column):
    rows = [l.rstrip("\n").split("\t") for l in open(args.folder / "msi.truth.tsv")]
    changed = unstable = 0
    step = max(1, len(rows) // args.max_things)
    sums = [0, 0.0]
    for row in rows[::step]:
        chrom, start, end, unit, copies = row[0], int(row[1]), int(row[2]), row[3], int(row[4])
        inherited, shift, expected = [int(x) for x in row[5].split(",")], int(row[6]), float(row[7])
        stated, shifted = int(row[depth_column]), int(row[shifted_column])
        spanning, unlike = 0, 0
        for reads in fragments(bam, chrom, start - 5, end + 5).values():
            lengths = [length_at(r, start, end) for r in reads if r.reference_start <= start - 5 and r.reference_end >= end + 5]
            lengths = [x for x in lengths if x is not None]
            spanning += bool(lengths)
            own = {end - start + i * len(unit) for i in inherited}
            unlike += bool(lengths) and lengths[0] not in own
        check(abs(spanning - stated) <= 2 + 0.05 * stated, "sites: written depth", (row, spanning))
        if row[-1] == "unstable" and depth_column == 8:
            unstable += 1
            check(abs(binomial_z(shifted, stated, expected)) < 6, "sites: expected fraction", row)
            sums[0] += shifted
            sums[1] += stated * expected
            # Changes that a shift undoes (an inherited allele next to it) and stutter blur this count.
            changed += unlike >= 0.5 * shifted - 2
    if unstable:
        print(f"sites: {unstable} unstable looked at, {changed} show it; shifted fragments {sums[0]}, expected {sums[1]:.0f}")
        check(changed >= 0.97 * unstable, "sites: unstable ones show", (changed, unstable))
        check(abs(sums[0] - sums[1]) < 6 * math.sqrt(sums[1]), "sites: total", sums)


def check_junctions(bam, path, columns):
    lines = open(path).read().splitlines()
    head = lines[0].lstrip("#").split("\t")
    for line in lines[1:]:
        row = dict(zip(head, line.split("\t")))
        ends = [(row["chrom1"], int(row["pos1"]) - 1), (row["chrom2"], int(row["pos2"]) - 1)]
        split, apart = set(), set()
        for me, (chrom, position) in enumerate(ends):
            other_chrom, other = ends[1 - me]
            for read in bam.fetch(chrom, max(0, position - 1200), position + 1200):
                if read.is_duplicate:
                    continue
                if read.has_tag("SA"):
                    for entry in read.get_tag("SA").rstrip(";").split(";"):
                        c, p, *_ = entry.split(",")
                        if c == other_chrom and abs(int(p) - 1 - other) < 300_000:
                            near = min(abs(read.reference_start - position), abs(read.reference_end - 1 - position))
                            check(near <= 25, "junctions: split reads end at the breakpoint", (row["name"], read.query_name, near))
                            split.add(read.query_name)
                elif not read.is_proper_pair and read.next_reference_name == other_chrom and abs(read.next_reference_start - other) < 3000:
                    apart.add(read.query_name)
        apart -= split
        stated_split, stated_apart = int(row[columns[0]]), int(row[columns[1]])
        check(len(split) == stated_split, "junctions: split fragments", (row["name"], len(split), stated_split))
        if not args.rna:
            check(abs(len(apart) - stated_apart) <= 1 + 0.05 * stated_apart, "junctions: discordant fragments", (row["name"], len(apart), stated_apart))
        if "expected_fraction" in row:
            total = int(row["tumor_fragments"]) + int(row["tumor_unbroken1"])
            # Not a binomial: the numbers of broken and of unbroken fragments vary independently.
            z = binomial_z(int(row["tumor_fragments"]), total, float(row["expected_fraction"])) if total else 0
            check(abs(z) < 5, "junctions: expected fraction", row)
        print(f"junction {row['name']}: {len(split)} split, {len(apart)} discordant (stated {stated_split}, {stated_apart})")


def check_reads(path, limit=400_000):
    bam = pysam.AlignmentFile(str(path))
    bases, wrong = collections.Counter(), collections.Counter()
    mates, last = {}, (-1, -1)
    duplicates = total = 0
    for number, read in enumerate(bam):
        place = (read.reference_id, read.reference_start)
        check(place >= last, "records are sorted", (last, place))
        last = place
        if number >= limit:
            break
        total += 1
        duplicates += read.is_duplicate
        known = fasta.fetch(read.reference_name, read.reference_start, read.reference_end).upper()
        distance, md, run, at, query = 0, "", 0, 0, 0
        for op, length in read.cigartuples:
            if op == 0:
                for i in range(length):
                    base, there = read.query_sequence[query + i], known[at + i]
                    if base == there:
                        run += 1
                    else:
                        distance, md, run = distance + 1, md + f"{run}{there}", 0
                    if base != "N" and len(read.cigartuples) == 1:
                        quality = read.query_qualities[query + i]
                        bases[quality] += 1
                        wrong[quality] += base != there
                at, query = at + length, query + length
            elif op == 1:
                distance, query = distance + length, query + length
            elif op == 2:
                distance, md, run, at = distance + length, md + f"{run}^{known[at:at + length]}", 0, at + length
            elif op == 3:
                at += length
            elif op == 4:
                query += length
        md += str(run)
        check(read.get_tag("NM") == distance, "NM", (read.query_name, read.get_tag("NM"), distance))
        check(read.get_tag("MD") == md, "MD", (read.query_name, read.get_tag("MD"), md))
        check(read.reference_length == at, "CIGAR and end")
        check(not re.search(r"^\d+[ID]|[ID]$", read.cigarstring.lstrip("0123456789SH")) , "gaps are inside", read.cigarstring)
        if read.is_supplementary:
            check(read.has_tag("SA"), "supplementary records have SA")
            continue
        check(read.is_paired and not read.is_unmapped and read.is_read1 != read.is_read2, "flags")
        key = (read.query_name, read.is_duplicate)
        if key in mates:
            a, b = mates.pop(key), read
            for x, y in ((a, b), (b, a)):
                check(x.next_reference_id == y.reference_id and x.next_reference_start == y.reference_start, "mate's place", x.query_name)
                check(x.mate_is_reverse == y.is_reverse, "mate's strand", x.query_name)
                check(x.get_tag("MC") == y.cigarstring, "MC", x.query_name)
            check(a.is_read1 != b.is_read1, "one read of each kind", a.query_name)
            check(a.template_length == -b.template_length, "TLEN", (a.query_name, a.template_length, b.template_length))
            if a.reference_id == b.reference_id and a.is_proper_pair:
                span = max(a.reference_end, b.reference_end) - min(a.reference_start, b.reference_start)
                soft = any(op == 4 for r in (a, b) for op, _ in r.cigartuples)
                check(abs(a.template_length) == span or soft or span < 300, "TLEN and span", (a.query_name, a.template_length, span))
        else:
            mates[key] = read
    print(f"{path.name}: {total} records looked at, {duplicates / max(total, 1):.4f} duplicates")
    for quality in sorted(bases):
        stated = 10 ** (-quality / 10)
        expected = bases[quality] * stated
        if expected >= 100:
            ratio = wrong[quality] / expected
            print(f"  Q{quality}: {bases[quality]} bases, error rate {wrong[quality] / bases[quality]:.2e} ({stated:.2e} stated; variants included)")
            if quality <= 25:
                check(abs(ratio - 1) < 0.05 + 5 / math.sqrt(expected) + 0.0015 * bases[quality] / expected, "qualities and errors", (quality, ratio))


if args.rna:
    bam = pysam.AlignmentFile(str(args.folder / f"{args.rna}.bam"))
    check_reads(args.folder / f"{args.rna}.bam")
    check_junctions(bam, args.folder / "fusions.truth.tsv", ("split", "discordant"))
else:
    tumor = pysam.AlignmentFile(str(args.folder / f"{args.tumor}.bam"))
    normal = pysam.AlignmentFile(str(args.folder / f"{args.normal}.bam"))
    for path in (args.folder / f"{args.tumor}.bam", args.folder / f"{args.normal}.bam"):
        check_reads(path)
    check_variants(tumor, "somatic.vcf.gz", "NALT", "NTOT", "TVAF")
    check_variants(tumor, "germline.vcf.gz", "NALT", "NTOT", "TVAF")
    check_variants(normal, "germline.vcf.gz", "NNALT", "NNTOT", "NVAF")
    check_sites(tumor, 8, 9)
    check_sites(normal, 10, 11)
    check_junctions(tumor, args.folder / "fusions.truth.tsv", ("tumor_split", "tumor_discordant"))

bad = {what: n for what, n in problems.items() if n and not what.startswith("checked: ")}
for what, n in sorted(problems.items()):
    if what.startswith("checked: "):
        print(f"  {what[9:]}: {n} checked, {problems[what[9:]]} disagree {examples.get(what[9:], [])[:3] or ''}")
sys.exit(bool(bad))
