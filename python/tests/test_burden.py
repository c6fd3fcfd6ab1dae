"""The burden of a VCF file."""

import json
import pickle

import pytest

import oncosweep as osw
from conftest import CASE, DEMO, MALFORMED

GENES = {"genes": CASE["genes"], "reference": CASE["reference"]}


@pytest.fixture(scope="module")
def calls(profile, tmp_path_factory):
    folder = tmp_path_factory.mktemp("calls")
    profile.save(folder)
    return folder / "variants.vcf.gz"


def test_our_own_calls_give_the_burden_of_the_sweep(profile, calls):
    territory = profile.tmb.callable_mb
    own = osw.tmb_from_vcf(calls, callable_mb=territory)
    again = osw.tmb_from_vcf(calls, callable_mb=territory, **GENES)
    for burden in (own, again):
        assert (burden.tmb.variants, burden.tmb.per_mb) == (profile.tmb.variants, profile.tmb.per_mb)
        assert len(burden.variants.where(verdict="counted")) == profile.tmb.variants
        assert isinstance(burden.tmb, osw.Tmb) and burden.tmb.plot() is not None
    assert own.inputs.calls.annotation == "oncosweep CONSEQUENCE" and again.inputs.calls.annotation == "genes and reference"
    counted = {(row["chrom"], row["pos"], row["alt"]) for row in profile.variants.where(tmb_verdict="counted")}
    assert {(row["chrom"], row["pos"], row["alt"]) for row in own.variants.where(verdict="counted")} == counted
    assert "alleles counted" in repr(own) and "Tumour mutational burden" in own._repr_html_()


def test_the_files_are_those_of_the_command(calls, tmp_path):
    burden = osw.tmb_from_vcf(calls, targets=DEMO / "targets.bed", tmb_preset="f1cdx-like", tmb_threshold=5)
    assert (burden.tmb.preset, burden.tmb.threshold, burden.parameters["tmb"]["preset"]) == ("f1cdx-like", 5, "f1cdx-like")
    burden.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profile.json", "tmb.trace.tsv"]
    assert json.loads((tmp_path / "profile.json").read_text()) == burden.to_dict()
    burden.report(tmp_path / "page.html")
    assert "Mutational burden" in (tmp_path / "page.html").read_text()
    assert osw.cohort([tmp_path]).column("TMB_PRESET") == ["f1cdx-like"]
    twin = pickle.loads(pickle.dumps(burden))
    assert twin == burden and twin.tmb.per_mb == burden.tmb.per_mb
    twin.save(tmp_path / "twin")
    assert (tmp_path / "twin" / "tmb.trace.tsv").read_bytes() == (tmp_path / "tmb.trace.tsv").read_bytes()


def test_errors_are_of_their_class(calls, tmp_path):
    plain = tmp_path / "plain.vcf"
    plain.write_text("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr1\t5\t.\tA\tC\t.\tPASS\t.\n")
    for arguments, kind, why in [
        ({"vcf": calls}, osw.ConfigError, "territory"),
        ({"vcf": calls, "callable_mb": -1}, osw.ConfigError, "greater than 0"),
        ({"vcf": calls, "callable_mb": 1, "tmb_preset": "none"}, osw.ConfigError, "none"),
        ({"vcf": calls, "callable_mb": 1, "tumor_sample": "nobody"}, osw.FormatError, "nobody"),
        ({"vcf": calls, "callable_mb": 1, "population_af": "gnomAD_AF"}, osw.FormatError, "gnomAD_AF"),
        ({"vcf": calls, "targets": MALFORMED / "bad_line.bed"}, osw.FormatError, "line 2"),
        ({"vcf": tmp_path / "missing.vcf", "callable_mb": 1}, osw.InputError, "missing.vcf"),
        ({"vcf": plain, "callable_mb": 1}, osw.FormatError, "plain.vcf"),
        ({"vcf": DEMO / "tumor.bam", "callable_mb": 1}, osw.FormatError, "tumor.bam"),
    ]:
        with pytest.raises(kind, match=why) as raised:
            osw.tmb_from_vcf(**arguments)
        # Remedies are told in this function's words, not in those of the command.
        assert "--" not in str(raised.value)
    with pytest.raises(osw.ConfigError, match="give callable_mb, or targets with .*, or genes"):
        osw.tmb_from_vcf(calls)
