"""Fusions: files that others read, known ones, and why not."""

import csv
import json
import shutil
import subprocess

import pytest

import oncosweep as osw
from conftest import CASE, DEMO


def test_an_explanation_tells_the_evidence_and_what_decided(profile):
    called = profile.evidence.explain_fusion("DEMOD::DEMOA")
    assert called.rstrip().endswith("called") and "chr1:20005" in called and "split read" in called
    dropped = profile.evidence.explain_fusion("DEMOA::DEMOD", min_fusion_support=1000)
    assert "dropped by LowSupport" in dropped and "of 1000" in dropped
    with pytest.raises(osw.ConfigError, match="NOGENE"):
        profile.evidence.explain_fusion("DEMOA::NOGENE")
    with pytest.raises(osw.ConfigError, match="EML4::ALK"):
        profile.evidence.explain_fusion("DEMOA")


def test_a_listed_fusion_needs_less_support(tmp_path):
    known = tmp_path / "known.tsv"
    known.write_text("DEMOA\tDEMOD\n")
    listed = osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers="fusions", known_fusions=known, min_fusion_support=1000)
    (fusion,) = [f for f in listed.fusions if f["known"]]
    assert fusion["name"] == "DEMOA::DEMOD" and fusion["filter"] == "PASS"
    known.write_text("only one column\n")
    with pytest.raises(osw.FormatError, match="line 1"):
        osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers="fusions", known_fusions=known)


def test_a_drawing_has_the_depth_of_the_reads(profile, tmp_path):
    pysam = pytest.importorskip("pysam")
    diagram = profile.fusions.diagram("DEMOA::DEMOD")
    for partner, coverage in zip(diagram.partners, diagram.coverage, strict=True):
        start, bin_bp = coverage["start"], coverage["bin_bp"]
        exons = [exon["span"] for exon in partner["exons"]]
        end = start + bin_bp * len(coverage["tumor"])
        assert bin_bp == 128 and start % bin_bp == 0
        assert start <= min(e["start"] for e in exons) and max(e["end"] for e in exons) <= end
        for sample in ("tumor", "normal"):
            place = f"{partner['contig']}:{start + 1}-{end}"
            depths = [int(line.split("\t")[2]) for line in pysam.depth("-a", "-r", place, str(DEMO / f"{sample}.bam")).splitlines()]
            bins = [depths[at : at + bin_bp] for at in range(0, len(depths), bin_bp)]
            assert coverage[sample] == pytest.approx([sum(bin) / len(bin) for bin in bins], abs=0.006)
    profile.save(tmp_path)
    (saved,) = json.loads((tmp_path / "fusions.drawings.json").read_text())
    assert saved == diagram.to_dict()


def test_the_files_are_read_by_others(profile, tmp_path):
    profile.save(tmp_path)
    with open(tmp_path / "fusions.arriba.tsv") as lines:
        (row,) = csv.DictReader(lines, delimiter="\t")
    assert len(row) == 30 and row["#gene1"] == "DEMOA" and row["reading_frame"] == "in-frame" and row["direction1"] in ("upstream", "downstream")
    with open(tmp_path / "fusions.bedpe") as lines:
        rows = list(csv.reader(lines, delimiter="\t"))
    assert rows[0][:6] == ["#chrom1", "start1", "end1", "chrom2", "start2", "end2"]
    assert int(rows[1][1]) <= 20004 < int(rows[1][2])
    pysam = pytest.importorskip("pysam")
    with pysam.VariantFile(str(tmp_path / "fusions.vcf.gz")) as vcf:
        records = list(vcf)
        assert len(records) == 2 * len(profile.fusions)
        mates = {record.id: record.info["MATEID"] for record in records}
        assert all(mates[mate[0] if isinstance(mate, tuple) else mate] in (name, (name,)) for name, mate in mates.items())
        assert all(record.info["SVTYPE"] == "BND" for record in records)
        assert [r.pos for r in vcf.fetch("chr1", 20000, 20010)] == [20005]
    if shutil.which("bcftools"):
        told = subprocess.run(["bcftools", "view", tmp_path / "fusions.vcf.gz"], capture_output=True, text=True, check=True)
        assert not told.stderr and told.stdout.count("SVTYPE=BND") == len(records)
