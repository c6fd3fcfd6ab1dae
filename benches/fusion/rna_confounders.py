#!/usr/bin/env python3
"""RNA with everything that looks like a fusion and is none: rna_confounders.py PIECES.fa GENES.gtf.gz OUT SEED [FRAGMENTS]

Written apart from the project's simulator. PIECES: contigs named chrom_start_end (1-based start), indexed; GENES: at true coordinates. Writes
  OUT/ref.fa, OUT/genes.gtf     the pieces, and one contig of paralogs: 16 genes copied exon by exon with 1 to 8 % of bases changed (the same for all seeds)
  OUT/sSEED.1.fq, .2.fq         paired reads of 100 bases: log-normal expression, fragments of 250 +- 60 bases, 0.3 % errors
  OUT/sSEED.truth.tsv           kind (fusion, readthrough, paralogs), both genes, places (1-based last retained bases; `.` for paralogs), fragments over it
Fusions: 12 pairs of genes, exon end to exon start, 2 to 30 fragments. Read-throughs: neighbours on one strand, up to 50 kb apart, the last exon of one skipped
for the second of the other, in 5 % of the first gene's fragments. One fragment in a hundred is a chimera of two, drawn by expression and joined anywhere.
"""
import gzip, re, sys

import numpy as np
import pysam

pieces, genes, out, seed = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
fragments = int(sys.argv[5]) if len(sys.argv) > 5 else 200_000
READ, CHIMERIC, READ_THROUGH, ERROR = 100, 0.01, 0.05, 0.003
TURN = bytes.maketrans(b"ACGTN", b"TGCAN")
turned = lambda b: b.translate(TURN)[::-1]

fasta = pysam.FastaFile(pieces)
held = []
for name in fasta.references:
    chrom, start, end = name.rsplit("_", 2)
    held.append((name, chrom, int(start) - 1, int(end)))
bases = {name: fasta.fetch(name).upper().encode() for name in fasta.references}

# The longest coding transcript of each gene that lies on one piece: name -> (contig, strand, exons 0-based half-open in the genome's order, CDS rows).
transcripts, rows = {}, {}
with gzip.open(genes, "rt") as lines:
    for line in lines:
        f = line.rstrip("\n").split("\t")
        if len(f) < 9 or f[2] not in ("exon", "CDS"):
            continue
        attr = dict(re.findall(r'(\S+) "([^"]*)"', f[8]))
        for contig, chrom, low, high in held:
            if f[0] == chrom and low < int(f[3]) and int(f[4]) <= high:
                key = (attr.get("gene_name", attr["gene_id"]), attr["transcript_id"], contig, f[6])
                rows.setdefault(key, []).append((f[2], int(f[3]) - 1 - low, int(f[4]) - low, f[7]))
for (gene, name, contig, strand), parts in sorted(rows.items()):
    exons = sorted((s, e) for kind, s, e, _ in parts if kind == "exon")
    coding = sum(e - s for kind, s, e, _ in parts if kind == "CDS")
    if coding and len(exons) >= 3 and (gene not in transcripts or coding > transcripts[gene]["coding"]):
        transcripts[gene] = {"gene": gene, "contig": contig, "strand": strand, "exons": exons, "coding": coding, "parts": parts}

# Paralogs, the same for every seed.
fixed, contig = np.random.default_rng(5), bytearray()
letters = lambda rng, n: bytes(np.frombuffer(b"ACGT", "u1")[rng.integers(0, 4, n)])
relatives = []
for i, gene in enumerate(fixed.choice(sorted(transcripts), 16, replace=False)):
    t = transcripts[gene]
    contig += letters(fixed, 5000)
    exons = []
    for s, e in t["exons"]:
        copy = np.frombuffer(bases[t["contig"]][s:e], "u1").copy()
        hit = fixed.random(e - s) < 0.01 * (1 + i % 8)
        copy[hit] = np.frombuffer(b"ACGT", "u1")[fixed.integers(0, 4, hit.sum())]
        exons.append((len(contig), len(contig) + e - s))
        intron = letters(fixed, 600)
        contig += bytes(copy) + (b"GT" + intron + b"AG" if t["strand"] == "+" else b"CT" + intron + b"AC")
    copy = f"{gene}L"
    transcripts[copy] = {"gene": copy, "contig": "paralogs", "strand": t["strand"], "exons": exons, "coding": 0, "parts": [("exon", s, e, ".") for s, e in exons]}
    relatives.append((gene, copy))
bases["paralogs"] = bytes(contig + letters(fixed, 5000))
with open(f"{out}/ref.fa", "w") as fa, open(f"{out}/genes.gtf", "w") as gtf:
    for name, b in bases.items():
        fa.write(f">{name}\n" + "\n".join(b[i : i + 100].decode() for i in range(0, len(b), 100)) + "\n")
    for gene, t in sorted(transcripts.items()):
        for kind, s, e, phase in t["parts"]:
            gtf.write(f'{t["contig"]}\tsim\t{kind}\t{s + 1}\t{e}\t.\t{t["strand"]}\t{phase}\tgene_id "{gene}"; transcript_id "{gene}.1"; gene_name "{gene}";\n')

rng = np.random.default_rng(seed)


def in_order(t):
    """Exons in the transcript's direction, as (start, end)."""
    return t["exons"] if t["strand"] == "+" else t["exons"][::-1]


