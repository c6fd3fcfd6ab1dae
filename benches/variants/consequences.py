#!/usr/bin/env python3
"""Consequences of random coding and splice variants beside `bcftools csq`, on the same transcripts.

usage: consequences.py GENOME.fa.gz GENES.gtf.gz TOOL WORK [--variants 10000] [--seed 7]

GENES: transcripts with exons and CDS (stop codon outside of the CDS, as GTF has it, or inside). TOOL: target/release/examples/consequences.
Writes the same transcripts as GFF3 (Ensembl's flavour, which bcftools csq reads), draws variants within 12 bases of exons (half SNVs, a quarter each
deletions and insertions of 1 to 9 bases), left-aligns them, asks both, and counts by class. Needs pysam, bcftools.
"""
import argparse, collections, gzip, os, random, re, subprocess, sys
import pysam

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("genome", "genes", "tool", "work"):
    parser.add_argument(name)
parser.add_argument("--variants", type=int, default=10000)
parser.add_argument("--seed", type=int, default=7)
args = parser.parse_args()
draw, genome, work = random.Random(args.seed), pysam.FastaFile(args.genome), args.work
os.makedirs(work, exist_ok=True)
COMPLEMENT = str.maketrans("ACGTN", "TGCAN")
STOPS = ("TAA", "TAG", "TGA")


def transcripts():
    found = collections.OrderedDict()
    for line in gzip.open(args.genes, "rt"):
        fields = line.rstrip().split("\t")
        if line[0] == "#" or fields[2] not in ("exon", "CDS"):
            continue
        keys = dict(re.findall(r'(\w+) "([^"]*)"', fields[8]))
        entry = found.setdefault(keys["transcript_id"], dict(gene=keys["gene_id"], name=keys.get("gene_name", ""), contig=fields[0], strand=fields[6], exon=[], CDS=[]))
        entry[fields[2]].append((int(fields[3]), int(fields[4])))
    for entry in found.values():
        entry["exon"].sort()
        entry["CDS"].sort()
        if entry["CDS"]:
            with_stop(entry)
    return collections.OrderedDict((name, entry) for name, entry in found.items() if entry["CDS"])


def letters(entry, positions):
    text = "".join(genome.fetch(entry["contig"], p - 1, p) for p in positions).upper()
    return text if entry["strand"] == "+" else text.translate(COMPLEMENT)


def with_stop(entry):
    """Adds the stop codon to the CDS when the next three bases of the transcript are one."""
    forward = entry["strand"] == "+"
    exonic = [p for start, end in entry["exon"] for p in range(start, end + 1)]
    coding = [p for start, end in entry["CDS"] for p in range(start, end + 1)]
    if letters(entry, coding[-3:] if forward else coding[2::-1]) in STOPS:
        return
    after = [p for p in exonic if p > coding[-1]][:3] if forward else [p for p in exonic[::-1] if p < coding[0]][:3]
    if letters(entry, after) in STOPS:
        positions = sorted(set(coding) | set(after))
        entry["CDS"] = [[positions[0], positions[0]]]
        inside = {p: i for i, (start, end) in enumerate(entry["exon"]) for p in range(start, end + 1)}
        for p in positions[1:]:
            if p == entry["CDS"][-1][1] + 1 and inside[p] == inside[p - 1]:
                entry["CDS"][-1][1] = p
            else:
                entry["CDS"].append([p, p])


