"""Normals whose junctions are no fusions."""

import pickle

import pytest

import oncosweep as osw
from conftest import CASE, DEMO

REFERENCE = CASE["reference"]
# Not one normal may have a junction.
STRICT = {"fusion": {"max_baseline_normals": 0}}


@pytest.fixture(scope="module")
def tumour() -> osw.Evidence:
    return osw.collect(DEMO / "tumor.bam", reference=REFERENCE, genes=CASE["genes"], biomarkers="fusions")


@pytest.fixture(scope="module")
def panel() -> osw.FusionBaseline:
    # The tumour stands for a normal that has its junction.
    return osw.fusion_baseline([DEMO / "tumor.bam", DEMO / "normal.bam"], reference=REFERENCE, threads=2)


def test_alignments_and_evidence_give_one_panel(panel, tumour, tmp_path):
    assert panel.assay == "DNA" and panel.samples == ["demo_normal", "demo_tumor"] and panel.junctions > 0
    tumour.save(tmp_path / "tumor.osw")
    assert osw.fusion_baseline([tmp_path / "tumor.osw", DEMO / "normal.bam"], reference=REFERENCE) == panel
    panel.save(tmp_path / "panel.osb")
    assert osw.load_fusion_baseline(tmp_path / "panel.osb") == panel == pickle.loads(pickle.dumps(panel))
    assert "normals: 2" in repr(panel) and "Junctions" in panel._repr_html_()


def test_what_normals_have_is_dropped_by_name(panel, tumour, tmp_path):
    panel.save(tmp_path / "panel.osb")
    assert tumour.call().fusions.baselines == [] and tumour.call().fusions[0]["baseline_normals"] is None
    dropped = tumour.call(config=STRICT, fusion_baseline=panel)
    assert dropped.fusions[0]["filter"] == "InBaseline" and dropped.fusions[0]["baseline_normals"] == 1 and not len(dropped.fusions.passed)
    assert dropped.fusions.baselines[0].samples == panel.samples
    # One normal may have it, by default.
    assert tumour.call(fusion_baseline=[panel]).fusions[0]["filter"] == "PASS"
    assert dropped == tumour.call(config=STRICT, fusion_baseline=[tmp_path / "panel.osb"])
    again = osw.sweep(DEMO / "tumor.bam", reference=REFERENCE, genes=CASE["genes"], biomarkers="fusions", config=STRICT, fusion_baseline=panel)
    assert again.to_dict() == dropped.to_dict()
    assert "InBaseline" in tumour.explain_fusion("DEMOA::DEMOD", config=STRICT, fusion_baseline=panel)


def test_the_panel_travels_with_the_profile(panel, tumour, tmp_path):
    dropped = tumour.call(config=STRICT, fusion_baseline=panel)
    twin = pickle.loads(pickle.dumps(dropped))
    twin.save(tmp_path / "twin")
    dropped.save(tmp_path / "out")
    assert (tmp_path / "twin" / "fusions.tsv").read_bytes() == (tmp_path / "out" / "fusions.tsv").read_bytes()
    assert "InBaseline" in (tmp_path / "out" / "fusions.tsv").read_text()
    assert osw.load_profile(tmp_path / "out", fusion_baseline=panel) == dropped
    with pytest.raises(osw.ConfigError, match="baseline of DNA; give it as fusion_baseline="):
        osw.load_profile(tmp_path / "out")


def test_errors_are_of_their_class(panel, tumour, tmp_path):
    with pytest.raises(osw.ConfigError, match="at least one normal"):
        osw.fusion_baseline([])
    with pytest.raises(osw.ConfigError, match="it must be DNA or RNA"):
        osw.fusion_baseline([DEMO / "normal.bam"], assay="protein")
    with pytest.raises(osw.FormatError, match="given twice"):
        osw.fusion_baseline([DEMO / "tumor.bam", DEMO / "tumor.bam"], reference=REFERENCE)
    with pytest.raises(osw.InputError, match="missing.bam"):
        osw.fusion_baseline([tmp_path / "missing.bam"], reference=REFERENCE)
    with pytest.raises(osw.FormatError, match="not an oncosweep fusion baseline"):
        tumour.call(fusion_baseline=DEMO / "normal.bam")
    with pytest.raises(osw.FormatError, match="baseline in memory.*second baseline of DNA"):
        tumour.call(fusion_baseline=[panel, panel])
    rna = osw.collect(rna=DEMO / "tumor.bam", reference=REFERENCE, biomarkers="fusions")
    with pytest.raises(osw.FormatError, match="was made of DNA"):
        rna.call(fusion_baseline=panel)
