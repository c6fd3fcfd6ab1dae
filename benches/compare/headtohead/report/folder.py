"""The output folder."""

from __future__ import annotations

from pathlib import Path

from ..case import Case
from ..runner import Result, Settings
from ..score.measure import Measure
from . import environment, markdown, plots, table


def write(output: Path, case: Case, results: list[tuple[Result, tuple[Measure, ...]]], settings: Settings, load: float | None) -> None:
    """results.tsv, results.md, environment.json and the plots, each as PNG and SVG."""
    everything = [table.Scored(result, measures) for result, measures in results]
    table.write(output / "results.tsv", case.name, everything)
    described = environment.describe(case, everything, settings.threads, settings.repeats, settings.time_limit_s, load)
    environment.write(output / "environment.json", described)
    drawn = plots.draw(output, everything)
    (output / "results.md").write_text(markdown.render(described, everything, drawn))