def write_gff3(models, path):
    genes = collections.OrderedDict()
    for name, entry in models.items():
        genes.setdefault((entry["gene"], entry["contig"], entry["strand"]), []).append(name)
    with open(path, "w") as out:
        out.write("##gff-version 3\n")
        for (gene, contig, strand), names in genes.items():
            def row(kind, start, end, phase, keys):
                out.write(f"{contig}\te\t{kind}\t{start}\t{end}\t.\t{strand}\t{phase}\t{keys}\n")
            start, end = min(models[n]["exon"][0][0] for n in names), max(models[n]["exon"][-1][1] for n in names)
            row("gene", start, end, ".", f"ID=gene:{gene};Name={models[names[0]]['name']};biotype=protein_coding;gene_id={gene}")
            for name in names:
                entry = models[name]
                row("mRNA", entry["exon"][0][0], entry["exon"][-1][1], ".", f"ID=transcript:{name};Parent=gene:{gene};biotype=protein_coding;transcript_id={name}")
                for s, e in entry["exon"]:
                    row("exon", s, e, ".", f"Parent=transcript:{name}")
                done = 0
                for s, e in entry["CDS"] if strand == "+" else entry["CDS"][::-1]:
                    row("CDS", s, e, -done % 3, f"ID=CDS:{name};Parent=transcript:{name}")
                    done += e - s + 1
                low, high = entry["CDS"][0][0], entry["CDS"][-1][1]
                for s, e in entry["exon"]:
                    for a, b, left in ((s, min(e, low - 1), True), (max(s, high + 1), e, False)):
                        if a <= b:
                            row(("five" if left == (strand == "+") else "three") + "_prime_UTR", a, b, ".", f"Parent=transcript:{name}")


def write_variants(models, path):
    names, chosen = list(models), set()
    base = lambda contig, p: genome.fetch(contig, p - 1, p).upper()
    while len(chosen) < args.variants:
        entry = models[draw.choice(names)]
        start, end = draw.choice(entry["CDS"] if draw.random() < 0.85 else entry["exon"])
        contig, p = entry["contig"], draw.randint(start - 12, end + 12)
        if draw.random() < 0.1:
            p = draw.choice([entry["CDS"][0][0], entry["CDS"][-1][1]]) + draw.randint(-3, 3)
        kind, length = draw.random(), draw.choice([1, 1, 2, 3, 3, 4, 5, 6, 9])
        if kind < 0.5:
            plain = base(contig, p)
            changed = draw.choice([b for b in "ACGT" if b != plain])
        elif kind < 0.75:
            plain = genome.fetch(contig, p - 1, p + length).upper()
            changed = plain[0]
        else:
            plain = base(contig, p)
            tandem = draw.random() < 0.3
            changed = plain + (genome.fetch(contig, p, p + length).upper() if tandem else "".join(draw.choice("ACGT") for _ in range(length)))
        if "N" not in plain + changed and plain:
            chosen.add((contig, p, plain, changed))
    order = {contig: i for i, contig in enumerate(genome.references)}
    with open(path + ".raw", "w") as out:
        out.write("##fileformat=VCFv4.2\n" + "".join(f"##contig=<ID={c},length={n}>\n" for c, n in zip(genome.references, genome.lengths)))
        out.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        for contig, p, plain, changed in sorted(chosen, key=lambda v: (order[v[0]], v[1:])):
            out.write(f"{contig}\t{p}\t.\t{plain}\t{changed}\t.\tPASS\t.\n")
    with open(path, "w") as out:
        subprocess.run(["bcftools", "norm", "-f", args.genome, "-d", "exact", path + ".raw"], stdout=out, stderr=subprocess.DEVNULL, check=True)


NAMES = {"5_prime_utr": "5_prime_UTR_variant", "3_prime_utr": "3_prime_UTR_variant", "inframe_altering": "protein_altering_variant"}
NAMES.update({n: n + "_variant" for n in ("missense", "synonymous", "frameshift", "stop_retained", "intron", "splice_donor", "splice_acceptor", "splice_region", "coding_sequence")})
CHANGING = {"missense_variant", "frameshift_variant", "stop_gained", "stop_lost", "start_lost", "inframe_insertion", "inframe_deletion", "protein_altering_variant"}
SILENT = {"synonymous_variant", "stop_retained_variant", "start_retained_variant", "coding_sequence_variant", "incomplete_terminal_codon_variant"}
SPLICE = {"splice_donor_variant", "splice_acceptor_variant"}


