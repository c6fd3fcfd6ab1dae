"""Runs the tools on a case, one at a time, and keeps what each cost, said and found."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from .accounting import Cost, run
from .adapter import Adapter, Job, Tool
from .case import Case
from .errors import CompareError
from .records import Findings
from .step import Step


@dataclass
class Result:
    """One tool on one case."""

    adapter: Adapter
    status: str  # ok, failed, skipped, absent
    reason: str = ""
    tool: Tool | None = None
    prepare: Cost | None = None
    costs: list[Cost] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    prepare_commands: list[str] = field(default_factory=list)
    findings: Findings | None = None
    repeatable: bool | None = None  # whether all repeats found the same; None with one run

    @property
    def name(self) -> str:
        return self.adapter.name

    @property
    def cost(self) -> Cost | None:
        """The median of the repeats, of each quantity by itself."""
        if not self.costs:
            return None
        return Cost(
            median(cost.wall_s for cost in self.costs),
            median(cost.cpu_s for cost in self.costs),
            int(median(cost.peak_bytes for cost in self.costs)),
        )


@dataclass(frozen=True)
class Settings:
    """How to run."""

    work: Path
    logs: Path
    threads: int = 1
    repeats: int = 1
    time_limit_s: float = 3600.0


Say = Callable[[str], None]


class Runner:
    """Runs adapters on one case."""

    def __init__(self, case: Case, settings: Settings, say: Say) -> None:
        self.case = case
        self.settings = settings
        self.say = say
        self._last_runs: dict[str, Path] = {}

    def run(self, adapters: Iterable[Adapter]) -> list[Result]:
        """All tools. Repeats go round the tools, so that a slow minute of the machine does not fall on one of them alone."""
        results = [self._start(adapter) for adapter in adapters]
        warm([*self.case.alignments, *([self.case.rna] if self.case.rna else []), self.case.reference])
        for repeat in range(1, self.settings.repeats + 1):
            for result in results:
                if result.status == "ok":
                    self._once(result, repeat)
        return results

    def _start(self, adapter: Adapter) -> Result:
        """Looks for the tool, checks that the case has what it needs, and prepares."""
        lacking = adapter.lacking(self.case)
        tool = adapter.find()
        if tool is None:
            return Result(adapter, "absent", f"not found{f'; it also {lacking}' if lacking else ''}")
        if lacking:
            return Result(adapter, "skipped", lacking, tool)
        result = Result(adapter, "ok", tool=tool)
        folder = _fresh(self._folder(adapter))
        try:
            steps = adapter.prepare(Job(self.case, folder, folder, tool, self.settings.threads))
        except CompareError as error:
            result.status, result.reason = "failed", f"preparing: {error}"
            return result
        if steps:
            self.say(f"{adapter.name}: preparing")
            result.prepare_commands = [self._shown(step, tool, adapter) for step in steps]
            result.prepare, error_text = self._steps(steps, folder, f"{slug(adapter.name)}/prepare")
            if error_text:
                result.status, result.reason = "failed", f"preparing: {error_text}"
        return result

    def _once(self, result: Result, repeat: int) -> None:
        adapter, tool = result.adapter, result.tool
        assert tool is not None
        if adapter.after and adapter.after not in self._last_runs:
            result.status, result.reason = "skipped", f"takes the calls of {adapter.after}, which did not run"
            return
        base = self._folder(adapter)
        folder = _fresh(base / f"run{repeat}")
        job = Job(self.case, base, folder, tool, self.settings.threads, dict(self._last_runs))
        try:
            steps = adapter.run(job)
            result.commands = [self._shown(step, tool, adapter) for step in steps]
            cost, error_text = self._steps(steps, folder, f"{slug(adapter.name)}/run{repeat}")
            if error_text:
                result.status, result.reason = "failed", error_text
                self.say(f"{adapter.name}: failed: {error_text}")
                return
            findings = adapter.read(job)
        except CompareError as error:
            result.status, result.reason = "failed", str(error)
            self.say(f"{adapter.name}: failed: {error}")
            return
        result.costs.append(cost)
        if result.findings is not None:
            result.repeatable = result.repeatable is not False and findings == result.findings
        result.findings = findings
        self._last_runs[adapter.name] = folder
        self.say(f"{adapter.name}: {cost.wall_s:.2f} s, {cost.cpu_s:.2f} s of CPU, {cost.peak_bytes / 2**20:.0f} MiB")

    def _steps(self, steps: list[Step], folder: Path, log: str) -> tuple[Cost, str | None]:
        """Runs steps one after the other; the time limit holds for all together."""
        total = Cost()
        for index, step in enumerate(steps, 1):
            left = self.settings.time_limit_s - total.wall_s
            outcome = run(step, folder, self.settings.logs / f"{log}.{index}.log", max(left, 0.001))
            total = total.then(outcome.cost)
            if not outcome.ok:
                if "time limit" in (outcome.error or ""):
                    return total, f"stopped at the time limit of {self.settings.time_limit_s:g} s"
                where = f"step {index} of {len(steps)}: " if len(steps) > 1 else ""
                return total, self._without_paths(f"{where}{outcome.error}")
        return total, None

    def _folder(self, adapter: Adapter) -> Path:
        return self.settings.work / slug(adapter.name)

    def _shown(self, step: Step, tool: Tool, adapter: Adapter) -> str:
        programs = {path: program for program, path in tool.programs.items()}
        return step.shown({**self._places(), **programs})

    def _places(self) -> dict[str, str]:
        """Names for the folders of this machine, so that no result carries its paths."""
        case = self.case
        files = [case.reference, case.tumor, case.normal, case.rna, case.targets, case.genes, case.sites]
        return {**{str(path): path.name for path in files if path}, str(self.settings.work): "WORK"}

    def _without_paths(self, text: str) -> str:
        for path, name in self._places().items():
            text = text.replace(path, name)
        return text


def slug(name: str) -> str:
    """A tool's name as a folder's name."""
    return "-".join(name.replace("-", " ").split())


def warm(paths: Iterable[Path]) -> None:
    """Reads files once, so that the first tool does not pay for the disk."""
    for path in paths:
        with path.open("rb", buffering=0) as handle:
            while handle.read(1 << 22):
                pass


def _fresh(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def load_average() -> float | None:
    """How busy the machine is; benchmarks on a busy machine say little about wall time."""
    try:
        return round(os.getloadavg()[0], 2)
    except OSError:
        return None
