"""Tables word for word, and plots that can be drawn from anything."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from conftest import FIXTURES

from headtohead.accounting import Cost
from headtohead.adapter import Tool
from headtohead.adapters import ADAPTERS_BY_NAME
from headtohead.records import Biomarker, Burden, Findings, Instability
from headtohead.report import markdown, plots, table
from headtohead.runner import Result
from headtohead.score.measure import Measure, f1, number, proportion

V, M, F, T = Biomarker.VARIANTS, Biomarker.MSI, Biomarker.FUSIONS, Biomarker.TMB
MIB = 2**20


def scored(name, costs, measures=(), findings=None, **keywords):
    result = Result(
        ADAPTERS_BY_NAME[name], "ok", tool=Tool({}, "1.0"), costs=[Cost(*cost) for cost in costs], findings=findings or Findings(), **keywords
    )
    return table.Scored(result, tuple(measures))


def variants_of(kind, right, total, false):
    return [
        proportion(V, "recall", kind, right, total),
        proportion(V, "precision", kind, right, right + false),
        f1(V, kind, right, false, total - right),
        number(V, "false_positives", false, kind),
        proportion(V, "recall", f"{kind} 0.06-0.15", right // 2, total // 2),
        proportion(V, "recall", f"{kind} 0.30-1.00", right - right // 2, total - total // 2),
    ]


@pytest.fixture
def everything():
    ours = Findings(instability=Instability((), 38.4, "% unstable", 0.384, (0.31, 0.46), "MSI-H"), burden=Burden(12.5, (9.0, 17.0), 40, 3.2))
    return [
        scored(
            "oncosweep",
            [(1.0, 2.0, 100 * MIB), (1.2, 2.2, 90 * MIB), (5.0, 1.8, 110 * MIB)],
            [
                *variants_of("snv", 90, 100, 2),
                *variants_of("indel", 9, 10, 0),
                Measure(T, "per_mb", "all", 12.5, 9.0, 17.0, 40),
                number(T, "megabases", 3.2),
                number(T, "truth_per_mb", 12.0),
                number(T, "relative_error", 12.5 / 12 - 1),
                number(T, "interval_covers_truth", 1.0),
                proportion(M, "site_sensitivity", "assessed", 70, 71),
                proportion(M, "site_sensitivity", "all unstable", 70, 80),
                proportion(M, "site_false_positive_rate", "assessed", 1, 114),
                number(M, "score", 38.4),
                Measure(M, "fraction_unstable", "all", 0.384, 0.31, 0.46),
                number(M, "state_right", 1.0),
                proportion(F, "recall", "all", 4, 5),
                proportion(F, "precision", "all", 4, 4),
                number(F, "extra", 0),
                proportion(F, "order_right", "found", 4, 4),
                number(F, "median_offset_bp", 0),
            ],
            ours,
            repeatable=True,
        ),
        scored("samtools view -c", [(0.5, 1.0, 5 * MIB)] * 3, findings=Findings(numbers={"reads": 1234567.0}), repeatable=True),
        table.Scored(Result(ADAPTERS_BY_NAME["strelka2"], "absent", "not found")),
        scored("freebayes", [(120.0, 118.0, 30 * MIB)] * 3, [*variants_of("snv", 80, 100, 5), *variants_of("indel", 5, 10, 3)], repeatable=False),
        table.Scored(Result(ADAPTERS_BY_NAME["mantis"], "failed", "exit code 1: no | such\tlocus", Tool({}, "1.0.5"))),
        scored(
            "delly",
            [(3.0, 3.0, 200 * MIB)] * 3,
            [proportion(F, "recall", "all", 3, 5), proportion(F, "precision", "all", 3, 5), number(F, "extra", 2)],
            prepare=Cost(1, 0.5, 1),
        ),
        table.Scored(Result(ADAPTERS_BY_NAME["arriba"], "skipped", "needs RNA alignments", Tool({}, "2.4"))),
    ]


ENVIRONMENT = {
    "case": {"name": "invented", "description": "Numbers by hand.", "files": {"tumor": {"name": "t.bam", "bytes": 1_500_000}}},
    "run": {"threads": 2, "repeats": 3, "time_limit_s": 60, "load_average_at_start": 0.5},
    "machine": {"processor": "A processor", "cores": 2, "memory_gib": 8.0, "system": "Linux 1", "python": "3"},
}


def golden(name: str, text: str) -> None:
    """Compares with a file of tests/golden; BENCH_BLESS=1 writes it anew."""
    path = FIXTURES.parent / "golden" / name
    if os.environ.get("BENCH_BLESS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def test_markdown(everything):
    golden("results.md", markdown.render(ENVIRONMENT, everything, ["cost.png"]))


def test_tsv(everything, tmp_path):
    table.write(tmp_path / "results.tsv", "invented", everything)
    text = (tmp_path / "results.tsv").read_text()
    golden("results.tsv", text)
    assert {len(line.split("\t")) for line in text.splitlines()} == {len(table.COLUMNS)}


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (0.0, "0"), (12.0, "12"), (0.123456, "0.1235"), (12345.6, "12346"), (1e-5, "1e-05"), (1234567.0, "1234567")]
)
def test_numbers(value, text):
    assert table.shown(value) == text


def test_plots(everything, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
        drawn = plots.draw(folder, everything)
    assert drawn == [f"{name}.png" for name in ("cost", "variants", "variants_by_vaf", "tmb", "msi", "fusions")]
    for name in drawn:
        assert (first / name).read_bytes().startswith(b"\x89PNG")
        svg = (first / name).with_suffix(".svg").read_text()
        assert re.search(r"<text[^>]*>oncosweep</text>", svg), f"text of {name} is not kept as text"
    for path in sorted(first.iterdir()):
        assert path.read_bytes() == (second / path.name).read_bytes(), f"{path.name} differs from one time to the next"


def test_plots_of_nothing_are_not_drawn_and_old_ones_are_removed(tmp_path):
    (tmp_path / "msi.png").write_text("old")
    assert plots.draw(tmp_path, [table.Scored(Result(ADAPTERS_BY_NAME["delly"], "absent", "not found"))]) == []
    assert list(tmp_path.iterdir()) == []


def test_a_yardstick_of_no_time_gives_no_ratio():
    everything = [scored("samtools view -c", [(0.0, 0.0, 0)]), scored("delly", [(1.0, 1.0, MIB)])]
    assert table.cpu_ratio(everything[1], everything) is None
    plots.draw(Path("/dev/null").parent, [])
