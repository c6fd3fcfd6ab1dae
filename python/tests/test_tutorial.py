"""The tutorial runs from top to bottom, and is kept without outputs."""

from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[1] / "examples" / "tutorial.ipynb"


def cells():
    nbformat = pytest.importorskip("nbformat")
    return nbformat.read(TUTORIAL, as_version=4)


def test_outputs_are_not_kept():
    code = [cell for cell in cells().cells if cell.cell_type == "code"]
    assert len(code) > 15 and all(not cell.outputs and cell.execution_count is None for cell in code)


def test_it_runs():
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("matplotlib")
    book = cells()
    nbclient.NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(TUTORIAL.parent)}}).execute()
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    shown = " ".join(str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", "")) for output in outputs)
    assert "MSI-H" in shown and "DEMOA::DEMOD" in shown and "(True, True, True)" in shown and "no_such.fa" in shown
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 6
    assert sum("<table" in output.get("data", {}).get("text/html", "") for output in outputs) > 5
    # Warnings and other noise have no place in a tutorial; the progress bar writes to stderr.
    noise = [output.text for output in outputs if output.get("name") == "stderr" and "%|" not in output.text and output.text.strip()]
    assert noise == []
