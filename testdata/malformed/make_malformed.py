#!/usr/bin/env python3
"""Makes inputs that must be refused, and the few good ones they are mixed with.

usage: make_malformed.py [FOLDER]          (needs pysam; the same bytes on every run)
"""
import gzip
import os
import random
import struct
import sys
import tempfile
import zlib
from hashlib import md5
from pathlib import Path

import pysam

CONTIGS = {"chr1": 12_000, "chr2": 6_000}
END_MARKER = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
READS, LENGTH, BLOCK = 400, 100, 8192


def bgzf_blocks(data):
    """BGZF blocks of BLOCK bytes each, without the end marker: so small that a tiny file has several."""
    for at in range(0, len(data), BLOCK):
        chunk = data[at : at + BLOCK]
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = packer.compress(chunk) + packer.flush()
        header = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0" + struct.pack("<H", len(body) + 25)
        yield header + body + struct.pack("<II", zlib.crc32(chunk), len(chunk))


def fasta(path, genome):
    with open(path, "w") as out:
        for name, bases in genome.items():
            out.write(f">{name}\n" + "".join(bases[i : i + 80] + "\n" for i in range(0, len(bases), 80)))
    pysam.faidx(str(path))


def header(genome, order="coordinate", sample="tumor"):
    sequences = [{"SN": n, "LN": len(b), "M5": md5(b.encode()).hexdigest()} for n, b in genome.items()]
    return pysam.AlignmentHeader.from_dict(
        {"HD": {"VN": "1.6", "SO": order}, "SQ": sequences, "RG": [{"ID": sample, "SM": sample, "PL": "ILLUMINA"}]}
    )


def reads(rng, genome, head, sample="tumor"):
    """Pairs that match the genome, in coordinate order."""
    made = []
    for number in range(READS // 2):
        contig = rng.randrange(len(genome))
        bases = list(genome.values())[contig]
        start = rng.randrange(len(bases) - 300)
        for at, flag in ((start, 99), (start + 180, 147)):
            read = pysam.AlignedSegment(head)
            read.query_name, read.flag, read.reference_id, read.reference_start = f"r{number}", flag, contig, at
            read.mapping_quality, read.cigartuples = 60, [(0, LENGTH)]
            read.query_sequence, read.query_qualities = bases[at : at + LENGTH], pysam.qualitystring_to_array("F" * LENGTH)
            read.next_reference_id, read.next_reference_start = contig, start + 180 if flag == 99 else start
            read.template_length = 280 if flag == 99 else -280
            read.set_tag("RG", sample)
            made.append(read)
    return sorted(made, key=lambda r: (r.reference_id, r.reference_start, r.flag))


def bam(path, head, records, index=True, cut=None):
    """Writes a BAM file; `cut` takes the list of its blocks and returns the bytes to keep."""
    with pysam.AlignmentFile(str(path), "wb", header=head) as out:
        for record in records:
            out.write(record)
    blocks = list(bgzf_blocks(gzip.decompress(path.read_bytes())))
    path.write_bytes(b"".join(blocks) + END_MARKER)
    if index:
        pysam.index(str(path))
    if cut:
        path.write_bytes(cut(blocks))


def cram(path, head, records, genome):
    """Writes a CRAM file. The reference is given by its MD5: given by its name, htslib puts the absolute path into the header."""
    with tempfile.TemporaryDirectory() as cache:
        for bases in genome.values():
            (Path(cache) / md5(bases.encode()).hexdigest()).write_text(bases)
        os.environ["REF_PATH"] = cache + "/%s"
        with pysam.AlignmentFile(str(path), "wc", header=head) as out:
            for record in records:
                out.write(record)
    content = path.read_bytes()
    path.write_bytes(content[:6] + path.name.encode().ljust(20, b"\0") + content[26:])  # the file's identity, which htslib takes from its path
    pysam.index(str(path))


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(7)
    genome = {name: "".join(rng.choices("ACGT", k=length)) for name, length in CONTIGS.items()}
    head = header(genome)
    records = reads(rng, genome, head)

    fasta(folder / "genome.fa", genome)
    bam(folder / "whole.bam", head, records)
    normal_head = header(genome, sample="normal")
    bam(folder / "normal.bam", normal_head, reads(rng, genome, normal_head, "normal"))
    cram(folder / "whole.cram", head, records, genome)

    bam(folder / "no_index.bam", head, records, index=False)
    bam(folder / "cut_in_block.bam", head, records, cut=lambda blocks: b"".join(blocks[:3]) + blocks[3][:-100])
    bam(folder / "cut_at_block.bam", head, records, cut=lambda blocks: b"".join(blocks[:4]))
    bam(folder / "unsorted_header.bam", header(genome, "unsorted"), records, index=False)
    shuffled = records[: READS // 2]
    shuffled[100], shuffled[20] = shuffled[20], shuffled[100]
    bam(folder / "unsorted_records.bam", head, shuffled, index=False)
    bam(folder / "header_only.bam", head, [])
    (folder / "not_alignments.bam").write_text("this is a text file\n")

    other_build = {name: "".join(rng.choices("ACGT", k=length + 500)) for name, length in CONTIGS.items()}
    other_head = header(other_build, sample="normal")
    bam(folder / "other_build.bam", other_head, reads(rng, other_build, other_head, "normal"))
    fasta(folder / "other_lengths.fa", other_build)
    fasta(folder / "other_bases.fa", {name: "".join(rng.choices("ACGT", k=length)) for name, length in CONTIGS.items()})

    for name, lines in {
        "targets.bed": ["chr1\t1000\t5000", "chr2\t100\t3000"],
        "bad_line.bed": ["chr1\t1000\t5000", "chr1\tsix\t7000"],
        "end_before_start.bed": ["# panel", "chr1\t5000\t1000"],
        "unknown_contig.bed": ["chr1\t1000\t5000", "chr1\t6000\t7000", "chr9\t10\t20"],
        "past_the_end.bed": ["chr2\t5000\t7000"],
    }.items():
        (folder / name).write_text("".join(line + "\n" for line in lines))

    def gtf(contig, feature, start, end, frame="."):
        return f'{contig}\ttest\t{feature}\t{start}\t{end}\t.\t+\t{frame}\tgene_id "G"; gene_name "G"; transcript_id "T";'

    def gene(contig):
        return [gtf(contig, "transcript", 1001, 2000), gtf(contig, "exon", 1001, 2000), gtf(contig, "CDS", 1101, 1700, 0)]

    for name, lines in {
        "genes.gtf": gene("chr1"),
        "bad_line.gtf": [*gene("chr1"), 'chr1\ttest\texon\tten\ttwenty\t.\t+\t.\ttranscript_id "T";'],
        "unknown_contigs.gtf": gene("chrUn_9"),
    }.items():
        (folder / name).write_text("".join(line + "\n" for line in lines))


main()