def what(terms):
    """What a consequence means for a burden: the protein changes, a splice site does, the coding sequence does silently, or nothing does."""
    return "changing" if terms & CHANGING else "splice site" if terms & SPLICE else "silent" if terms & SILENT else "not coding"


CODONS = dict(zip((a + b + c for a in "TCAG" for b in "TCAG" for c in "TCAG"), "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"))


def protein(sequence):
    """Up to the first stop, with it."""
    found = "".join(CODONS.get(sequence[i : i + 3], "X") for i in range(0, len(sequence) - 2, 3))
    return found.split("*")[0] + "*" if "*" in found else found


def placements(contig, position, plain, changed):
    """An indel at every place where it makes the same sequence: (position of the anchor, plain, changed)."""
    found = [(position, plain, changed)]
    if len(plain) == len(changed):
        return found
    bases, deleted = (plain[1:], True) if len(plain) > 1 else (changed[1:], False)
    letter = lambda p: genome.fetch(contig, p - 1, p).upper()
    for step in (1, -1):
        anchor, unit = position, bases
        for _ in range(40):
            if step == 1:
                following = letter(anchor + (len(unit) if deleted else 0) + 1)
                if following != unit[0]:
                    break
                unit, anchor = unit[1:] + following, anchor + 1
            else:
                preceding = letter(anchor)
                if preceding != unit[-1]:
                    break
                unit, anchor = preceding + unit[:-1], anchor - 1
            first = letter(anchor)
            found.append((anchor, first + unit, first) if deleted else (anchor, first, first + unit))
    return found


def by_hand(entry, key):
    """The classes that a third way allows: edit the spliced transcript as a string and translate it, wherever the same change can be placed. A placement
    within one exon is judged by its protein, one within an intron and off the two bases at either end of it is not coding. Where no placement is
    one of these the change strikes a splice site."""
    contig, position, plain, changed = key
    allowed = {at(entry, *place) for place in placements(contig, int(position), plain, changed)}
    return allowed - {"splice site"} or allowed


def at(entry, position, plain, changed):
    """The class of one placement."""
    exonic = [p for start, end in entry["exon"] for p in range(start, end + 1)]
    where = {p: i for i, p in enumerate(exonic)}
    touched = range(position + 1, position + len(plain)) if len(plain) > 1 else [position] if len(changed) == 1 else [position, position + 1]
    if any(p not in where for p in touched) or where[touched[-1]] - where[touched[0]] != touched[-1] - touched[0]:
        near = {p for _, end in entry["exon"][:-1] for p in (end + 1, end + 2)} | {p for start, _ in entry["exon"][1:] for p in (start - 1, start - 2)}
        inside = all(p not in where for p in touched)
        return "not coding" if inside and not near & set(touched) else "splice site"
    text = "".join(genome.fetch(entry["contig"], p - 1, p) for p in exonic).upper()
    if len(changed) > 1:
        edited = text[: where[touched[1]]] + changed[1:] + text[where[touched[1]] :]
    elif len(plain) > 1:
        edited = text[: where[touched[0]]] + text[where[touched[-1]] + 1 :]
    else:
        edited = text[: where[position]] + changed + text[where[position] + 1 :]
    first, last = where[entry["CDS"][0][0]], where[entry["CDS"][-1][1]]
    if entry["strand"] == "-":
        text, edited, last, first = text.translate(COMPLEMENT)[::-1], edited.translate(COMPLEMENT)[::-1], len(text) - 1 - first, len(text) - 1 - last
    if len({where[p] for p in touched} & set(range(where[entry["CDS"][0][0]], where[entry["CDS"][-1][1]] + 1))) == 0:
        return "not coding"
    # An edit left of the start moves it; one that begins within or right of it does not.
    before = protein(text[first:])
    shift = len(edited) - len(text)
    starts = [start for start in {first, first + shift} if edited[start : start + 3] == text[first : first + 3]]
    after = [protein(edited[start:]) for start in starts]
    return "silent" if before in after else "changing"


