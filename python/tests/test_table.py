"""Tables for people and for data frames."""

import pandas
import polars
import pytest

import oncosweep as osw


def test_rows_and_columns(profile):
    variants = profile.variants
    assert variants.columns[:6] == ["chrom", "start", "end", "pos", "ref", "alt"]
    assert len(variants) == len(variants.column("vaf")) == len(list(variants)) > 31
    assert isinstance(variants[:2], osw.Table) and variants[0] == next(iter(variants))
    with pytest.raises(KeyError, match="no column 'nothing'"):
        variants.column("nothing")
    assert "<table" in variants._repr_html_() and "more rows" in variants._repr_html_()


@pytest.mark.parametrize("name", ["variants", "fusions", "sites"])
def test_data_frames_hold_the_same_values(profile, name):
    table = profile.msi.sites if name == "sites" else getattr(profile, name)
    in_polars = polars.DataFrame(table)
    assert in_polars.columns == table.columns and in_polars.equals(table.to_polars())
    in_pandas = table.to_pandas()
    assert list(in_pandas.columns) == table.columns and len(in_pandas) == len(table)
    assert isinstance(in_pandas, pandas.DataFrame)
    for row, expected in zip(in_polars.iter_rows(named=True), table, strict=True):
        for column, value in expected.items():
            if not isinstance(value, (list, dict)):
                assert row[column] == value, column


def test_types_survive():
    table = osw.Table([{"i": 1, "f": 1.5, "b": True, "s": "x", "n": None, "l": [1, 2]}, {"i": None, "f": 2, "b": None, "s": None, "n": None, "l": None}])
    frame = polars.DataFrame(table)
    assert frame.dtypes == [polars.Int64, polars.Float64, polars.Boolean, polars.String, polars.String, polars.String]
    assert frame.row(0) == (1, 1.5, True, "x", None, "[1,2]") and frame.row(1) == (None, 2.0, None, None, None, None)


def test_an_empty_table():
    assert polars.DataFrame(osw.Table([])).shape == (0, 0)
    assert len(osw.Table([]).to_pandas()) == 0
