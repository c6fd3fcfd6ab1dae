#!/bin/bash
# homologs.sh ONCOSWEEP PURITY_FOLDER OUT: 40 kb of each piece of purity_samples.sh copied with 1 to 8 % of bases changed, reads of 60x from pieces and copies
# (ART, no junction anywhere), aligned by bwa mem and by minimap2: every junction called is false.
set -euo pipefail
TOOL=$1; PIECES=$2; OUT=$3; mkdir -p "$OUT"
python3 - "$PIECES/ref.fa" "$OUT/ref.fa" <<'PY'
import random, sys
rng = random.Random(5); pieces = {}
for line in open(sys.argv[1]):
    if line[0] == ">": name = line[1:].strip(); pieces[name] = []
    else: pieces[name].append(line.strip())
with open(sys.argv[2], "w") as out:
    for i, (name, lines) in enumerate(pieces.items()):
        bases = "".join(lines)
        share = (0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08)[i % 8]
        copy = "".join(rng.choice("ACGT".replace(b, "")) if b in "ACGT" and rng.random() < share else b for b in bases[40000:80000])
        # A copy lies in unrelated sequence: 10 kb without pattern on either side.
        edge = lambda: "".join(rng.choice("ACGT") for _ in range(10000))
        for n, b in ((name, bases), (f"{name}_copy{share}", edge() + copy + edge())):
            out.write(f">{n}\n"); out.writelines(b[j:j + 100] + "\n" for j in range(0, len(b), 100))
PY
samtools faidx "$OUT/ref.fa"; bwa index "$OUT/ref.fa" 2> "$OUT/log"
art_illumina -ss HS25 -p -l 150 -m 350 -s 80 -f 60 -na -q -rs 9 -i "$OUT/ref.fa" -o "$OUT/r." >> "$OUT/log" 2>&1
for aligner in bwa minimap2; do
  if [ $aligner = bwa ]; then bwa mem "$OUT/ref.fa" "$OUT/r.1.fq" "$OUT/r.2.fq" 2>> "$OUT/log"; else minimap2 -ax sr "$OUT/ref.fa" "$OUT/r.1.fq" "$OUT/r.2.fq" 2>> "$OUT/log"; fi |
    samtools sort -o "$OUT/$aligner.bam" - 2>> "$OUT/log"
  samtools index "$OUT/$aligner.bam"
  "$TOOL" fusion "$OUT/$aligner.bam" --reference "$OUT/ref.fa" --output "$OUT/$aligner" > /dev/null
  echo "$aligner: $(grep -vc '^#' "$OUT/$aligner/fusions.tsv" || true) candidates, $(grep -c '	PASS	' "$OUT/$aligner/fusions.tsv" || true) PASS"
done
