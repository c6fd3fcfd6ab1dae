"""Many cases as one table: names, numbers, data frames, and what MultiQC shows of them."""

import importlib.util
import json
import subprocess
import sys

import polars
import pytest

import oncosweep as osw


def test_folders_and_profiles_are_rows(profile, tmp_path):
    strict = profile.evidence.call(msi_threshold=0.5)
    profile.save(tmp_path / "all")
    strict.save(tmp_path / "strict")
    table = osw.cohort([tmp_path / "all", tmp_path / "strict" / "profile.json"], names="folder")
    assert table.columns[0] == "SAMPLE_ID" and table.columns.index("TMB_NONSYNONYMOUS") < table.columns.index("FUSIONS")
    assert table.column("SAMPLE_ID") == ["all", "strict"]
    assert table.column("MSI_TYPE") == ["Instable", "Indeterminate"]
    assert table[0]["TMB_NONSYNONYMOUS"] == profile.tmb.definitions["nonsynonymous"]["per_mb"]
    assert table[0]["MSI_SCORE_ONCOSWEEP"] == pytest.approx(100 * profile.msi.fraction_unstable)
    assert osw.cohort([profile])[0] == {**table[0], "SAMPLE_ID": "demo_tumor"}
    table.to_polars().write_parquet(tmp_path / "cohort.parquet")
    assert polars.read_parquet(tmp_path / "cohort.parquet")["FUSIONS"].to_list() == ["DEMOA::DEMOD"] * 2


def test_what_is_no_cohort_is_an_error(profile, tmp_path):
    with pytest.raises(osw.FormatError, match="demo_tumor"):
        osw.cohort([profile, profile])
    with pytest.raises(osw.InputError, match="no results folder"):
        osw.cohort([tmp_path])
    with pytest.raises(osw.ConfigError, match="sample or folder"):
        osw.cohort([profile], names="patient")


@pytest.mark.skipif(importlib.util.find_spec("multiqc") is None, reason="MultiQC is not installed")
def test_multiqc_shows_burden_instability_and_fusions_of_three_samples(profile, tmp_path):
    for name, thresholds in [("a", {}), ("b", {"msi_threshold": 0.5}), ("c", {"min_fusion_support": 1000})]:
        profile.evidence.call(**thresholds).save(tmp_path / name)
    osw.cohort([tmp_path / name for name in "abc"], names="folder", multiqc=tmp_path / "multiqc")
    command = [sys.executable, "-m", "multiqc", "--quiet", "--outdir", tmp_path / "out", tmp_path / "multiqc"]
    subprocess.run(command, check=True, timeout=300)
    found = json.loads((tmp_path / "out" / "multiqc_data" / "multiqc_data.json").read_text())
    # Whatever the layout of a MultiQC version, samples are keys of the general statistics.
    general = found["report_general_stats_data"]
    sections = list(general.values()) if isinstance(general, dict) else general
    merged = {}
    for section in sections:
        for sample, values in section.items():
            rows = values if isinstance(values, list) else [values]
            for row in rows:
                merged.setdefault(sample, {}).update(row.get("data", row))
    text = {sample: json.dumps(values) for sample, values in merged.items()}
    assert set(text) == {"a", "b", "c"}
    tmb = profile.tmb.per_mb
    assert all(f'"tmb": {tmb}' in row for row in text.values()), text
    assert '"MSI-H"' in text["a"] and '"indeterminate"' in text["b"]
    assert [json.loads(text[name])["fusions"] for name in "abc"] == [1, 1, 0]
    page = (tmp_path / "out" / "multiqc_report.html").read_text(encoding="utf-8")
    assert "Microsatellite sites" in page and "Coding variants" in page
