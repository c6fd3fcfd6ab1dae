"""The shape of results: keys of the contract, files, evidence."""

import copy
import json

import pytest

import oncosweep as osw
from conftest import CASE, DEMO


def test_the_document_has_the_keys_of_the_contract(profile):
    document = profile.to_dict()
    assert document["schema"] == "oncosweep/1"
    assert document["tool"] == {"name": "oncosweep", "version": osw.__version__}
    assert {"parameters", "inputs", "qc", "tmb", "msi", "fusions", "variants"} <= document.keys()
    assert {"tumor", "normal", "reference"} <= document["inputs"].keys()
    qc = {"reads", "skipped", "mean_target_depth", "duplicate_fraction", "error_rate"}
    assert qc <= document["qc"]["tumor"].keys() and qc <= document["qc"]["normal"].keys()
    tmb = {"per_mb", "ci95", "variants", "callable_mb", "preset", "probability_high", "threshold", "status", "definitions"}
    assert tmb <= document["tmb"].keys()
    msi = {"fraction_unstable", "ci95", "sites_assessed", "sites_unstable", "probability_high", "status", "reason"}
    assert msi <= document["msi"].keys()
    assert {"name", "breakpoint1", "breakpoint2"} <= document["fusions"][0].keys()
    assert {"pass", "by_filter"} <= document["variants"].keys()


def test_sections_read_as_attributes_and_as_mappings(profile):
    assert profile.qc.tumor.reads == profile.qc["tumor"]["reads"] > 0
    assert 0.03 < profile.qc.tumor.duplicate_fraction < 0.05
    assert "reads" in dir(profile.qc.tumor) and not hasattr(profile.qc, "no_such_key")
    assert dict(copy.copy(profile.qc.tumor)) == dict(profile.qc.tumor)
    assert "MSI-H" in repr(profile) and "DEMOA::DEMOD" in profile._repr_html_()


def test_saved_files_are_those_of_the_command(profile, tmp_path):
    profile.save(tmp_path / "a")
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert {"profile.json", "variants.vcf.gz", "variants.vcf.gz.tbi", "tmb.trace.tsv", "msi.sites.tsv", "fusions.tsv", "evidence.osw"} <= names
    assert json.loads((tmp_path / "a" / "profile.json").read_text()) == profile.to_dict()
    again = osw.load_evidence(tmp_path / "a" / "evidence.osw").call()
    again.save(tmp_path / "b")
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_folder_is_loaded_with_its_settings(profile, tmp_path):
    strict = profile.evidence.call(min_vaf=0.3, tmb_threshold=5)
    strict.save(tmp_path / "a")
    again = osw.load_profile(tmp_path / "a")
    assert again == strict and again != profile and again.variants == strict.variants
    with pytest.raises(osw.InputError, match="profile.json"):
        osw.load_profile(tmp_path)
    (tmp_path / "profile.json").write_text("[]")
    with pytest.raises(osw.FormatError, match="no profile"):
        osw.load_profile(tmp_path)
    document = json.loads((tmp_path / "a" / "profile.json").read_text())
    document["msi"]["compared_with"] = "baseline"
    (tmp_path / "a" / "profile.json").write_text(json.dumps(document))
    with pytest.raises(osw.ConfigError, match="baseline="):
        osw.load_profile(tmp_path / "a")


def test_thresholds_change_without_reading_again(profile):
    strict = profile.evidence.call(min_vaf=0.3, tmb_threshold=5)
    assert 0 < strict.to_dict()["variants"]["pass"] < profile.to_dict()["variants"]["pass"]
    assert strict.tmb.threshold == 5
    same = profile.evidence.call(config={"variant": {"min_vaf": 0.3}, "tmb": {"threshold_per_mb": 5}})
    assert same.to_dict() == strict.to_dict()
    assert osw.default_config()["variant"]["min_vaf"] != 0.3


def test_parts_join(profile, tmp_path):
    for number, regions in enumerate([["chr1"], ["chr2", "*"]]):
        osw.collect(DEMO / "tumor.bam", **CASE, regions=regions).save(tmp_path / f"{number}.osw")
    joined = osw.merge_evidence([tmp_path / "0.osw", tmp_path / "1.osw"]).call()
    assert joined.to_dict()["tmb"] == profile.to_dict()["tmb"]
    assert joined.fusions == profile.fusions and joined.variants == profile.variants and joined.msi.sites == profile.msi.sites


def test_hot_spots_and_a_population_are_taken(profile, tmp_path):
    variant = profile.variants.where(tmb_verdict="counted")[0]
    spots = tmp_path / "spots.bed"
    spots.write_text(f"{variant['chrom']}\t{variant['start']}\t{variant['end']}\n")
    swept = osw.collect(DEMO / "tumor.bam", **CASE, biomarkers="tmb", hotspots=spots)
    preset = {"tmb": {"preset": "f1cdx-like", "min_tumor_depth": 25}}
    verdicts = [e.call(config=preset).variants.where(chrom=variant["chrom"], pos=variant["pos"])[0]["tmb_verdict"] for e in (profile.evidence, swept)]
    assert verdicts == ["counted", "hotspot"]
    with pytest.raises(osw.InputError, match="none.vcf"):
        osw.collect(DEMO / "tumor.bam", **CASE, biomarkers="tmb", germline=tmp_path / "none.vcf.gz")


def test_callable_bases_are_written_on_request(profile, tmp_path):
    profile.save(tmp_path / "without")
    swept = osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers="tmb", callable_bed=True)
    swept.save(tmp_path / "with")
    lines = [line.split("\t") for line in (tmp_path / "with" / "callable.bed").read_text().splitlines() if not line.startswith("#")]
    assert sum(int(line[2]) - int(line[1]) for line in lines) == round(1e6 * swept.tmb.callable_mb) > 0
    assert not (tmp_path / "without" / "callable.bed").exists()


def test_what_was_not_asked_for_is_none():
    msi = osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers="msi")
    assert msi.tmb is None and msi.msi is not None and len(msi.fusions) == 0 and len(msi.variants) == 0
