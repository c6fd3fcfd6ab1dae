#!/usr/bin/env bash
# Makes the small case that `make bench` compares callers on: a simulated tumour-normal pair over the demonstration genome.
#
# usage: bench_case.sh ONCOSWEEP_SIM FOLDER
#
# Deep coverage makes up for the small genome (250 kb), so that programs run for seconds and not for their start-up time.
set -euo pipefail
simulator=$(realpath "$1") folder=$2
demo=$(cd "$(dirname "$0")/../testdata/demo" && pwd)
mkdir -p "$folder"
cd "$folder"
cp "$demo/genome.fa" "$demo/genome.fa.fai" "$demo/genes.gtf" .
"$simulator" pair genome.fa --genes genes.gtf --output . --seed 3 --threads 2 --tumor-depth 300 --normal-depth 150 \
    --snv-per-mb 200 --indel-per-mb 60 --unstable 0.3 --junctions 2
cat >case.toml <<'END'
name = "small"
description = "A simulated pair over the demonstration genome (250 kb), tumour 300×, normal 150×: small and easy; it compares cost, and shows that everything runs."
reference = "genome.fa"
tumor = "tumor.bam"
normal = "normal.bam"
genes = "genes.gtf"

[truth]
variants = "somatic.vcf.gz"
germline = "germline.vcf.gz"
msi = "msi.truth.tsv"
msi_state = "MSI-H"
fusions = "fusions.truth.tsv"
END