def main():
    models = transcripts()
    gff3, vcf = f"{work}/genes.gff3", f"{work}/variants.vcf"
    write_gff3(models, gff3)
    write_variants(models, vcf)
    subprocess.run(["bcftools", "csq", "-l", "-p", "a", "-n", "64", "-f", args.genome, "-g", gff3, vcf, "-o", f"{work}/csq.vcf"], check=True, stderr=subprocess.DEVNULL)
    with open(f"{work}/ours.tsv", "w") as out:
        subprocess.run([args.tool, args.genome, gff3, vcf], stdout=out, check=True)
    theirs = collections.defaultdict(dict)
    for line in open(f"{work}/csq.vcf"):
        fields = line.rstrip().split("\t")
        found = None if line[0] == "#" else re.search("BCSQ=([^;]+)", fields[7])
        for part in found.group(1).split(",") if found else ():
            if part[0] != "@":
                parts = part.lstrip("*").split("|")
                theirs[(fields[0], fields[1], fields[3], fields[4])][parts[2]] = (frozenset(NAMES.get(t, t) for t in parts[0].split("&")), parts[5] if len(parts) > 5 else "")
    pairs, agree, classes, examples = 0, 0, collections.Counter(), {}
    same_class, variants, amino_acids, judged = 0, set(), collections.Counter(), collections.Counter()
    letter = dict(zip("ACDEFGHIKLMNPQRSTVWY*", "Ala Cys Asp Glu Phe Gly His Ile Lys Leu Met Asn Pro Gln Arg Ser Thr Val Trp Tyr Ter".split()))
    for line in open(f"{work}/ours.tsv"):
        contig, position, plain, changed, transcript, terms, coding, amino = line.rstrip().split("\t")
        key = (contig, position, plain, changed)
        mine = frozenset(terms.split("&"))
        other, other_amino = theirs.get(key, {}).get(transcript, (frozenset(), ""))
        core = lambda t: t & (CHANGING | SILENT | SPLICE)
        if not core(mine) and not core(other):
            continue
        pairs += 1
        variants.add(key)
        agree += core(mine) == core(other)
        kind = "SNV" if len(plain) == len(changed) else "indel"
        # Both may name several terms; what the burden asks is whether the protein changes.
        a, b = what(mine), what(other)
        same_class += a == b
        if a != b:
            truth = by_hand(models[transcript], key)
            judged["both" if {a, b} <= truth else "ours" if a in truth else "theirs" if b in truth else "neither"] += 1
            if a not in truth:
                print("not ours:", key, transcript, models[transcript]["strand"], sorted(mine), sorted(other), amino, truth, file=sys.stderr)
        if core(mine) != core(other):
            case = (kind, a, b, "&".join(sorted(core(mine))) or "-", "&".join(sorted(core(other))) or "-")
            classes[case] += 1
            examples.setdefault(case, (":".join(key), transcript, coding, amino, other_amino[:40]))
        if kind == "SNV" and "missense_variant" in mine & other:
            m = re.match(r"(\d+)(.)>\d+(.)", other_amino)
            amino_acids[amino == f"p.({letter[m[2]]}{m[1]}{letter[m[3]]})"] += 1
    print(f"{len(models)} transcripts; {len(variants)} coding or splice variants, {pairs} pairs of variant and transcript")
    print(f"same terms {agree} ({100 * agree / pairs:.2f} %); same class (changing, splice site, silent, not coding) {same_class} ({100 * same_class / pairs:.2f} %)")
    print(f"missense SNVs with the same protein change: {amino_acids[True]} of {sum(amino_acids.values())}")
    print("pairs of another class, judged by editing the transcript as a string: " + ", ".join(f"{n} {k}" for k, n in judged.most_common()))
    right = same_class + judged["ours"] + judged["both"]
    print(f"same class, or ours by that judgement: {right} ({100 * right / pairs:.2f} %)")
    print("\npairs\tkind\tclass here\tclass there\tterms here\tterms there\texample")
    for case, count in classes.most_common():
        print(count, *case, " ".join(examples[case]), sep="\t")


main()
