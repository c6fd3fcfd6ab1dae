"""Single settings: the same names as the command's options, and each reaches the setting it stands for."""

import re

import pytest

import oncosweep as osw
from conftest import CASE, DEMO, TESTDATA
from oncosweep.settings import THRESHOLDS

COMMAND = TESTDATA.parent / "crates" / "oncosweep-cli" / "src" / "options" / "settings.rs"


def test_the_names_are_those_of_the_command():
    options = set(re.findall(r"^    (\w+): Option<", COMMAND.read_text(encoding="utf-8"), re.MULTILINE))
    assert options - {"config"} == set(THRESHOLDS)


@pytest.mark.parametrize("name", THRESHOLDS)
def test_each_is_a_setting(name):
    for path in THRESHOLDS[name]:
        section = osw.default_config()
        for key in path[:-1]:
            section = section[key]
        assert path[-1] in section


def test_those_of_the_burden_decide(profile):
    counted = [v for v in profile.variants if v["tmb_verdict"] == "counted"]
    middle = round(sorted(v["vaf"] for v in counted)[len(counted) // 2], 3)
    strict = profile.evidence.call(tmb_min_vaf=middle)
    assert strict.tmb.variants == sum(v["vaf"] >= middle for v in counted) < profile.tmb.variants
    assert strict.parameters["tmb"]["min_vaf"] == middle
    assert profile.evidence.call(tmb_min_depth=1000).tmb.per_mb is None
    assert profile.evidence.call(tmb_min_support=1000).tmb.variants == 0
    assert profile.evidence.call(tmb_max_population_af=0.5).parameters["tmb"]["max_population_af"] == 0.5
    assert osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers="tmb", tmb_min_vaf=middle).tmb.variants == strict.tmb.variants


@pytest.mark.parametrize("name", THRESHOLDS)
def test_a_value_of_another_kind_names_the_setting(profile, name):
    with pytest.raises(osw.ConfigError, match=name):
        profile.evidence.call(**{name: [1]})
    with pytest.raises(osw.ConfigError, match=name):
        profile.evidence.call(**{name: 3 if name in ("compat", "tmb_preset") else "3"})


def test_numbers_of_numpy_are_numbers(profile):
    import numpy

    for fragments in numpy.arange(14, 17):
        strict = profile.evidence.call(min_fusion_support=fragments, config={"msi": {"msi_high_fraction": numpy.float32(0.5)}})
        assert len(strict.fusions.passed) == (fragments <= 15) and strict.msi.status == "indeterminate"
    with pytest.raises(osw.ConfigError, match="a setting is"):
        profile.evidence.call(config={"msi": {"msi_high_fraction": object()}})


def test_one_may_be_given_where_several_are_possible(profile, tmp_path):
    both = osw.collect(DEMO / "tumor.bam", reference=CASE["reference"], biomarkers="msi", regions="chr1")
    assert both == osw.collect(DEMO / "tumor.bam", reference=CASE["reference"], biomarkers="msi", regions=["chr1"])
    one = osw.baseline(str(CASE["normal"]), reference=CASE["reference"])
    assert one.samples == ["demo_normal"] and osw.baseline(CASE["normal"], reference=CASE["reference"]) == one
    profile.save(tmp_path / "case")
    assert osw.cohort(str(tmp_path / "case")) == osw.cohort(tmp_path / "case") == osw.cohort(profile) == osw.cohort([profile])
    assert osw.merge_evidence(tmp_path / "case" / "evidence.osw") == profile.evidence
