#!/usr/bin/env python3
"""Makes a share of a BAM's fragments chimeric: chimeric_noise.py IN.bam OUT.bam SHARE [SEED]

Two fragments drawn at random become one, as template switching and ligation of strangers leave them: the first bases of a read of one go on as the rest
of a read of the other (a split read, with an SA tag when both parts have 30 bases, else clipped), or the mates come from the two. Of every
chimera, two fragments of the input are used up. Places of breaks are uniform along the fragment.
"""
import random, subprocess, sys

import pysam

source, target, share, seed = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1
rng = random.Random(seed)
MIN_PART = 30
TURN = str.maketrans("ACGTN", "TGCAN")


def sequenced(read):
    bases, qualities = read.query_sequence, list(read.query_qualities)
    return (bases.translate(TURN)[::-1], qualities[::-1]) if read.is_reverse else (bases, qualities)


def part(read, first, count):
    """CIGAR and start when only the first or last `count` bases, as sequenced, are aligned."""
    cigar, length = list(read.cigartuples), read.query_length
    keep_left = first != read.is_reverse
    if not keep_left:
        cigar.reverse()
    kept, left, reference = [], count, 0
    for op, n in cigar:
        query = op in (0, 1, 4, 7, 8)
        take = min(n, left) if query else n
        if left <= 0:
            break
        kept.append((op, take))
        left -= take if query else 0
    while kept and kept[-1][0] not in (0, 7, 8):
        kept.pop()
    used = sum(n for op, n in kept if op in (0, 1, 4, 7, 8))
    if not kept or not any(op in (0, 7, 8) for op, _ in kept):
        return None
    kept.append((4, length - used))
    reference = sum(n for op, n in kept if op in (0, 2, 3, 7, 8))
    if keep_left:
        return kept, read.reference_start, used
    return kept[::-1], read.reference_end - reference, used


def record(template, name, bases, qualities, cigar, start, flag, mate):
    r = pysam.AlignedSegment(out.header)
    r.query_name, r.flag = name, flag | (16 if template.is_reverse else 0) | (32 if mate.is_reverse else 0)
    r.reference_id, r.reference_start, r.mapping_quality, r.cigartuples = template.reference_id, start, template.mapping_quality, cigar
    r.query_sequence = bases.translate(TURN)[::-1] if template.is_reverse else bases
    r.query_qualities = pysam.qualitystring_to_array("".join(chr(q + 33) for q in (qualities[::-1] if template.is_reverse else qualities)))
    r.next_reference_id, r.next_reference_start = mate.reference_id, mate.reference_start
    if template.has_tag("RG"):
        r.set_tag("RG", template.get_tag("RG"))
    return r


def sa(r, template):
    return f"{template.reference_name},{r.reference_start + 1},{'-' if template.is_reverse else '+'},{r.cigarstring},{r.mapping_quality},0;"


def chimera(a_pair, b_pair, name):
    a = rng.choice(a_pair)
    b, mate = rng.sample(b_pair, 2)
    length = a.query_length
    span = max(length, abs(a.template_length) or 2 * length)
    x = rng.randrange(span)
    bases_a, qualities_a = sequenced(a)
    if x >= length or b.query_length != length:
        first = record(a, name, bases_a, qualities_a, a.cigartuples, a.reference_start, 1 | 64, mate)
        records = [first]
    else:
        bases_b, qualities_b = sequenced(b)
        bases, qualities = bases_a[:x] + bases_b[x:], qualities_a[:x] + qualities_b[x:]
        parts = [(a, part(a, True, x)), (b, part(b, False, length - x))]
        parts = sorted([p for p in parts if p[1]], key=lambda p: -p[1][2])
        if not parts:
            return []
        records = [record(t, name, bases, qualities, cigar, start, 1 | 64, mate) for t, (cigar, start, _) in parts[:1]]
        if len(parts) == 2 and parts[1][1][2] >= MIN_PART:
            t, (cigar, start, _) = parts[1]
            second = record(t, name, bases, qualities, cigar, start, 1 | 64 | 2048, mate)
            records[0].set_tag("SA", sa(second, t))
            second.set_tag("SA", sa(records[0], parts[0][0]))
            records.append(second)
    bases_m, qualities_m = sequenced(mate)
    other = record(mate, name, bases_m, qualities_m, mate.cigartuples, mate.reference_start, 1 | 128, records[0])
    # The first read may be proper with its mate when both come from one fragment's end; the flag stays off, as aligners leave it for split reads.
    return [*records, other]


held, chimeras = {}, 0
with pysam.AlignmentFile(source) as bam, pysam.AlignmentFile(target + ".tmp.bam", "wb", header=bam.header) as out:
    chosen = {}
    for read in bam:
        usable = read.is_paired and read.is_proper_pair and not (read.is_secondary or read.is_supplementary or read.is_duplicate or read.has_tag("SA"))
        if usable and read.query_name not in chosen:
            chosen[read.query_name] = rng.random() < 2 * share
        if usable and chosen.get(read.query_name):
            held.setdefault(read.query_name, []).append(read)
        else:
            out.write(read)
    whole = [pair for _, pair in sorted(held.items()) if len(pair) == 2]
    for pair in held.values():
        if len(pair) != 2:
            out.write(pair[0])
    rng.shuffle(whole)
    for number, (a_pair, b_pair) in enumerate(zip(whole[::2], whole[1::2])):
        made = chimera(a_pair, b_pair, f"chimera{number}")
        chimeras += bool(made)
        for r in made:
            out.write(r)
subprocess.run(["samtools", "sort", "-l1", "-m1G", "-o", target, target + ".tmp.bam"], check=True, stderr=subprocess.DEVNULL)
subprocess.run(["samtools", "index", target], check=True)
subprocess.run(["rm", target + ".tmp.bam"], check=True)
print(f"{chimeras} chimeric fragments")
