#!/usr/bin/env python3
"""Cuts 120 kb around each breakpoint of four junctions out of a reference of genome pieces, with the genes on them.

usage: purity_pieces.py PIECES.fa.gz GENES.gtf.gz OUT

PIECES: contigs named chrom_start_end (1-based start), indexed; GENES: at true coordinates. Writes OUT/ref.fa, OUT/genes.gtf and OUT/fusions.args
(arguments for make_haps.py: 0-based offsets between bases, `+` or `-` for the strand a partner is read from, 5' partner first).
"""
import gzip, sys

import pysam

HALF = 60_000
# 5' partner, 3' partner: name, chromosome, breakpoint (the offset between bases, 0-based), strand of the gene.
JUNCTIONS = [
    (("EGFR", "chr7", 55_200_799, "+"), ("SEPTIN14", "chr7", 55_796_999, "-")),
    (("BRCA1", "chr17", 43_090_499, "-"), ("PIK3R1", "chr5", 68_279_999, "+")),
    (("TET2", "chr4", 105_239_999, "+"), ("RAF1", "chr3", 12_599_999, "-")),
    (("KIT", "chr4", 54_679_999, "+"), ("PPARG", "chr3", 12_389_999, "+")),
]

pieces, genes, out = sys.argv[1:4]
fasta = pysam.FastaFile(pieces)
held = {}
for name in fasta.references:
    chrom, start, end = name.rsplit("_", 2)
    held.setdefault(chrom, []).append((int(start) - 1, name))
cut, args = [], []
with open(f"{out}/ref.fa", "w") as fa:
    for junction in JUNCTIONS:
        for gene, chrom, offset, strand in junction:
            for start, name in held[chrom]:
                if start + HALF <= offset and offset + HALF <= start + fasta.get_reference_length(name):
                    bases = fasta.fetch(name, offset - HALF - start, offset + HALF - start).upper()
                    fa.write(f">{gene}\n" + "\n".join(bases[i : i + 100] for i in range(0, len(bases), 100)) + "\n")
                    cut.append((gene, chrom, offset - HALF))
        args.append("--fusion " + " ".join(f"{gene}:{HALF}:{strand}" for gene, _, _, strand in junction))
open(f"{out}/fusions.args", "w").write(" ".join(args) + "\n")
# Exons that reach out of a piece are cut at its end; the reading frame is not judged here.
with gzip.open(genes, "rt") as lines, open(f"{out}/genes.gtf", "w") as gtf:
    for line in lines:
        f = line.rstrip("\n").split("\t")
        if len(f) < 9 or f[2] not in ("exon", "CDS"):
            continue
        for contig, chrom, start in cut:
            begin, end = max(1, int(f[3]) - start), min(2 * HALF, int(f[4]) - start)
            if f[0] == chrom and begin <= end:
                gtf.write("\t".join([contig, f[1], f[2], str(begin), str(end), *f[5:]]) + "\n")
