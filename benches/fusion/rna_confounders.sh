#!/bin/bash
# rna_confounders.sh PIECES.fa GENES.gtf.gz OUT SEED...: reads of rna_confounders.py, aligned by STAR with chimeric alignments within the BAM, for each seed.
set -euo pipefail
PIECES=$1; GENES=$2; OUT=$3; shift 3; PYTHON=${PYTHON:-python3}; HERE=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$OUT"
for seed in "$@"; do
  [ -s "$OUT/s$seed.bam.bai" ] && continue
  "$PYTHON" "$HERE/rna_confounders.py" "$PIECES" "$GENES" "$OUT" "$seed"
  if [ ! -s "$OUT/index/SA" ]; then
    samtools faidx "$OUT/ref.fa"
    STAR --runMode genomeGenerate --genomeDir "$OUT/index" --genomeFastaFiles "$OUT/ref.fa" --sjdbGTFfile "$OUT/genes.gtf" --sjdbOverhang 99 \
      --genomeSAindexNbases 11 --outFileNamePrefix "$OUT/index." > "$OUT/index.log"
  fi
  # The chimeric settings that STAR-Fusion and arriba recommend.
  STAR --genomeDir "$OUT/index" --readFilesIn "$OUT/s$seed.1.fq" "$OUT/s$seed.2.fq" --outSAMtype BAM Unsorted --outFileNamePrefix "$OUT/s$seed." \
    --chimSegmentMin 10 --chimOutType WithinBAM SoftClip --chimJunctionOverhangMin 10 --chimScoreMin 1 --chimScoreDropMax 30 --chimScoreJunctionNonGTAG 0 \
    --chimScoreSeparation 1 --chimSegmentReadGapMax 3 --alignSJstitchMismatchNmax 5 -1 5 5 --peOverlapNbasesMin 10 --outFilterMultimapNmax 50 > "$OUT/s$seed.log"
  samtools sort -l1 -o "$OUT/s$seed.bam" "$OUT/s$seed.Aligned.out.bam" 2>> "$OUT/s$seed.log"
  samtools index "$OUT/s$seed.bam"
  rm -r "$OUT/s$seed.Aligned.out.bam" "$OUT/s$seed".[12].fq "$OUT/s$seed".Log*.out "$OUT/s$seed.SJ.out.tab" "$OUT/s$seed"._STAR* 2> /dev/null || true
done
