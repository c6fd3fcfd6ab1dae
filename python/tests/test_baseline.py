"""Normals in place of a matched one."""

import pickle

import pytest

import oncosweep as osw
from conftest import CASE, DEMO

REFERENCE = CASE["reference"]


@pytest.fixture(scope="module")
def normals() -> osw.Baseline:
    return osw.baseline([DEMO / "normal.bam"], reference=REFERENCE, threads=2)


def test_alignments_and_evidence_give_one_baseline(normals, tmp_path):
    assert normals.sites == 185 and len(normals.samples) == 1 and normals.read_bp > 0
    # The normal of a pair is the normal.
    osw.collect(DEMO / "tumor.bam", normal=DEMO / "normal.bam", reference=REFERENCE, biomarkers="msi").save(tmp_path / "pair.osw")
    assert osw.baseline([tmp_path / "pair.osw"]) == normals
    normals.save(tmp_path / "normals.osb")
    assert osw.load_baseline(tmp_path / "normals.osb") == normals == pickle.loads(pickle.dumps(normals))
    assert "normals: 1" in repr(normals) and "185" in normals._repr_html_()


def test_a_tumour_is_compared_with_it_in_memory_or_as_a_file(normals, tmp_path):
    normals.save(tmp_path / "normals.osb")
    alone = osw.collect(DEMO / "tumor.bam", reference=REFERENCE, biomarkers="msi")
    compared = alone.call(baseline=normals)
    assert compared.msi.compared_with == "baseline" and compared.msi.baseline.samples == normals.samples
    assert compared == alone.call(baseline=tmp_path / "normals.osb")
    assert compared == osw.sweep(DEMO / "tumor.bam", reference=REFERENCE, biomarkers="msi", baseline=normals)
    assert pickle.loads(pickle.dumps(compared)).msi.sites == compared.msi.sites
    compared.save(tmp_path / "out")
    assert osw.load_profile(tmp_path / "out", baseline=normals) == compared


def test_progress_is_that_of_all_normals(tmp_path):
    seen = []
    evidence = osw.collect(DEMO / "tumor.bam", reference=REFERENCE, biomarkers="msi")
    evidence.save(tmp_path / "other.osw")
    made = osw.baseline(
        [DEMO / "normal.bam", tmp_path / "other.osw"], reference=REFERENCE, progress=lambda fraction, contig, reads: seen.append(fraction)
    )
    assert len(made.samples) == 2 and seen[-1] == 1.0 and seen == sorted(seen)

    def stop(fraction, contig, reads):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        osw.baseline([DEMO / "normal.bam"], reference=REFERENCE, progress=stop)


def test_errors_are_of_their_class(normals, tmp_path):
    with pytest.raises(osw.ConfigError, match="at least one normal"):
        osw.baseline([])
    with pytest.raises(osw.FormatError, match="given twice"):
        osw.baseline([DEMO / "normal.bam", DEMO / "normal.bam"], reference=REFERENCE)
    with pytest.raises(osw.InputError, match="missing.bam"):
        osw.baseline([tmp_path / "missing.bam"], reference=REFERENCE)
    with pytest.raises(osw.FormatError, match="not an MSI baseline"):
        osw.sweep(DEMO / "tumor.bam", reference=REFERENCE, biomarkers="msi", baseline=DEMO / "normal.bam")
    with pytest.raises(osw.FormatError, match="baseline in memory.*mapping quality 10"):
        osw.sweep(DEMO / "tumor.bam", reference=REFERENCE, biomarkers="msi", baseline=normals, min_mapping_quality=30)
