"""Every public item is documented and typed."""

import importlib.metadata
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import oncosweep as osw
from oncosweep import errors, plots

PACKAGE = Path(osw.__file__).parent
SETTINGS = Path(__file__).parents[1] / "pyproject.toml"
PUBLIC = {f"{module.__name__}.{name}": getattr(module, name) for module in (osw, plots) for name in module.__all__ if name != "__version__"}


def members(cls):
    for name, member in vars(cls).items():
        member = getattr(member, "func", member)
        if not name.startswith("_") and (callable(member) or isinstance(member, (property, classmethod, staticmethod)) or hasattr(member, "__doc__")):
            yield name, member


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_item_has_a_docstring(name):
    item = PUBLIC[name]
    if isinstance(item, (tuple, str)):
        return
    assert inspect.getdoc(item), name
    if inspect.isclass(item):
        for member, value in members(item):
            if callable(value) or isinstance(value, property):
                assert inspect.getdoc(value), f"{name}.{member}"


def test_every_error_is_public():
    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind)]
    assert {kind.__name__ for kind in kinds} <= set(osw.__all__) and all(issubclass(kind, osw.OncosweepError) for kind in kinds)


def test_the_package_is_marked_as_typed():
    assert (PACKAGE / "py.typed").exists() and (PACKAGE / "_core.pyi").exists()


def run(folder, *command):
    # Elsewhere, so that the installed package is checked and nothing beside it.
    outcome = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd=folder)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_types_hold(tmp_path):
    pytest.importorskip("mypy")
    # The oldest Python that the installed numpy supports: its own types are written for none older.
    oldest = re.search(r">=\s*(3\.\d+)", importlib.metadata.metadata("numpy")["Requires-Python"])[1]
    run(tmp_path, "mypy", "--config-file", str(SETTINGS), "--python-version", oldest, "-p", "oncosweep")


def test_the_stub_is_the_native_half(tmp_path):
    pytest.importorskip("mypy")
    run(tmp_path, "mypy.stubtest", "--mypy-config-file", str(SETTINGS), "oncosweep._core")
