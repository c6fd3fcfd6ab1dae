"""Gene annotation for tools that want it in another form: GTF to the GFF3 that `bcftools csq` reads, and the size of the coding sequence."""

from __future__ import annotations

import re
from pathlib import Path

from .readers.text import lines
from .targets import Span, merged

ATTRIBUTE = re.compile(r'(\w+) "([^"]*)"')


def coding_spans(gtf: Path) -> list[Span]:
    """The merged CDS of all transcripts, 0-based."""
    found = []
    for _, line in lines(gtf):
        fields = line.split("\t")
        if len(fields) >= 9 and fields[2] == "CDS":
            found.append((fields[0], int(fields[3]) - 1, int(fields[4])))
    return merged(found)


def write_gff3(gtf: Path, out: Path) -> Path:
    """Writes coding transcripts as Ensembl's GFF3, whose form `bcftools csq` expects. A GTF's CDS ends before the stop codon, a GFF3's includes it."""
    transcripts: dict[str, list[list[str]]] = {}
    genes: dict[str, str] = {}
    for _, line in lines(gtf):
        fields = line.split("\t")
        if len(fields) < 9 or fields[2] not in ("CDS", "exon", "stop_codon"):
            continue
        attributes = dict(ATTRIBUTE.findall(fields[8]))
        if "transcript_id" in attributes:
            transcripts.setdefault(attributes["transcript_id"], []).append(fields)
            genes[attributes["transcript_id"]] = attributes.get("gene_name") or attributes.get("gene_id", "")
    with out.open("w") as handle:
        handle.write("##gff-version 3\n")
        for transcript, parts in transcripts.items():
            if any(part[2] == "CDS" for part in parts):
                handle.writelines("\t".join(row) + "\n" for row in _gff3(transcript, genes[transcript], parts))
    return out


def _gff3(transcript: str, gene: str, parts: list[list[str]]) -> list[list[str]]:
    chrom, source, strand = parts[0][0], parts[0][1], parts[0][6]
    start, end = (str(chosen) for chosen in (min(int(part[3]) for part in parts), max(int(part[4]) for part in parts)))
    # One gene a transcript: csq needs a parent, and nothing here depends on which transcripts share it.
    made = [
        [chrom, source, "gene", start, end, ".", strand, ".", f"ID=gene:{transcript}_gene;biotype=protein_coding;Name={gene}"],
        [chrom, source, "mRNA", start, end, ".", strand, ".", f"ID=transcript:{transcript};Parent=gene:{transcript}_gene;biotype=protein_coding"],
    ]
    for part in _with_stop(parts, strand):
        made.append([chrom, source, part[2], part[3], part[4], ".", strand, part[7], f"Parent=transcript:{transcript}"])
    return made


def _with_stop(parts: list[list[str]], strand: str) -> list[list[str]]:
    """The parts, with the stop codon joined to the CDS that it follows; split stop codons become CDS of their own."""
    kept = [list(part) for part in parts if part[2] != "stop_codon"]
    for stop in (part for part in parts if part[2] == "stop_codon"):
        for part in kept:
            if part[2] != "CDS":
                continue
            if strand == "+" and int(part[4]) + 1 == int(stop[3]):
                part[4] = stop[4]
                break
            if strand == "-" and int(stop[4]) + 1 == int(part[3]):
                part[3] = stop[3]
                break
        else:
            covered = any(part[2] == "CDS" and int(part[3]) <= int(stop[3]) and int(stop[4]) <= int(part[4]) for part in kept)
            if not covered:
                kept.append([*stop[:2], "CDS", *stop[3:]])
    return kept
