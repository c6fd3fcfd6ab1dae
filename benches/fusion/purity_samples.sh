#!/bin/bash
# purity_samples.sh SIM PIECES.fa.gz GENES.gtf.gz OUT: pairs at purity 0.6, 0.2 and 0.1 with five seeds, 60x, four junctions, unstable microsatellites and
# 20 somatic SNVs per megabase, by an independent simulator (SIM holds make_haps.py and simulate.sh: ART reads through minimap2). PYTHON must have pysam.
# The three normals of a seed come from one person and differ in their reads: normal-versus-normal pairs.
set -euo pipefail
SIM=$1; PIECES=$2; GENES=$3; OUT=$4; PYTHON=${PYTHON:-python3}; HERE=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$OUT"; cp "$PIECES" "$OUT/pieces.fa.gz"; samtools faidx "$OUT/pieces.fa.gz"
"$PYTHON" "$HERE/purity_pieces.py" "$OUT/pieces.fa.gz" "$GENES" "$OUT"
samtools faidx "$OUT/ref.fa"
for seed in ${SEEDS-1 2 3 4 5}; do
  # shellcheck disable=SC2046
  "$SIM/make_haps.py" "$OUT/ref.fa" "$OUT/H$seed" --seed "$seed" --snv-per-mb 20 --indel-per-mb 3 --msi-frac 0.35 $(cat "$OUT/fusions.args")
  for purity in 0.6 0.2 0.1; do
    p=$OUT/s$seed.p$purity
    [ -s "$p.tumor.bam.bai" ] || SEED=$((seed * 1000 + ${purity#0.} * 100)) "$SIM/simulate.sh" "$OUT/ref.fa" "$OUT/H$seed" "$p" 60 "$purity" 1
  done
  rm -r "$OUT/H$seed"
done
