"""Normals whose alleles are no somatic variants."""

import pickle

import pytest

import oncosweep as osw
from conftest import CASE, DEMO

REFERENCE = CASE["reference"]
# Not one normal may show an allele.
STRICT = {"variant": {"max_baseline_normals": 0}}


@pytest.fixture(scope="module")
def panel() -> osw.VariantBaseline:
    # The tumour stands for a normal that has its variants.
    return osw.variant_baseline([DEMO / "tumor.bam", DEMO / "normal.bam"], reference=REFERENCE, threads=2)


def test_alignments_and_evidence_give_one_panel(panel, tmp_path):
    assert panel.samples == ["demo_normal", "demo_tumor"] and panel.alleles > 100
    osw.collect(DEMO / "normal.bam", reference=REFERENCE, biomarkers="tmb").save(tmp_path / "normal.osw")
    assert osw.variant_baseline([DEMO / "tumor.bam", tmp_path / "normal.osw"], reference=REFERENCE) == panel
    panel.save(tmp_path / "panel.osb")
    assert osw.load_variant_baseline(tmp_path / "panel.osb") == panel == pickle.loads(pickle.dumps(panel))
    assert "normals: 2" in repr(panel) and "Alleles" in panel._repr_html_()


def test_what_normals_show_is_filtered_by_name(profile, panel, tmp_path):
    panel.save(tmp_path / "panel.osb")
    evidence = profile.evidence
    assert profile.variants.baseline is None and set(profile.variants.column("baseline_normals")) == {None}
    strict = evidence.call(config=STRICT, variant_baseline=panel)
    assert len(profile.variants.passed) > 0 == len(strict.variants.passed)
    assert strict.variants.summary.by_filter.in_baseline >= len(profile.variants.passed)
    assert strict.variants.baseline.samples == panel.samples and max(strict.variants.column("baseline_normals")) >= 1
    # One normal may show it, by default.
    assert evidence.call(variant_baseline=panel).variants.summary["pass"] == profile.variants.summary["pass"]
    assert strict == evidence.call(config=STRICT, variant_baseline=tmp_path / "panel.osb")
    again = osw.sweep(DEMO / "tumor.bam", **CASE, config=STRICT, variant_baseline=panel)
    assert again.to_dict() == strict.to_dict()


def test_the_panel_travels_with_the_profile(profile, panel, tmp_path):
    strict = profile.evidence.call(config=STRICT, variant_baseline=panel)
    twin = pickle.loads(pickle.dumps(strict))
    assert twin.variants == strict.variants and not len(twin.variants.passed)
    strict.save(tmp_path / "out")
    assert osw.load_profile(tmp_path / "out", variant_baseline=panel) == strict
    with pytest.raises(osw.ConfigError, match="give it as variant_baseline="):
        osw.load_profile(tmp_path / "out")


def test_errors_are_of_their_class(profile, panel, tmp_path):
    with pytest.raises(osw.ConfigError, match="at least one normal"):
        osw.variant_baseline([])
    with pytest.raises(osw.FormatError, match="given twice"):
        osw.variant_baseline([DEMO / "normal.bam", DEMO / "normal.bam"], reference=REFERENCE)
    with pytest.raises(osw.InputError, match="missing.bam"):
        osw.variant_baseline([tmp_path / "missing.bam"], reference=REFERENCE)
    profile.evidence.save(tmp_path / "pair.osw")
    with pytest.raises(osw.FormatError, match="evidence of a pair"):
        osw.variant_baseline([tmp_path / "pair.osw"])
    with pytest.raises(osw.FormatError, match="not an oncosweep variant baseline"):
        profile.evidence.call(variant_baseline=DEMO / "normal.bam")
