"""The answer on each listed allele."""

import pickle

import polars
import pytest

import oncosweep as osw
from conftest import CASE, DEMO


@pytest.fixture(scope="module")
def listed(tmp_path_factory) -> osw.Profile:
    spots = tmp_path_factory.mktemp("spots") / "spots.bed"
    # Each base change at these places: one is the missense variant at 16,403, and hardly a read lies on the first.
    spots.write_text("chr1\t0\t2\nchr1\t16400\t16410\n")
    return osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers="tmb", hotspots=spots)


def test_each_allele_has_its_answer(listed):
    table = listed.hotspots
    assert len(table) == 36 and table.counts["detected"] == 1 and table.counts["not_assessed"] == 6
    assert table.counts == {"detected": 0, "filtered": 0, "not_detected": 0, "not_assessed": 0} | listed.variants.summary.listed.to_dict()
    (found,) = table.detected
    assert (found["chrom"], found["start"], found["pos"], found["ref"], found["alt"]) == ("chr1", 16402, 16403, "C", "T")
    assert found["gene"] == "DEMOA" and found["filter"] == "PASS" and found["tumor_fragments"] == 12
    for row in table.where(status="not_detected"):
        assert 0 < row["detection_limit"] < 0.5 and row["reason"] is None and row["tumor_depth"] > 20
    assert set(table.where(status="not_assessed").column("reason")) == {"shallow_normal"}


def test_the_table_is_that_of_the_file(listed, tmp_path):
    listed.save(tmp_path)
    head, *rows = [line.split("\t") for line in (tmp_path / "hotspots.tsv").read_text().splitlines()]
    names = [name.removeprefix("#") for name in head]
    assert [*names, "pos"] == sorted(listed.hotspots.columns, key=[*names, "pos"].index)
    assert len(rows) == len(listed.hotspots)
    for fields, row in zip(rows, listed.hotspots, strict=True):
        for name, field in zip(names, fields, strict=True):
            if isinstance(row[name], float):
                assert float(field) == pytest.approx(row[name], abs=0.006 if name == "quality" else 1e-4), name
            else:
                assert field == ("." if row[name] is None else str(row[name])), name


def test_data_frames_and_displays_take_it(listed):
    frame = polars.DataFrame(listed.hotspots)
    assert frame.height == 36 and frame["detection_limit"].dtype == polars.Float64
    assert listed.hotspots.to_pandas().equals(pickle.loads(pickle.dumps(listed.hotspots)).to_pandas())
    assert "1 detected" in repr(listed.hotspots) and "DEMOA" in listed.hotspots._repr_html_() and "Listed alleles" in listed._repr_html_()


def test_without_a_list_there_is_no_row(profile):
    assert len(profile.hotspots) == 0 and "none listed" in repr(profile.hotspots) and profile.hotspots._repr_html_()
    assert "detection_limit" in profile.hotspots.columns and polars.DataFrame(profile.hotspots).height == 0
