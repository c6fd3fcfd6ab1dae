#!/usr/bin/env bash
# Tumour-normal pairs of known purity, and normals for a baseline, from an independent simulator (make_haps.py, ART, minimap2).
#
# usage: purity_series.sh MAKE_HAPS.py REF.fa OUT [TUMOUR_SEEDS] [BASELINE_SEEDS]
#   REF.fa           one contig, so that equal seeds give the stable twin the same germline
#   TUMOUR_SEEDS     default "1 2 3 4 5": for each, OUT/SEED.normal.bam and OUT/SEED.{msi,mss}.PURITY.bam, PURITY 0.6 0.3 0.2 0.1
#   BASELINE_SEEDS   default "101 ... 110": OUT/base.SEED.bam
# Truth of a seed: OUT/SEED.truth.tsv. 60x, 2x150, insert 350 +- 80, HiSeq 2500 errors, 35 % of the A/T runs of 12 to 30 shifted.
#
# METHOD: reads are made and aligned once for each source (tumour haplotypes at 36x, normal haplotypes at 54x) and mixed by drawing
# from the alignments: purity 0.3 is 18x of the one and 42x of the other. Duplicates are marked after mixing.
# needs: art_illumina minimap2 samtools python3; one thread; about 40 minutes for 3 Mb and the default seeds.
set -euo pipefail
HAPS=$1; REF=$2; OUT=$3; TUMOURS=${4-1 2 3 4 5}; NORMALS=${5-$(seq 101 110)}
mkdir -p "$OUT"; COPIES=16

# reads HAPLOTYPES/WHO DEPTH SEED NAME SAMPLE: aligned reads of all stutter copies of WHO, sorted, in NAME.bam
reads() {
  rm -f "$4".[12].fq
  for k in $(seq 0 $((COPIES - 1))); do
    art_illumina -ss HS25 -p -l 150 -m 350 -s 80 -f "$(python3 -c "print($2/(2*$COPIES))")" -na -q -rs $(($3 * 1000 + k + 1)) \
      -i "$1.$k.fa" -o "$4.part." -d "$(basename "$4").$k." >/dev/null
    cat "$4.part.1.fq" >>"$4.1.fq"; cat "$4.part.2.fq" >>"$4.2.fq"; rm -f "$4".part.[12].fq
  done
  minimap2 -ax sr -Y -t 1 -R "@RG\tID:$5\tSM:$5\tPL:ILLUMINA\tLB:$5" "$REF" "$4.1.fq" "$4.2.fq" 2>/dev/null |
    samtools fixmate -u -m - - | samtools sort -m 1G -T "$4.tmp" -o "$4.bam" -
  rm -f "$4".[12].fq
}
finish() { samtools markdup --write-index - "$1##idx##$1.bai" 2>/dev/null; }

for seed in $TUMOURS; do
  [ -s "$OUT/$seed.mss.0.1.bam.bai" ] && continue
  W=$OUT/work.$seed
  python3 "$HAPS" "$REF" "$W.msi" --seed "$seed" --snv-per-mb 20 --indel-per-mb 3 --msi-frac 0.35
  python3 "$HAPS" "$REF" "$W.mss" --seed "$seed" --snv-per-mb 20 --indel-per-mb 3 --msi-frac 0
  cmp "$W.msi/normal.0.fa" "$W.mss/normal.0.fa"
  cp "$W.msi/msi_sites.tsv" "$OUT/$seed.truth.tsv"
  reads "$W.msi/normal" 60 "${seed}1" "$W.n" normal
  finish "$OUT/$seed.normal.bam" <"$W.n.bam"
  reads "$W.msi/normal" 54 "${seed}2" "$W.c" tumor
  for kind in msi mss; do
    reads "$W.$kind/tumor" 36 "${seed}3" "$W.t" tumor
    for purity in 0.6 0.3 0.2 0.1; do
      samtools view -u --subsample "$(python3 -c "print($purity/0.6)")" --subsample-seed 7 -o "$W.t.part.bam" "$W.t.bam"
      samtools view -u --subsample "$(python3 -c "print((1-$purity)/0.9)")" --subsample-seed 8 -o "$W.c.part.bam" "$W.c.bam"
      samtools merge -u -c -p -f - "$W.t.part.bam" "$W.c.part.bam" | finish "$OUT/$seed.$kind.$purity.bam"
    done
  done
  rm -rf "$W".*
done
for seed in $NORMALS; do
  [ -s "$OUT/base.$seed.bam.bai" ] && continue
  W=$OUT/work.$seed
  python3 "$HAPS" "$REF" "$W.h" --seed "$seed" --msi-frac 0
  reads "$W.h/normal" 60 "$seed" "$W.n" "base$seed"
  finish "$OUT/base.$seed.bam" <"$W.n.bam"
  rm -rf "$W".*
done
