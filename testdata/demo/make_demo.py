#!/usr/bin/env python3
"""Makes the demonstration pair: a small genome with genes, a normal and a tumour sample, and the truth about them.

usage: make_demo.py [FOLDER]          (needs pysam; the same bytes on every run)

Nothing is aligned: each read is drawn from a haplotype whose differences from the reference are known, so its alignment is written down
as an aligner that makes no mistake would find it. See README.md beside this file for what the samples hold.
"""
import random
import sys
from array import array
from hashlib import md5
from pathlib import Path

import pysam

CONTIGS = {"chr1": 150_000, "chr2": 100_000}
READ, INSERT_MEAN, INSERT_SD = 150, 350, 50
DEPTH = {"tumor": 60, "normal": 40}
DUPLICATE_RATE = 0.04
CLIP_NEAR_END = 5  # an indel this close to a read's end is seen as a soft clip
COMPLEMENT = str.maketrans("ACGT", "TGCA")
CODONS = {}
for _i, _amino in enumerate("FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"):
    CODONS["TCAG"[_i // 16] + "TCAG"[_i // 4 % 4] + "TCAG"[_i % 4]] = _amino
# name, contig, strand, start, coding exon lengths, intron lengths. The sum of the coding lengths is a multiple of three.
GENES = [
    ("DEMOA", "chr1", "+", 12_000, [212, 340, 415, 288, 367, 502, 331, 245], [1500, 2100, 1700, 2600, 1400, 1900, 1200]),
    ("DEMOB", "chr1", "-", 52_000, [420, 305, 610, 277, 488, 190, 383], [900, 1300, 2000, 1600, 1100, 1800]),
    ("DEMOC", "chr1", "+", 100_000, [150, 633, 281, 442, 356, 300, 508, 235, 416], [1200, 800, 1900, 1000, 1500, 2200, 700, 1300]),
    ("DEMOD", "chr2", "-", 40_000, [300, 259, 411, 363, 333, 540, 288, 467], [1100, 1700, 2300, 2000, 1800, 2500, 1200]),
]
UTR = 150
FUSION = ("DEMOA", 3, "DEMOD", 3, 0.3)  # 5' gene, its intron (0-based, in transcript order), 3' gene, its intron, allele fraction


def reverse_complement(bases):
    return bases.translate(COMPLEMENT)[::-1]


# --- genome -------------------------------------------------------------------------------------------------------------------


def repeats(bases, k):
    """How many bases at the end of the list repeat what lies k before them."""
    n = 0
    while n < len(bases) - k and bases[-1 - n] == bases[-1 - n - k]:
        n += 1
    return n


def background(rng, length):
    """Random sequence, 41 % GC, few CpG, without a microsatellite of its own."""
    bases = []
    while len(bases) < length:
        base = rng.choices("ACGT", (30, 20, 21, 29))[0]
        if base == "G" and bases and bases[-1] == "C" and rng.random() < 0.75:
            continue
        bases.append(base)
        if repeats(bases, 1) >= 7 or any(repeats(bases, k) >= 4 * k - 1 for k in (2, 3, 4, 5)):
            bases.pop()
    return bases


class Gene:
    """A gene with one coding transcript; exons in genome order, coordinates 0-based half-open."""

    def __init__(self, name, contig, strand, start, coding, introns):
        assert sum(coding) % 3 == 0, (name, sum(coding))
        self.name, self.contig, self.strand = name, contig, strand
        lengths = list(coding)
        lengths[0] += UTR
        lengths[-1] += UTR
        if strand == "-":
            lengths, introns = lengths[::-1], introns[::-1]
        self.exons, at = [], start
        for i, length in enumerate(lengths):
            self.exons.append((at, at + length))
            at += length + (introns[i] if i < len(introns) else 0)
        self.start, self.end = start, at
        self.coding = [list(e) for e in self.exons]
        self.coding[0][0] += UTR
        self.coding[-1][1] -= UTR
        positions = [p for s, e in self.coding for p in range(s, e)]
        self.positions = positions if strand == "+" else positions[::-1]  # genome position of each coding base, in transcript order

    def write_sequence(self, rng, bases):
        sense = [c for c, amino in CODONS.items() if amino != "*"]
        codons = ["ATG"] + [rng.choice(sense) for _ in range(len(self.positions) // 3 - 2)] + [rng.choice(["TAA", "TAG", "TGA"])]
        for position, base in zip(self.positions, "".join(codons), strict=True):
            bases[position] = base if self.strand == "+" else base.translate(COMPLEMENT)
        for (_, end), (start, _) in zip(self.exons, self.exons[1:]):
            left, right = ("GT", "AG") if self.strand == "+" else ("CT", "AC")
            bases[end : end + 2], bases[start - 2 : start] = left, right

    def introns(self):
        """Introns in transcript order."""
        gaps = [(e, s) for (_, e), (s, _) in zip(self.exons, self.exons[1:])]
        return gaps if self.strand == "+" else gaps[::-1]

    def consequence(self, genome, position, alt):
        """Sequence Ontology term of a substitution in this gene's coding sequence."""
        index = self.positions.index(position)
        at = index - index % 3
        read = lambda p: genome[self.contig][p] if self.strand == "+" else genome[self.contig][p].translate(COMPLEMENT)
        codon = [read(p) for p in self.positions[at : at + 3]]
        before = CODONS["".join(codon)]
        codon[index % 3] = alt if self.strand == "+" else alt.translate(COMPLEMENT)
        after = CODONS["".join(codon)]
        if before == after:
            return "synonymous_variant"
        if after == "*":
            return "stop_gained"
        return "missense_variant" if 0 < at < len(self.positions) - 3 else "other"

    def gtf(self):
        def line(feature, start, end, frame=".", **more):
            attributes = dict(gene_id=f"{self.name}_G", gene_name=self.name, gene_type="protein_coding")
            if feature != "gene":
                attributes.update(transcript_id=f"{self.name}_T1", transcript_name=f"{self.name}-201", transcript_type="protein_coding")
            attributes.update(more)
            if feature != "gene":
                attributes.update(tag="Ensembl_canonical")
            text = " ".join(f'{k} "{v}";' if not isinstance(v, int) else f"{k} {v};" for k, v in attributes.items())
            return f"{self.contig}\tdemo\t{feature}\t{start + 1}\t{end}\t.\t{self.strand}\t{frame}\t{text}\n"

        yield line("gene", self.start, self.end)
        yield line("transcript", self.start, self.end)
        stop = sorted(self.positions[-3:])
        start_codon = sorted(self.positions[:3])
        assert stop[2] - stop[0] == 2 and start_codon[2] - start_codon[0] == 2
        done = 0
        order = list(zip(self.exons, self.coding)) if self.strand == "+" else list(zip(self.exons, self.coding))[::-1]
        for number, (exon, (start, end)) in enumerate(order, 1):
            yield line("exon", *exon, exon_number=number)
            frame, done = (3 - done % 3) % 3, done + end - start
            if number == len(order):  # CDS excludes the stop codon
                start, end = (start, end - 3) if self.strand == "+" else (start + 3, end)
            yield line("CDS", start, end, frame, exon_number=number)
        yield line("start_codon", start_codon[0], start_codon[2] + 1, 0, exon_number=1)
        yield line("stop_codon", stop[0], stop[2] + 1, 0, exon_number=len(order))


def place_microsatellites(rng, genome, genes, keep_clear):
    """Writes microsatellites into sequence between exons. Returns (contig, start, unit, copies), sorted."""
    sites = []
    for contig, length in CONTIGS.items():
        blocked = [(s - 60, e + 60) for g in genes if g.contig == contig for s, e in g.exons]
        blocked += [(p - 700, p + 700) for c, p in keep_clear if c == contig]
        at = 1200
        while at < length - 1200:
            at += rng.randrange(1000, 1500)
            kind = rng.random()
            if kind < 0.6:
                unit, copies = rng.choice("AAATTTCG"), rng.randrange(10, 21)
            elif kind < 0.85:
                unit, copies = rng.choice(["AC", "AG", "AT", "TG", "CT"]), rng.randrange(6, 17)
            else:
                unit, copies = rng.choice(["AAT", "ATC", "AAAC", "AGAT", "TTTC"]), rng.randrange(5, 10)
            end = at + len(unit) * copies
            if end > length - 1000 or any(s < end and at < e for s, e in blocked):
                continue
            bases = genome[contig]
            bases[at:end] = unit * copies
            bases[at - 1] = rng.choice([b for b in "ACGT" if b not in unit] or [b for b in "ACGT" if b != unit[-1]])
            bases[end] = rng.choice([b for b in "ACGT" if b not in unit] or [b for b in "ACGT" if b != unit[0]])
            sites.append((contig, at, unit, copies))
    return sites


# --- variants -----------------------------------------------------------------------------------------------------------------


def left_aligned(bases, position, ref, alt):
    """An indel in VCF form (anchor base first), moved left as far as it goes."""
    while True:
        if ref[-1] == alt[-1] and min(len(ref), len(alt)) > 1:
            ref, alt = ref[:-1], alt[:-1]
        elif ref[-1] == alt[-1]:
            position -= 1
            ref, alt = bases[position] + ref[:-1], bases[position] + alt[:-1]
        else:
            break
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        position, ref, alt = position + 1, ref[1:], alt[1:]
    return position, ref, alt


class Variant:
    """A difference from the reference in VCF form, 0-based; carried by a fragment of a haplotype in `haplotypes` with probability `share`."""

    def __init__(self, contig, position, ref, alt, haplotypes, share=1.0, **note):
        self.contig, self.position, self.ref, self.alt = contig, position, ref, alt
        self.haplotypes, self.share, self.note = haplotypes, share, note
        self.alt_fragments = self.fragments = 0


def substitution(rng, base):
    transition = dict(A="G", G="A", C="T", T="C")[base]
    return transition if rng.random() < 0.67 else rng.choice([b for b in "ACGT" if b not in (base, transition)])


class Places:
    """Positions for variants: apart from each other, from microsatellites and from the contig's ends."""

    def __init__(self, rng, sites, keep_clear):
        self.rng, self.taken = rng, {c: [] for c in CONTIGS}
        for contig, start, unit, copies in sites:
            self.taken[contig].append((start - 160, start + len(unit) * copies + 160))
        for contig, position in keep_clear:
            self.taken[contig].append((position - 400, position + 400))

    def free(self, contig, position, gap):
        return all(position < s or position >= e for s, e in self.taken[contig]) and 800 < position < CONTIGS[contig] - 800

    def pick(self, gap, choose):
        while True:
            contig, position = choose()
            if self.free(contig, position, gap):
                self.taken[contig].append((position - gap, position + gap))
                return contig, position

    def anywhere(self):
        contig = self.rng.choices(list(CONTIGS), CONTIGS.values())[0]
        return contig, self.rng.randrange(CONTIGS[contig])


def somatic_variants(rng, genome, genes, places):
    """Somatic variants: a fixed number of each consequence in the genes, the rest between them."""
    found, carried = [], lambda: ((rng.randrange(2),), 0.0)
    fraction = lambda: round(rng.uniform(0.1, 0.5), 2)
    exon = {(g.contig, p): g for g in genes for s, e in g.exons for p in range(s - 30, e + 30)}
    coding = {(g.contig, p): g for g in genes for p in g.positions[6:-6]}
    coding_places = sorted(coding)

    def add(contig, position, ref, alt, **note):
        vaf = fraction()
        found.append(Variant(contig, position, ref, alt, (rng.randrange(2),), 2 * vaf, vaf=vaf, **note))

    for term, wanted in (("missense_variant", 7), ("stop_gained", 1), ("synonymous_variant", 3)):
        while wanted:
            contig, position = rng.choice(coding_places)
            gene, ref = coding[contig, position], genome[contig][position]
            alt = substitution(rng, ref)
            if gene.consequence(genome, position, alt) == term and places.free(contig, position, 300):
                places.pick(300, lambda: (contig, position))
                add(contig, position, ref, alt, gene=gene.name, consequence=term)
                wanted -= 1
    for term, size in (("frameshift_variant", -1), ("frameshift_variant", 2), ("inframe_deletion", -3)):
        while True:
            contig, position = places.pick(300, lambda: rng.choice(coding_places))
            gene = coding[contig, position]
            bases = genome[contig]
            inside = all((contig, p) in coding for p in range(position - 15, position + 15))
            ref, alt = indel(rng, bases, position, size)
            position, ref, alt = left_aligned(bases, position, ref, alt)
            codon_edge = gene.positions.index(position + 1) % 3 == (0 if gene.strand == "+" else 2) if inside else False
            if inside and (term != "inframe_deletion" or codon_edge):
                add(contig, position, ref, alt, gene=gene.name, consequence=term)
                break
    for number in range(17):
        contig, position = places.pick(300, lambda: next(x for x in iter(places.anywhere, None) if x not in exon))
        bases = genome[contig]
        if number < 14:
            add(contig, position, bases[position], substitution(rng, bases[position]))
        else:
            add(contig, *left_aligned(bases, position, *indel(rng, bases, position, (-4, 1, -2)[number - 14])))
    return sorted(found, key=lambda v: (v.contig, v.position))


def indel(rng, bases, position, size):
    """REF and ALT (anchor base first) of a deletion of -size bases or an insertion of size bases after `position`."""
    anchor = bases[position]
    if size < 0:
        return anchor + "".join(bases[position + 1 : position + 1 - size]), anchor
    while True:
        inserted = "".join(rng.choices("ACGT", k=size))
        if inserted[0] != bases[position + 1] and inserted[-1] != anchor:
            return anchor, anchor + inserted


def germline_variants(rng, genome, places):
    found = []
    for number in range(sum(CONTIGS.values()) // 1000):
        contig, position = places.pick(40, places.anywhere)
        bases = genome[contig]
        haplotypes = (0, 1) if rng.random() < 0.35 else (rng.randrange(2),)
        if number % 25 == 24:
            edit = left_aligned(bases, position, *indel(rng, bases, position, rng.choice((-3, -2, -1, 1, 2, 4))))
        else:
            edit = (position, bases[position], substitution(rng, bases[position]))
        found.append(Variant(contig, *edit, haplotypes))
    return found


# --- reads --------------------------------------------------------------------------------------------------------------------


class Sampler:
    """Draws fragments of one sample and writes them as aligned reads."""

    def __init__(self, rng, genome, variants, sites, shifts, sample):
        self.rng, self.genome, self.sites, self.shifts, self.sample = rng, genome, sites, shifts, sample
        self.by_bin, self.records, self.number = {}, [], 0
        for variant in variants:
            self.by_bin.setdefault((variant.contig, variant.position // 1000), []).append(variant)
        self.sites_by_bin = {}
        for index, (contig, start, _, _) in enumerate(sites):
            self.sites_by_bin.setdefault((contig, start // 1000), []).append(index)

    def near(self, table, contig, start, end):
        return [x for b in range(start // 1000 - 1, end // 1000 + 1) for x in table.get((contig, b), ())]

    def stutter(self, unit, copies):
        """Polymerase slippage: more in long tracts of short units, rather down than up."""
        rate = min(0.12, 0.0025 * max(0, copies - 6) / len(unit))
        if self.rng.random() >= rate:
            return 0
        return (-1 if self.rng.random() < 0.75 else 1) * (1 if self.rng.random() < 0.9 else 2)

    def edits(self, contig, start, end, haplotype):
        """The edits one fragment carries as (position, ref, alt, end of the repeat tract or None), sorted."""
        edits = []
        for v in self.near(self.by_bin, contig, start, end):
            if start + 1 < v.position and v.position + len(v.ref) < end - 1:
                read = v.position < start + READ or v.position >= end - READ  # not in the unread middle
                v.fragments += read
                if haplotype in v.haplotypes and self.rng.random() < v.share:
                    v.alt_fragments += read
                    edits.append((v.position, v.ref, v.alt, None))
        for index in self.near(self.sites_by_bin, contig, start, end):
            _, at, unit, copies = self.sites[index]
            tract_end = at + len(unit) * copies
            if not start + 1 < at - 1 < tract_end < end - 1:
                continue
            shift = self.stutter(unit, copies)
            if self.sample == "tumor" and haplotype == self.shifts[index][1]:
                shift += self.shifts[index][0]
            anchor = self.genome[contig][at - 1]
            if shift < 0:
                edits.append((at - 1, anchor + unit * -shift, anchor, tract_end))
            elif shift > 0:
                edits.append((at - 1, anchor, anchor + unit * shift, tract_end))
        return sorted(edits)

    def haplotype_bases(self, contig, start, end, edits):
        """Bases of [start, end) with the edits made: a list of (letter, reference position or None, tract end or None)."""
        bases, at, out = self.genome[contig], start, []
        for position, ref, alt, tract_end in edits:
            out += [(bases[p], p, None) for p in range(at, position)]
            for i, letter in enumerate(alt):
                out.append((letter, position + i if i < len(ref) else None, None))
            at = position + len(ref)
            if tract_end:  # what follows the edit inside the tract looks like the tract whatever its length
                out += [(bases[p], p, tract_end) for p in range(at, tract_end)]
                at = tract_end
        return out + [(bases[p], p, None) for p in range(at, end)]

    @staticmethod
    def align(placed):
        """Start, CIGAR and letters of a read from its placed bases."""
        placed = list(placed)
        tract_end = placed[-1][2]
        if tract_end is not None or placed[-1][1] is None:
            # The read ends inside a repeat tract (or an insertion): no aligner can see its length. Run on without a gap; clip what sticks out.
            cut = next((i for i in range(len(placed) - 1, 0, -1) if placed[i][2] is None and placed[i][1] is not None), 0)
            run_on = placed[cut][1]
            if tract_end is not None and cut > 0:
                for offset, i in enumerate(range(cut + 1, len(placed)), 1):
                    inside = run_on + offset < tract_end
                    placed[i] = (placed[i][0], run_on + offset if inside else None, None)
        positions = [p for _, p, _ in placed]
        aligned = [i for i, p in enumerate(positions) if p is not None]
        first, last = aligned[0], aligned[-1]
        breaks = [i for i in range(first + 1, last + 1) if positions[i] is None or positions[i - 1] is None or positions[i] != positions[i - 1] + 1]
        early = [i for i in breaks if i - first < CLIP_NEAR_END]
        late = [i for i in breaks if last - i < CLIP_NEAR_END]
        if early:
            first = next(i for i in range(max(early), last + 1) if positions[i] is not None)
        if late:
            last = next(i for i in range(min(late) - 1, first - 1, -1) if positions[i] is not None)
        cigar = []

        def push(operation, length):
            if length:
                if cigar and cigar[-1][0] == operation:
                    cigar[-1] = (operation, cigar[-1][1] + length)
                else:
                    cigar.append((operation, length))

        push(4, first)
        previous = None
        for p in positions[first : last + 1]:
            if p is None:
                push(1, 1)
            else:
                if previous is not None and p > previous + 1:
                    push(2, p - previous - 1)
                push(0, 1)
                previous = p
        push(4, len(positions) - 1 - last)
        return positions[first], cigar, "".join(letter for letter, _, _ in placed)

    def sequence(self, letters, reverse):
        """Letters and qualities as the machine reads them: mostly Q37, a low-quality tail in some reads, errors as the qualities say."""
        rng, n = self.rng, len(letters)
        qualities = bytearray([37]) * n
        for _ in range(3):
            if rng.random() < 0.4:
                qualities[rng.randrange(n)] = rng.choice((25, 25, 11))
        if rng.random() < 0.15:
            tail = rng.randrange(3, 25)
            qualities[n - tail :] = bytearray([11]) * tail
            if rng.random() < 0.3:
                qualities[-1] = 2
        if reverse:
            qualities.reverse()
        bases = list(letters)
        for quality in (37, 25, 11, 2):
            at = [i for i, q in enumerate(qualities) if q == quality]
            errors = sum(rng.random() < 10 ** (-quality / 10) for _ in at)
            for i in rng.sample(at, errors):
                bases[i] = rng.choice([b for b in "ACGT" if b != bases[i]])
        return "".join(bases), array("B", qualities)

    def emit(self, name, first, second, duplicate):
        """Writes the alignments of a pair. Each read is (contig, position, reverse, cigar, letters, qualities, supplementary or None)."""
        proper = first[0] == second[0] and first[2] != second[2] and abs(first[1] - second[1]) < 1000
        for me, mate, order in ((first, second, 0x40), (second, first, 0x80)):
            contig, position, reverse, cigar, letters, qualities, supplementary = me
            shared = 0x1 | order | (0x2 if proper else 0) | (0x20 if mate[2] else 0) | (0x400 if duplicate else 0)
            length = 0
            if proper:
                left = min(first[1], second[1])
                right = max(r[1] + sum(n for op, n in r[3] if op in (0, 2)) for r in (first, second))
                length = (right - left) * (1 if (position, order) < (mate[1], 0xC0 - order) else -1)
            rows = [(contig, position, reverse, cigar, letters, qualities, 0, supplementary)]
            if supplementary:
                rows.append((*supplementary, 0x800, (contig, position, reverse, cigar)))
            for contig_, position_, reverse_, cigar_, letters_, qualities_, extra, other in rows:
                read = pysam.AlignedSegment(self.header)
                read.query_name, read.flag = name, shared | extra | (0x10 if reverse_ else 0)
                read.reference_id, read.reference_start, read.mapping_quality = list(CONTIGS).index(contig_), position_, 60
                read.cigartuples, read.query_sequence = cigar_, letters_
                read.query_qualities = qualities_
                read.next_reference_id, read.next_reference_start, read.template_length = list(CONTIGS).index(mate[0]), mate[1], length
                tags = [("RG", self.sample), ("NM", self.mismatches(contig_, position_, cigar_, letters_))]
                if other:
                    text = "".join(f"{n}{'MIDNSH'[op]}" for op, n in [(4 if op == 5 else op, n) for op, n in other[3]])
                    tags.append(("SA", f"{other[0]},{other[1] + 1},{'-' if other[2] else '+'},{text},60,0;"))
                read.set_tags(tags)
                self.records.append(read)

    def mismatches(self, contig, position, cigar, letters):
        at, i, count, bases = position, 0, 0, self.genome[contig]
        for operation, length in cigar:
            if operation == 0:
                count += sum(a != b for a, b in zip(letters[i : i + length], bases[at : at + length]))
                at, i = at + length, i + length
            elif operation in (1, 4):
                count += length if operation == 1 else 0
                i += length
            elif operation == 2:
                count, at = count + length, at + length
        return count

    def insert_length(self):
        return max(180, min(560, round(self.rng.gauss(INSERT_MEAN, INSERT_SD))))

    def pairs(self, reads_of):
        """Emits a pair, and sometimes its PCR or optical duplicate with errors of its own."""
        self.number += 1
        self.emit(f"{self.sample[0]}{self.number}", *reads_of(), False)
        if self.rng.random() < DUPLICATE_RATE:
            self.emit(f"{self.sample[0]}{self.number}d", *reads_of(), True)

    def reference_fragments(self, depth, spare):
        """Fragments all over the genome; of those across a breakpoint in `spare`, the share given is left out."""
        for contig, length in CONTIGS.items():
            for _ in range(length * depth // (2 * READ)):
                size = self.insert_length()
                start = self.rng.randrange(0, length - size)
                if any(c == contig and start < p < start + size and self.rng.random() < share for c, p, share in spare):
                    continue
                placed = self.haplotype_bases(contig, start, start + size, self.edits(contig, start, start + size, self.rng.randrange(2)))
                swap = self.rng.random() < 0.5

                def reads_of():
                    both = []
                    for part, reverse in ((placed[:READ], False), (placed[-READ:], True)):
                        position, cigar, letters = self.align(part)
                        both.append((contig, position, reverse, cigar, *self.sequence(letters, reverse), None))
                    return both[::-1] if swap else both

                if len(placed) >= READ:
                    self.pairs(reads_of)

    def junction_fragments(self, depth, share, left, right):
        """Fragments across a junction: contig and last base (+1) on the left, then the right side's bases from `right` downwards."""
        (contig_a, end_a), (contig_b, end_b) = left, right
        reach = 700
        bases = [(contig_a, p) for p in range(end_a - reach, end_a)] + [(contig_b, p) for p in range(end_b - 1, end_b - 1 - reach, -1)]
        letters = "".join(self.genome[c][p] if i < reach else self.genome[c][p].translate(COMPLEMENT) for i, (c, p) in enumerate(bases))
        for start in range(2 * reach):
            if self.rng.random() >= depth * share / (2 * READ):
                continue
            size = self.insert_length()
            if not start < reach < start + size or start + size > 2 * reach:
                continue
            swap = self.rng.random() < 0.5

            def reads_of():
                both = [self.junction_read(bases, letters, reach, at, back) for at, back in ((start, False), (start + size - READ, True))]
                return both[::-1] if swap else both

            self.pairs(reads_of)
            self.junction_count = getattr(self, "junction_count", 0) + 1

    def junction_read(self, bases, letters, reach, at, back):
        """One read of the derivative chromosome; `back` when it reads towards the junction from the right end."""
        text, qualities = self.sequence(letters[at : at + READ], back)
        split = reach - at  # bases on the left side
        if split >= READ:
            return (bases[at][0], bases[at][1], back, [(0, READ)], text, qualities, None)
        mirrored, mirrored_qualities = reverse_complement(text), qualities[::-1]
        lowest = bases[at + READ - 1]
        if split <= 0:
            return (lowest[0], lowest[1], not back, [(0, READ)], mirrored, mirrored_qualities, None)
        a = (bases[at][0], bases[at][1], back, [(0, split), (4, READ - split)], text, qualities)
        b = (lowest[0], lowest[1], not back, [(0, READ - split), (4, split)], mirrored, mirrored_qualities)
        primary, other = (a, b) if split >= READ - split else (b, a)
        matched = other[3][0][1]
        if matched < 20:  # too short to be placed by itself
            return (*primary, None)
        hard = (*other[:3], [(0, matched), (5, READ - matched)], other[4][:matched], other[5][:matched])
        return (*primary, hard)

    def write(self, path):
        self.records.sort(key=lambda r: (r.reference_id, r.reference_start, r.flag & 0x10, r.query_name, r.flag))
        plain = path.with_suffix(".sam")
        with pysam.AlignmentFile(str(plain), "w", header=self.header) as out:
            for record in self.records:
                out.write(record)
        pysam.view("--bam", "--no-PG", "--output-fmt-option", "level=9", "--output", str(path), str(plain), catch_stdout=False)
        plain.unlink()
        pysam.index(str(path))


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(20_240_229)
    genome = {contig: background(rng, length) for contig, length in CONTIGS.items()}
    genes = [Gene(*g) for g in GENES]
    by_name = {g.name: g for g in genes}
    for gene in genes:
        gene.write_sequence(rng, genome[gene.contig])

    # The junction: the middle of both introns, moved until it has no homology, so that its place is unambiguous.
    five, three = by_name[FUSION[0]], by_name[FUSION[2]]
    end_a, end_b = (sum(g.introns()[i]) // 2 for g, i in ((five, FUSION[1]), (three, FUSION[3])))
    bases_a, bases_b = genome[five.contig], genome[three.contig]
    while bases_a[end_a] == bases_b[end_b - 1].translate(COMPLEMENT) or bases_a[end_a - 1] == bases_b[end_b].translate(COMPLEMENT):
        end_a += 1
    breakpoints = [(five.contig, end_a), (three.contig, end_b)]

    sites = place_microsatellites(rng, genome, genes, breakpoints)
    shifts = []
    for _, _, unit, copies in sites:
        shift = 0
        if rng.random() < 0.4:
            shift = rng.choice((-2, -3, -3, -4, -5, 2, 3) if len(unit) == 1 else (-1, -2, -2, -3, 1, 2))
            shift = max(shift, 4 - copies)
        shifts.append((shift, rng.randrange(2)))
    places = Places(rng, sites, breakpoints)
    somatic = somatic_variants(rng, genome, genes, places)
    germline = germline_variants(rng, genome, places)
    genome = {contig: "".join(bases) for contig, bases in genome.items()}

    with open(folder / "genome.fa", "w") as out:
        for contig, bases in genome.items():
            out.write(f">{contig}\n" + "".join(bases[i : i + 100] + "\n" for i in range(0, len(bases), 100)))
    pysam.faidx(str(folder / "genome.fa"))
    (folder / "genes.gtf").write_text("".join(line for gene in genes for line in gene.gtf()))
    (folder / "targets.bed").write_text("".join(f"{g.contig}\t{g.start - 200}\t{g.end + 200}\t{g.name}\n" for g in genes))

    for sample, depth in DEPTH.items():
        tumor = sample == "tumor"
        sampler = Sampler(rng, genome, germline + (somatic if tumor else []), sites, shifts, sample)
        sequences = [{"SN": c, "LN": len(b), "M5": md5(b.encode()).hexdigest()} for c, b in genome.items()]
        sampler.header = pysam.AlignmentHeader.from_dict(
            {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": sequences, "RG": [{"ID": sample, "SM": f"demo_{sample}", "LB": sample, "PL": "ILLUMINA"}]}
        )
        spare = [(c, p, FUSION[4]) for c, p in breakpoints] if tumor else []
        sampler.reference_fragments(depth, spare)
        if tumor:
            sampler.junction_fragments(depth, FUSION[4], *breakpoints)
        sampler.write(folder / f"{sample}.bam")

    with open(folder / "truth.vcf", "w") as out:
        out.write("##fileformat=VCFv4.3\n")
        for key, number, kind, text in (
            ("VAF", 1, "Float", "Allele fraction the fragments were drawn with"),
            ("AD", "R", "Integer", "Fragments read at the place without and with the allele, without duplicates"),
            ("GENE", 1, "String", "Gene whose coding sequence is changed"),
            ("CSQ", 1, "String", "Sequence Ontology term of the change"),
        ):
            out.write(f'##INFO=<ID={key},Number={number},Type={kind},Description="{text}">\n')
        out.write("".join(f"##contig=<ID={c},length={n}>\n" for c, n in CONTIGS.items()))
        out.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        for v in somatic:
            info = [f"VAF={v.note['vaf']}", f"AD={v.fragments - v.alt_fragments},{v.alt_fragments}"]
            if "gene" in v.note:
                info += [f"GENE={v.note['gene']}", f"CSQ={v.note['consequence']}"]
            out.write(f"{v.contig}\t{v.position + 1}\t.\t{v.ref}\t{v.alt}\t.\tPASS\t{';'.join(info)}\n")
    with open(folder / "truth_msi.tsv", "w") as out:
        for (contig, start, unit, copies), (shift, _) in zip(sites, shifts, strict=True):
            out.write(f"{contig}\t{start}\t{len(unit)}\t{copies}\t0,0\t{shift}\n")
    with open(folder / "truth_fusions.tsv", "w") as out:
        out.write("#name\tchrom1\tpos1\tchrom2\tpos2\n")
        out.write(f"{five.name}::{three.name}\t{five.contig}\t{end_a}\t{three.contig}\t{end_b}\n")
    print(f"{len(sites)} microsatellites, {sum(s != 0 for s, _ in shifts)} shifted; {len(somatic)} somatic and {len(germline)} germline variants")


main()
