"""What is told before a sweep: whether the inputs fit, and which microsatellites a reference has."""

import pytest

import oncosweep as osw
from conftest import CASE, DEMO, MALFORMED


def test_a_check_says_what_a_sweep_would_do(profile):
    told = osw.check(DEMO / "tumor.bam", **CASE)
    assert told["tumour"].startswith("sample demo_tumor") and told.normal.startswith("sample demo_normal")
    assert f"{len(profile.msi.sites)} microsatellite sites" in told["MSI"] and "coding bases" in told["TMB"] and told["fusions"] == "with genes"
    assert repr(told).splitlines()[0].split(maxsplit=1) == ["tumour", told["tumour"]] and f">{told['tumour']}<" in told._repr_html_()
    rna = osw.check(rna=DEMO / "tumor.bam", reference=CASE["reference"])
    assert "RNA" in rna and "MSI" not in rna


def test_a_check_finds_what_does_not_fit():
    with pytest.raises(osw.FormatError, match="other_build.bam"):
        osw.check(MALFORMED / "whole.bam", normal=MALFORMED / "other_build.bam", reference=MALFORMED / "genome.fa")
    with pytest.raises(osw.InputError, match="missing.bam"):
        osw.check(MALFORMED / "missing.bam", reference=MALFORMED / "genome.fa")
    with pytest.raises(osw.ConfigError, match="dance"):
        osw.check(MALFORMED / "whole.bam", biomarkers="dance")
    with pytest.raises(osw.ConfigError, match="min_waf"):
        osw.check(MALFORMED / "whole.bam", min_waf=1)


def test_the_sites_of_a_reference_are_those_of_the_sweep(profile, tmp_path):
    table = osw.sites(CASE["reference"], output=tmp_path / "sites.list", threads=2)
    swept = profile.msi.sites
    assert [(r["chrom"], r["start"], r["end"], r["unit"], r["copies"]) for r in table] == [
        (r["chrom"], r["start"], r["end"], r["unit"], r["copies"]) for r in swept
    ]
    assert all(len(flank) == 5 for flank in table.column("left_flank"))
    assert (tmp_path / "sites.list").read_text().startswith("chromosome\tlocation\trepeat_unit_length\trepeat_times")
    again = osw.sweep(DEMO / "tumor.bam", **CASE, sites=tmp_path / "sites.list", biomarkers="msi")
    assert again.msi.sites == swept
    # Any list is checked and converted.
    for format in ("msisensor", "mantis"):
        assert osw.sites(CASE["reference"], list=tmp_path / "sites.list", output=tmp_path / "other", format=format) == table
        assert osw.sites(CASE["reference"], list=tmp_path / "other") == table
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "sites.list"]


def test_sites_by_other_rules_and_in_targets(tmp_path):
    table = osw.sites(CASE["reference"])
    long = osw.sites(CASE["reference"], min_homopolymer=12, min_repeats=8, max_unit=2, flank=7)
    assert 0 < len(long) < len(table) and all(len(r["unit"]) <= 2 and r["copies"] >= 8 and len(r["left_flank"]) == 7 for r in long)
    assert set(osw.sites(CASE["reference"], max_unit=1).column("unit")) == set("ACGT")
    assert len(osw.sites(CASE["reference"], rules="msisensor")) > len(table)
    (tmp_path / "some.bed").write_text("chr2\t1000\t50000\nchr1\t0\t20000\n")
    inside = [r for r in table if (r["chrom"] == "chr1" and r["start"] < 20000) or (r["chrom"] == "chr2" and 1000 <= r["start"] < 50000)]
    assert list(osw.sites(CASE["reference"], targets=tmp_path / "some.bed")) == inside != []


def test_what_gives_no_sites_is_an_error(tmp_path):
    for arguments, kind, why in [
        ({"reference": tmp_path / "missing.fa"}, osw.InputError, "missing.fa"),
        ({"reference": CASE["reference"], "rules": "none"}, osw.ConfigError, "rules is 'none'"),
        ({"reference": CASE["reference"], "output": tmp_path / "x", "format": "none"}, osw.ConfigError, "format is 'none'"),
        ({"reference": CASE["reference"], "max_unit": 0}, osw.ConfigError, "unit"),
        ({"reference": CASE["reference"], "list": MALFORMED / "bad_line.bed"}, osw.FormatError, "bad_line.bed"),
        ({"reference": CASE["reference"], "output": tmp_path / "none" / "x"}, osw.InputError, "cannot be written"),
    ]:
        with pytest.raises(kind, match=why):
            osw.sites(**arguments)
    assert list(tmp_path.iterdir()) == []
