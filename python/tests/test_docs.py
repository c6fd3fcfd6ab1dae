"""The documentation: its Python examples run, and every key and column that is written is explained."""

import doctest
import gzip
import importlib.util
import json
import re
from pathlib import Path

import pytest

import oncosweep as osw
from conftest import TESTDATA

ROOT = TESTDATA.parent


@pytest.fixture(scope="module")
def outputs_page() -> set[str]:
    """Every word in code type on the page of outputs, after it is filled from the code."""
    spec = importlib.util.spec_from_file_location("docs_hooks", ROOT / "docs" / "hooks.py")
    hooks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hooks)
    page = hooks.expand((ROOT / "docs" / "outputs.md").read_text(encoding="utf-8"))
    return {word for code in re.findall(r"`([^`]+)`", page) for word in [code, *re.split(r"[ ,.…=]+", code)]}


# Objects whose keys are data: reasons, filters, settings (they have a page of their own), classes of substitution.
DATA = {"parameters", "sbs96", "by_substitution", "by_filter", "excluded", "thresholds"}


def keys(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in DATA:
                yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_every_key_and_column_is_explained(profile, outputs_page, tmp_path):
    profile.save(tmp_path)
    document = json.loads((tmp_path / "profile.json").read_text())
    drawings = json.loads((tmp_path / "fusions.drawings.json").read_text())
    written = set(keys(document)) | set(keys(drawings)) | set(document["variants"]["by_filter"]) - {"PASS"}
    for name in ["tmb.trace.tsv", "msi.sites.tsv", "fusions.tsv"]:
        written |= set((tmp_path / name).read_text().splitlines()[0].removeprefix("#").split("\t"))
    with gzip.open(tmp_path / "variants.vcf.gz", "rt") as lines:
        written |= {match[1] for match in (re.match(r"##(?:INFO|FORMAT|FILTER)=<ID=(\w+)", line) for line in lines) if match} - {"PASS"}
    written |= set(osw.cohort([profile]).columns)
    files = {path.name.removesuffix(".tbi") for path in tmp_path.iterdir()}
    assert sorted(name for name in written | files if name not in outputs_page) == []


def test_every_setting_is_explained(profile):
    spec = importlib.util.spec_from_file_location("docs_hooks", ROOT / "docs" / "hooks.py")
    hooks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hooks)
    page = hooks.expand((ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))
    explained = dict(re.findall(r"^\| `([\w.]+)` \| ([^|]*?) \|", page, re.MULTILINE))

    def leaves(value, path=""):
        for key, inner in value.items():
            if isinstance(inner, dict):
                yield from leaves(inner, f"{path}{key}.")
            else:
                yield f"{path}{key}", inner

    defaults = dict(leaves(osw.default_config()))
    assert set(explained) == set(defaults)
    for name, default in defaults.items():
        shown = explained[name].strip("`")
        assert (json.loads(shown) if not isinstance(default, str) else shown) == default, name


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_the_examples_in_python_run(page, tmp_path, monkeypatch):
    (tmp_path / "testdata").symlink_to(TESTDATA)
    monkeypatch.chdir(tmp_path)
    text = "\n".join(re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    assert len(examples.examples) > 3
    outcome = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples)
    assert outcome.failed == 0
