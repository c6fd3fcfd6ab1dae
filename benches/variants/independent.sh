#!/bin/bash
# independent.sh SIM REF.fa SEED minimap2|bwa OUT [options of make_haps.py]
# A pair of the independent simulator (SIM: the folder with make_haps.py, simulate.sh and to_grch38.sh) at 60x and 30x, purity 0.6, 20 SNVs and 3 indels per Mb, on true GRCh38 coordinates:
# OUT/tumor.bam, OUT/normal.bam, truth in OUT/H. REF.fa: pieces named contig_start_end. Needs art-nextgen-simulation-tools, minimap2, bwa, samtools.
set -euo pipefail
SIM=$1; REF=$2; SEED_OF_HAPS=$3; ALIGNER=$4; OUT=$5; shift 5
mkdir -p "$OUT"
python3 "$SIM/make_haps.py" "$REF" "$OUT/H" --seed "$SEED_OF_HAPS" --snv-per-mb 20 --indel-per-mb 3 "$@"
# simulate.sh has one depth for both samples: here the normal's is half.
sed 's|gen "$H/normal.$k.fa" "$D" n$k|gen "$H/normal.$k.fa" "$((D/2))" n$k|' "$SIM/simulate.sh" > "$OUT/simulate.sh"
ALIGNER=$ALIGNER SEED=$((SEED_OF_HAPS * 1000)) bash "$OUT/simulate.sh" "$REF" "$OUT/H" "$OUT/local" 60 0.6 1
rm -f "$OUT"/H/*.fa
for sample in tumor normal; do
  bash "$SIM/to_grch38.sh" "$OUT/local.$sample.bam" "$OUT/$sample.bam"
  rm -f "$OUT/local.$sample.bam" "$OUT/local.$sample.bam.bai"
done
