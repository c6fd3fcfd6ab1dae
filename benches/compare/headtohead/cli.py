"""The command line: a case in, a folder of tables and plots out."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from pathlib import Path

from .adapter import Adapter
from .adapters import all_adapters
from .case import load
from .errors import CompareError
from .runner import Result, Runner, Settings, load_average
from .score.against import Scorer
from .score.measure import Measure


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(
        prog="python benches/compare", description="Runs oncosweep and other callers on one case and compares cost and accuracy."
    )
    made.add_argument("case", nargs="?", type=Path, help="case file (TOML); see the README")
    made.add_argument("-o", "--output", type=Path, help="folder for results.tsv, results.md, environment.json, plots and logs")
    made.add_argument("-t", "--threads", type=int, default=1, help="threads given to each tool (default 1)")
    made.add_argument("--repeats", type=int, default=1, help="runs of each tool; medians are reported (default 1)")
    made.add_argument("--time-limit", type=float, default=3600, metavar="S", help="seconds after which a run is stopped (default 3600)")
    made.add_argument("--tools", help="only these, separated by commas; 'oncosweep' alone is the sweep")
    made.add_argument("--skip", default="", help="all but these, separated by commas")
    made.add_argument("--work", type=Path, help="folder for the tools' files (default OUTPUT/work); kept when given")
    made.add_argument("--keep-work", action="store_true", help="keep the tools' files")
    made.add_argument("--list", action="store_true", help="list the tools, found or how to install them, and end")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: compared, even when tools failed; 1: nothing could be compared; 2: wrong usage."""
    made = parser()
    options = made.parse_args(arguments)
    if options.list:
        list_tools(all_adapters())
        return 0
    if options.case is None or options.output is None:
        made.error("a case and --output are needed")
    if options.threads < 1 or options.repeats < 1:
        made.error("--threads and --repeats must be 1 or more")
    # Ended from outside, this process must still end the tool that it is running.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        compare(options)
    except CompareError as error:
        print(f"compare: {error}", file=sys.stderr)
        return 1
    return 0


def compare(options: argparse.Namespace) -> None:
    """Loads, runs, scores and reports."""
    case = load(options.case)
    adapters = chosen(all_adapters(), options.tools, options.skip)
    output: Path = options.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    work: Path = options.work.resolve() if options.work else output / "work"
    logs = output / "logs"
    if logs.exists():
        shutil.rmtree(logs)
    load_before = load_average()
    settings = Settings(work, logs, options.threads, options.repeats, options.time_limit)
    scorer = Scorer(case, say)
    scorer.check()
    results = Runner(case, settings, say).run(adapters)
    from .report.folder import write  # matplotlib takes a while to load; `--list` need not wait for it

    write(output, case, [(result, _measures(scorer, result)) for result in results], settings, load_before)
    if not options.keep_work and not options.work:
        shutil.rmtree(work, ignore_errors=True)
    say(f"results in {options.output}")
    if not any(result.status == "ok" for result in results):
        raise CompareError("no tool gave a result; see 'Without a result' in results.md and the logs")


def _measures(scorer: Scorer, result: Result) -> tuple[Measure, ...]:
    return tuple(scorer.score(result.findings)) if result.status == "ok" and result.findings else ()


def chosen(adapters: list[Adapter], only: str | None, without: str) -> list[Adapter]:
    """The adapters to run, in their own order."""
    names = {adapter.name for adapter in adapters}
    wanted = set(only.split(",")) if only else names
    unwanted = set(filter(None, without.split(",")))
    unknown = (wanted | unwanted) - names
    if unknown:
        raise CompareError(f"unknown tool {', '.join(sorted(unknown))}; known are {', '.join(adapter.name for adapter in adapters)}")
    return [adapter for adapter in adapters if adapter.name in wanted - unwanted]


def list_tools(adapters: list[Adapter]) -> None:
    """Prints what is there and how to get the rest."""
    for adapter in adapters:
        tool = adapter.find()
        answers = ", ".join(biomarker.value for biomarker in adapter.answers) or "yardstick"
        state = f"found, {tool.version}" if tool else f"absent; {adapter.install} ({adapter.licence})"
        print(f"{adapter.name:18} {answers:40} {state}")


def say(text: str) -> None:
    """Progress goes to standard error."""
    print(text, file=sys.stderr, flush=True)
