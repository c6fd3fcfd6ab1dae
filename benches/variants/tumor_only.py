#!/usr/bin/env python3
"""Tumours without a normal: coding somatic variants and the burden's interval against simulated truth, seed by seed and purity by purity.

usage: tumor_only.py ONCOSWEEP ONCOSWEEP_SIM REFERENCE GENES.gtf[.gz] TARGETS.bed WORKDIR [--purity 0.6 ...] [--seeds 1 2 3 4 5]
"""

import argparse
import gzip
import json
import subprocess
import sys
from pathlib import Path


def alleles(path: Path) -> set[tuple[str, ...]]:
    """Alleles of a VCF file."""
    with gzip.open(path, "rt") as lines:
        return {(f[0], f[1], f[3], f[4]) for f in (line.split("\t") for line in lines if not line.startswith("#"))}


def case(args: argparse.Namespace, purity: float, seed: int) -> dict:
    folder = args.work / f"p{purity}_s{seed}"
    sim, out = folder / "sim", folder / "out"
    if not (sim / "truth.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        common = ["--targets", args.targets, "--genes", args.genes, "--normal-depth", "0", "--tumor-depth", args.depth, "--no-md5"]
        rates = ["--purity", purity, "--snv-per-mb", "40", "--indel-per-mb", "4", "--seed", seed]
        run(args.simulator, "pair", args.reference, "-o", sim, *common, *rates)
    population = folder / "population.vcf"
    with population.open("w") as text:
        script = Path(__file__).with_name("population.py")
        subprocess.run([sys.executable, script, sim / "germline.vcf.gz", str(args.share), str(seed)], stdout=text, check=True)
    run(args.oncosweep, "tmb", sim / "tumor.bam", "-r", args.reference, "--genes", args.genes, "--targets", args.targets, "--germline", population, "-o", out)
    tmb, truth = json.loads((out / "profile.json").read_text())["tmb"], json.loads((sim / "truth.json").read_text())["tmb"]
    inherited = alleles(sim / "germline.vcf.gz")
    rows = [line.rstrip("\n").split("\t") for line in (out / "tmb.trace.tsv").open()][1:]
    counted = [row for row in rows if row[5] == "counted"]
    leaked = sum((row[0], str(int(row[1]) + 1), row[3], row[4]) in inherited for row in counted)
    low, high = tmb["ci95"]
    return {
        "purity": purity,
        "seed": seed,
        "true": truth["nonsynonymous"],
        "true per Mb": truth["nonsynonymous_per_mb"],
        "counted": tmb["variants"],
        "leaked": leaked,
        "leaked, stated": tmb["leaked_germline"],
        "missed, stated": tmb["expected_missed"],
        "per Mb": tmb["per_mb"],
        "interval": f"{low:.1f}–{high:.1f}",
        "covers": "yes" if low <= truth["nonsynonymous_per_mb"] <= high else "no",
    }


def run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("oncosweep", "simulator", "reference", "genes", "targets", "work"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--purity", type=float, nargs="+", default=[0.6])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--share", type=float, default=0.95, help="share of inherited variants that the population holds")
    parser.add_argument("--depth", default="100")
    args = parser.parse_args()
    rows = [case(args, purity, seed) for purity in args.purity for seed in args.seeds]
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(f"{value:.1f}" if isinstance(value, float) and key != "purity" else str(value) for key, value in row.items()) + " |")


main()
