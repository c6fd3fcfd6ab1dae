#!/bin/bash
# chimeric_panel.sh SIM REFERENCE.fa.gz GENES.gtf.gz OUT: panels on which chimeras do meet. Targets are the coding exons of GENES, padded by 20 bases, and four genes with
# all their introns; 400x of oncosweep-sim (SIM, its binary; preset panel, a third of the reads off the targets), ten junctions of few to many fragments between
# the introns, and each share of SHARES (0.01 0.05 0.2) of all fragments made chimeric. Seeds: those of SEEDS.
set -euo pipefail
SIM=$1; REF=$2; GENES=$3; OUT=$4; PYTHON=${PYTHON:-python3}; HERE=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$OUT"
# PPARG, KIT, BRCA1, TET2.
printf 'chr3\t12287000\t12434000\nchr4\t54657000\t54741000\nchr17\t43044000\t43126000\nchr4\t105145000\t105280000\n' > "$OUT/introns.bed"
{ zcat "$GENES" | awk 'BEGIN{OFS="\t"} $3=="CDS"{print $1, $4-21, $5+20}'; cat "$OUT/introns.bed"; } | sort -k1,1 -k2,2n |
  awk 'BEGIN{OFS="\t"} $1==c && $2<=e{if($3>e)e=$3;next}{if(c)print c,s,e; c=$1;s=$2;e=$3}END{print c,s,e}' > "$OUT/panel.bed"
echo '{"coverage": {"off_target": 0.01}}' > "$OUT/settings.json"
for seed in ${SEEDS-1 2}; do
  d=$OUT/panel$seed; mkdir -p "$d"
  "$PYTHON" - "$OUT/introns.bed" "$seed" > "$d/junctions.tsv" <<'PY'
import random, sys
rng = random.Random(f"panel {sys.argv[2]}")
genes = [line.split() for line in open(sys.argv[1])]
# Of 400x, some 300 fragments come over a place.
print("#name\tchrom1\tpos1\tstrand1\tchrom2\tpos2\tstrand2\tfraction")
for i, fraction in enumerate((0.01, 0.01, 0.013, 0.013, 0.02, 0.02, 0.03, 0.03, 0.06, 0.12)):
    a, b = rng.sample(genes, 2)
    side = lambda g: f"{g[0]}\t{rng.randrange(int(g[1]) + 2000, int(g[2]) - 2000)}\t{rng.choice('+-')}"
    print(f"J{i}\t{side(a)}\t{side(b)}\t{fraction}")
PY
  if [ ! -s "$d/tumor.bam" ] && [ ! -e "$d/done" ]; then
    "$SIM" pair "$REF" -o "$d" --preset panel --genes "$GENES" --targets "$OUT/panel.bed" --config "$OUT/settings.json" --junction-list "$d/junctions.tsv" \
      --seed "$seed" --tumor-depth 400 --normal-depth 0 --no-md5
  fi
  for share in ${SHARES-0.01 0.05 0.2}; do
    [ -s "$d/noisy$share.bam.bai" ] || "$PYTHON" "$HERE/chimeric_noise.py" "$d/tumor.bam" "$d/noisy$share.bam" "$share" "$seed"
  done
  rm -f "$d/tumor.bam"*; touch "$d/done"
done
