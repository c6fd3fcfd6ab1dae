#!/bin/bash
# copies.sh ONCOSWEEP PIECES.fa.gz OUT: eight fusions whose partner lies in one of two copies of 40 kb, which are identical or differ in 0.1, 0.5 or 2 % of their bases; reads of
# 2 x 150 bases (ART), 60x of the genome and 12x of molecules over the junctions, aligned by bwa mem (which names the other copy) and by minimap2 (which does not).
# PIECES: contigs named chrom_start_end, indexed.
set -euo pipefail
TOOL=$1; PIECES=$2; OUT=$3; PYTHON=${PYTHON:-python3}; mkdir -p "$OUT"
"$PYTHON" - "$PIECES" "$OUT" <<'PY'
import random, sys
import pysam
rng, out = random.Random(7), sys.argv[2]
fasta = pysam.FastaFile(sys.argv[1])
piece = lambda name, start, length: fasta.fetch(name, start, start + length).upper()
def stretch(length):
    while True:
        name = rng.choice(fasta.references)
        bases = piece(name, rng.randrange(fasta.get_reference_length(name) - length), length)
        if "N" not in bases:
            return bases
turned = lambda b: b.translate(str.maketrans("ACGT", "TGCA"))[::-1]
write = lambda f, name, b: f.write(f">{name}\n" + "\n".join(b[i : i + 100] for i in range(0, len(b), 100)) + "\n")
with open(f"{out}/ref.fa", "w") as ref, open(f"{out}/fused.fa", "w") as fused, open(f"{out}/truth.tsv", "w") as truth:
    for i, share in enumerate((0, 0, 0.001, 0.001, 0.005, 0.005, 0.02, 0.02)):
        a, b = stretch(40_000), stretch(40_000)
        copy = "".join(rng.choice("ACGT".replace(x, "")) if rng.random() < share else x for x in b)
        edge = lambda: "".join(rng.choice("ACGT") for _ in range(5000))
        write(ref, f"A{i}", a); write(ref, f"B{i}", b); write(ref, f"C{i}", edge() + (copy if i % 2 else turned(copy)) + edge())
        at, to = rng.randrange(15_000, 25_000), rng.randrange(15_000, 25_000)
        write(fused, f"F{i}", a[at - 1500 : at] + b[to : to + 1500])
        place = 5001 + to if i % 2 else 5000 + 40_000 - to
        truth.write(f"A{i}:{at}\tB{i}:{to + 1}\tC{i}:{place}\t{share}\n")
PY
samtools faidx "$OUT/ref.fa"; bwa index "$OUT/ref.fa" 2> "$OUT/log"
art_illumina -ss HS25 -p -l 150 -m 350 -s 80 -f 60 -na -q -rs 9 -i "$OUT/ref.fa" -o "$OUT/r." >> "$OUT/log" 2>&1
art_illumina -ss HS25 -p -l 150 -m 350 -s 80 -f 12 -na -q -rs 10 -i "$OUT/fused.fa" -o "$OUT/f." -d fused >> "$OUT/log" 2>&1
cat "$OUT/f.1.fq" >> "$OUT/r.1.fq"; cat "$OUT/f.2.fq" >> "$OUT/r.2.fq"
for aligner in bwa minimap2; do
  if [ $aligner = bwa ]; then bwa mem "$OUT/ref.fa" "$OUT/r.1.fq" "$OUT/r.2.fq" 2>> "$OUT/log"; else minimap2 -ax sr "$OUT/ref.fa" "$OUT/r.1.fq" "$OUT/r.2.fq" 2>> "$OUT/log"; fi |
    samtools sort -o "$OUT/$aligner.bam" - 2>> "$OUT/log"
  samtools index "$OUT/$aligner.bam"
done
rm "$OUT"/[rf].[12].fq
