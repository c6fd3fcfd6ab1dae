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
