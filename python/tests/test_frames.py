"""Data frames and query engines read the tables as they are."""

import pytest

import oncosweep as osw
from conftest import CASE, DEMO


def tables(profile):
    return {"variants": profile.variants, "fusions": profile.fusions, "sites": profile.msi.sites, "passed": profile.variants.passed, "sliced": profile.msi.sites[5:50:3]}


def same(table, rows):
    """Whether rows hold the table's plain values."""
    assert len(rows) == len(table)
    for row, expected in zip(rows, table, strict=True):
        for name, value in expected.items():
            if not isinstance(value, (list, dict)):
                assert row[name] == value or (value is None and row[name] != row[name]), name


def test_polars(profile):
    polars = pytest.importorskip("polars")
    for table in tables(profile).values():
        frame = polars.DataFrame(table)
        assert frame.equals(table.to_polars()) and frame.columns == table.columns
        same(table, frame.to_dicts())
    assert polars.DataFrame(profile.variants).filter(polars.col("tmb_verdict") == "counted").height == profile.tmb.variants


def test_pyarrow(profile):
    pyarrow = pytest.importorskip("pyarrow")
    for table in tables(profile).values():
        arrow = pyarrow.table(table)
        arrow.validate(full=True)
        same(table, arrow.to_pylist())


def test_pandas(profile):
    pandas = pytest.importorskip("pandas")
    for table in tables(profile).values():
        frame = table.to_pandas()
        assert list(frame.columns) == table.columns
        same(table, [{k: None if pandas.isna(v) is True else v for k, v in row.items()} for row in frame.to_dict("records")])
        assert "normal_depth" not in frame or frame["normal_depth"].dtype.kind in "iI"
    gaps = osw.Table([{"i": 1, "b": True, "f": 0.5}, {"i": None, "b": None, "f": None}]).to_pandas()
    assert [str(dtype) for dtype in gaps.dtypes] == ["Int64", "boolean", "float64"]
    if hasattr(pandas.DataFrame, "from_arrow"):
        assert len(pandas.DataFrame.from_arrow(profile.variants)) == len(profile.variants)


def test_duckdb(profile):
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    variants = profile.variants
    ((number, mean),) = duckdb.sql("select count(*), avg(vaf) from variants where filter = 'PASS'").fetchall()
    vaf = variants.passed.to_numpy("vaf")
    assert number == len(vaf) and mean == pytest.approx(vaf.mean())


def test_no_fusion_is_the_same_table_as_some(profile):
    polars = pytest.importorskip("polars")
    none = profile.fusions.where(name="NO::SUCH")
    never = osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers="msi").fusions
    assert list(profile.fusions[0]) == profile.fusions.columns == none.columns == never.columns
    assert polars.DataFrame(profile.fusions).schema == polars.DataFrame(none).schema == polars.DataFrame(never).schema
    assert polars.DataFrame(never).filter((polars.col("filter") == "PASS") & (polars.col("quality") > 30) & ~polars.col("inferred")).height == 0
    assert len(never.passed) == 0 and not never.assessed and "not assessed" in repr(never)


def test_an_empty_table_has_no_row():
    polars = pytest.importorskip("polars")
    none = osw.Table([])
    assert polars.DataFrame(none).shape == (0, 0) and len(none.to_pandas()) == 0 and len(none._repr_html_()) > 0
    typed = osw.Table([{"a": 1, "b": "x"}]).where(b="y")
    assert len(typed) == 0 and typed.columns == ["a", "b"] and polars.DataFrame(typed).columns == ["a", "b"]