def spliced(t, exons):
    b = bases[t["contig"]]
    return b"".join(b[s:e] if t["strand"] == "+" else turned(b[s:e]) for s, e in exons)


def edge(t, exon, last):
    """1-based contig:position of an exon's last or first base as it is transcribed."""
    s, e = exon
    return f'{t["contig"]}:{e if (t["strand"] == "+") == last else s + 1}'


names = sorted(transcripts)
molecules = [(spliced(transcripts[g], in_order(transcripts[g])), None) for g in names]
weights = np.exp(rng.normal(0, 1.8, len(names))) * [len(m[0]) for m in molecules]
weights /= weights.sum()
counts, events = rng.multinomial(fragments, weights), []


def joined(a, b, cut_a, cut_b, kind):
    """Exons up to cut_a of a, exons from cut_b of b."""
    ta, tb = transcripts[a], transcripts[b]
    xa, xb = in_order(ta)[: cut_a + 1], in_order(tb)[cut_b:]
    left, right = spliced(ta, xa), spliced(tb, xb)
    events.append([kind, a, b, edge(ta, xa[-1], True), edge(tb, xb[0], False), 0])
    # Only the surroundings of the junction: fragments elsewhere tell nothing.
    left, right = left[-600:], right[:600]
    return left + right, (len(left), len(events) - 1)


extra = []
long_enough = [g for g in names if transcripts[g]["coding"] > 900 and len(transcripts[g]["exons"]) >= 4]
for support in np.exp(rng.uniform(np.log(2), np.log(30), 12)):
    a, b = rng.choice(long_enough, 2, replace=False)
    cut_a, cut_b = rng.integers(1, len(transcripts[a]["exons"]) - 1), rng.integers(1, len(transcripts[b]["exons"]) - 1)
    molecule = joined(a, b, cut_a, cut_b, "fusion")
    # Of the fragments of a stretch of 1,200 bases about a fifth lie over its middle.
    extra.append((molecule, rng.poisson(support * (len(molecule[0]) - 250) / 230)))
for a in names:
    ta = transcripts[a]
    neighbours = [b for b in names if b != a and (transcripts[b]["contig"], transcripts[b]["strand"]) == (ta["contig"], ta["strand"]) and a not in (b + "L", b[:-1])]
    ahead = lambda t: (t["exons"][0][0] - ta["exons"][-1][1]) if ta["strand"] == "+" else (ta["exons"][0][0] - t["exons"][-1][1])
    near = sorted((ahead(transcripts[b]), b) for b in neighbours if 0 < ahead(transcripts[b]) <= 50_000)
    if near and ta["contig"] != "paralogs" and counts[names.index(a)] >= 60:
        extra.append((joined(a, near[0][1], len(ta["exons"]) - 2, 1, "readthrough"), int(counts[names.index(a)] * READ_THROUGH)))


def draw(molecule):
    length = int(np.clip(rng.normal(250, 60), READ, len(molecule)))
    start = int(rng.integers(0, len(molecule) - length + 1))
    return start, molecule[start : start + length]


def sequenced(fragment):
    reads = []
    for b in (fragment[:READ], turned(fragment)[:READ]):
        a = np.frombuffer(b, "u1").copy()
        hit = rng.random(len(a)) < ERROR
        a[hit] = np.frombuffer(b"ACGT", "u1")[rng.integers(0, 4, hit.sum())]
        reads.append(bytes(a))
    return reads if rng.random() < 0.5 else reads[::-1]


with open(f"{out}/s{seed}.1.fq", "wb") as one, open(f"{out}/s{seed}.2.fq", "wb") as two:
    number, waiting = 0, None

    def write(fragment):
        global number
        number += 1
        for fq, b in zip((one, two), sequenced(fragment)):
            fq.write(b"@f%d\n%s\n+\n%s\n" % (number, b, b"I" * len(b)))

    def emit(fragment):
        """Two fragments in two hundred become one, cut at a random place."""
        global waiting
        if rng.random() >= 2 * CHIMERIC:
            return write(fragment)
        if rng.random() < 0.5:
            fragment = turned(fragment)
        if waiting is None:
            waiting = fragment
            return
        cut = rng.random()
        write(waiting[: int(cut * len(waiting))] + fragment[int(cut * len(fragment)) :])
        waiting = None

    pool = [(molecule, n) for molecule, n in zip(molecules, counts)] + extra
    order = np.repeat(np.arange(len(pool)), [n for _, n in pool])
    rng.shuffle(order)
    for index in order:
        molecule, event = pool[index][0]
        if len(molecule) < READ:
            continue
        start, fragment = draw(molecule)
        if event and start + 10 <= event[0] <= start + len(fragment) - 10:
            events[event[1]][5] += 1
        if index >= len(molecules):
            write(fragment)
        else:
            emit(fragment)
with open(f"{out}/s{seed}.truth.tsv", "w") as truth:
    truth.write("#kind\tgene1\tgene2\tplace1\tplace2\tfragments\n")
    for event in events:
        truth.write("\t".join(str(x) for x in event) + "\n")
    for a, b in relatives:
        truth.write(f"paralogs\t{a}\t{b}\t.\t.\t{min(counts[names.index(a)], counts[names.index(b)])}\n")
print(f"{number} fragments, {len(events)} events, {len(relatives)} pairs of paralogs")
