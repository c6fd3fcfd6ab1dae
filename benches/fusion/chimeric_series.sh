#!/bin/bash
# chimeric_series.sh SIM REFERENCE.fa.gz GENES.gtf.gz OUT: tumours of oncosweep-sim (SIM, its binary) with junctions of few to many fragments, and 1 % of all
# fragments made chimeric. DNA: five seeds (or those of DNA_SEEDS) at 30x over 4 Mb with 12 junctions each; RNA: ten seeds (RNA_SEEDS) of 200,000 fragments with 12 fusions each.
set -euo pipefail
SIM=$1; REF=$2; GENES=$3; OUT=$4; PYTHON=${PYTHON:-python3}; HERE=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$OUT"
printf 'chr7\t55000000\t56500000\nchr13\t32000000\t33000000\nchr17\t43000000\t44000000\nchr4\t54300000\t54800000\n' > "$OUT/regions.bed"
# Expected fragments over a junction: 30x of 2 x 150 bases in fragments of 380 give 38.
echo '{"junctions": {"fractions": {"listed": [0.05, 0.08, 0.13, 0.26, 0.8]}}, "rna": {"fusion_support": [2.0, 30.0]}}' > "$OUT/settings.json"
for seed in ${DNA_SEEDS-1 2 3 4 5}; do
  d=$OUT/dna$seed
  [ -s "$d/noisy.bam.bai" ] && continue
  "$SIM" pair "$REF" -o "$d" --genes "$GENES" --regions "$OUT/regions.bed" --config "$OUT/settings.json" --junctions 12 --seed "$seed" --tumor-depth 30 --normal-depth 0 --no-md5
  "$PYTHON" "$HERE/chimeric_noise.py" "$d/tumor.bam" "$d/noisy.bam" 0.01 "$seed"; rm "$d/tumor.bam"*
done
for seed in ${RNA_SEEDS-1 2 3 4 5 6 7 8 9 10}; do
  d=$OUT/rna$seed
  [ -s "$d/noisy.bam.bai" ] && continue
  "$SIM" rna "$REF" -o "$d" --genes "$GENES" --config "$OUT/settings.json" --fragments 200000 --fusions 12 --seed "$seed" --no-md5
  "$PYTHON" "$HERE/chimeric_noise.py" "$d/rna.bam" "$d/noisy.bam" 0.01 "$seed"; rm "$d/rna.bam"*
done
