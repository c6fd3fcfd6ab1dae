#!/usr/bin/env python3
"""A population VCF that holds a share of a simulated case's inherited variants, with frequencies as of common and rare alleles.

usage: population.py GERMLINE.vcf.gz SHARE SEED > population.vcf
"""

import gzip
import random
import sys


def main() -> None:
    germline, share, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    draw = random.Random(seed)
    print("##fileformat=VCFv4.2")
    print('##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency in the population">')
    header_done = False
    with gzip.open(germline, "rt") as lines:
        for line in lines:
            if line.startswith("##contig"):
                print(line, end="")
            elif line.startswith("#CHROM"):
                print("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
                header_done = True
            elif header_done:
                chrom, pos, _, ref, alt = line.split("\t")[:5]
                # Alleles of frequency f are as 1/f in number (neutral evolution) and carried by 2f(1 - f) and f² of all people.
                uniform = draw.random() ** 0.5
                frequency = max(uniform if "NVAF=1.0" in line else 1 - uniform, 1e-5)
                if draw.random() < share:
                    print(f"{chrom}\t{pos}\t.\t{ref}\t{alt}\t.\tPASS\tAF={frequency:.3g}")


main()
