"""results.md: tables that can be read as they are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..records import Biomarker
from ..score.measure import Measure
from .table import Scored, cpu_ratio


def render(environment: dict[str, Any], everything: list[Scored], plots: list[str]) -> str:
    """The whole document."""
    case, run, machine = environment["case"], environment["run"], environment["machine"]
    parts = [f"# {case['name']}", ""]
    if case["description"]:
        parts += [case["description"], ""]
    files = ", ".join(f"{key} {file['name']} ({file['bytes'] / 1e6:.1f} MB)" for key, file in case["files"].items())
    parts += [
        f"Input: {files}.",
        "",
        f"Machine: {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}; "
        f"load average at the start {run['load_average_at_start']}. "
        f"{run['threads']} {_plural(run['threads'], 'thread')}, {run['repeats']} {_plural(run['repeats'], 'run')} each, median shown.",
        "",
    ]
    sections = [cost(everything), variants(everything), tmb(everything), msi(everything)]
    sections += [fusions(everything, biomarker) for biomarker in (Biomarker.FUSIONS, Biomarker.RNA_FUSIONS)]
    sections += [missing(everything), notes(everything)]
    for section in sections:
        if section:
            parts += [*section, ""]
    if plots:
        parts += ["## Plots", "", *(f"![{Path(plot).stem}]({plot})" for plot in plots), ""]
    return "\n".join(parts).rstrip() + "\n"


def table(head: list[str], body: Iterable[list[str]]) -> list[str]:
    """A Markdown table without the columns that are empty; all columns but the first are numbers and go to the right."""
    rows = list(body)
    kept = [i for i in range(len(head)) if i == 0 or any(row[i] for row in rows)]
    lines = [[row[i] for i in kept] for row in (head, *rows)]
    widths = [max(len(row[i]) for row in lines) for i in range(len(kept))]
    written = [
        "| " + " | ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(zip(row, widths, strict=True))) + " |"
        for row in lines
    ]
    rule = "|" + "|".join("-" * (width + 1) + (":" if i else "-") for i, width in enumerate(widths)) + "|"
    return [written[0], rule, *written[1:]]


def cost(everything: list[Scored]) -> list[str]:
    """Time and memory."""
    body = []
    for scored in everything:
        spent = scored.result.cost
        if spent is None:
            continue
        ratio = cpu_ratio(scored, everything)
        prepare = scored.result.prepare
        body.append(
            [
                scored.result.name,
                _seconds(spent.wall_s),
                _seconds(spent.cpu_s),
                "" if ratio is None else f"{ratio:.2f}",
                f"{spent.peak_bytes / 2**20:.0f}",
                _seconds(prepare.cpu_s) if prepare else "",
                {None: "", True: "yes", False: "no"}[scored.result.repeatable],
            ]
        )
    head = ["tool", "wall s", "CPU s", "CPU / samtools", "peak MiB", "preparing, CPU s", "same result each run"]
    return ["## Cost", "", *table(head, body)] if body else []


def variants(everything: list[Scored]) -> list[str]:
    """Recall, precision and F1, SNVs and indels apart, and recall by allele fraction."""
    parts: list[str] = []
    for kind, title in (("snv", "SNVs"), ("indel", "indels")):
        strata = list(dict.fromkeys(m.stratum for s in everything for m in s.measures if m.metric == "recall" and m.stratum.startswith(f"{kind} ")))
        body = [
            [
                scored.result.name,
                *(_interval(scored.get(metric, kind, "variants")) for metric in ("recall", "precision", "f1")),
                _whole(scored.get("false_positives", kind)),
                _whole(scored.get("false_positives_inherited", kind)),
                *(_counts(scored.get("recall", stratum)) for stratum in sorted(strata)),
            ]
            for scored in everything
            if scored.get("recall", kind, "variants")
        ]
        if body:
            head = ["tool", "recall", "precision", "F1", "false", "of them inherited", *(f"VAF {stratum.split()[1]}" for stratum in sorted(strata))]
            parts += ["", f"### {title}", "", *table(head, body)]
    return ["## Somatic variants", *parts] if parts else []


def tmb(everything: list[Scored]) -> list[str]:
    """The burden with its interval."""
    body = []
    for scored in everything:
        value = scored.get("per_mb", biomarker="tmb")
        if value is None or value.value is None:
            continue
        truth, covers, error = (scored.get(metric, biomarker="tmb") for metric in ("truth_per_mb", "interval_covers_truth", "relative_error"))
        size = scored.get("megabases")
        interval = "" if value.low is None or value.high is None else f"{value.low:.2f} to {value.high:.2f}"
        body.append(
            [
                scored.result.name,
                f"{value.value:.2f}",
                interval,
                "" if value.hits is None else str(value.hits),
                "" if size is None or size.value is None else f"{size.value:.3f}",
                "" if truth is None or truth.value is None else f"{truth.value:.2f}",
                "" if error is None or error.value is None else f"{100 * error.value:+.1f} %",
                "" if covers is None else ("yes" if covers.value else "no"),
            ]
        )
    head = ["tool", "per Mb", "its 95 % interval", "variants", "Mb", "truth", "error", "interval covers truth"]
    return ["## TMB", "", *table(head, body)] if body else []


def msi(everything: list[Scored]) -> list[str]:
    """Sites and sample."""
    body = []
    for scored in everything:
        found = scored.result.findings.instability if scored.result.findings else None
        if found is None or not scored.answers("msi"):
            continue
        right = scored.get("state_right")
        body.append(
            [
                scored.result.name,
                _interval(scored.get("site_sensitivity", "assessed")),
                _counts(scored.get("site_sensitivity", "all unstable")),
                _interval(scored.get("site_false_positive_rate", "assessed")),
                "" if found.score is None else f"{found.score:.2f} {found.scale}",
                found.state or "none given",
                "" if right is None else ("yes" if right.value else "no"),
            ]
        )
    head = ["tool", "site sensitivity", "of all unstable", "false-positive rate", "score", "state", "right"]
    return ["## Microsatellite instability", "", *table(head, body)] if body else []


def fusions(everything: list[Scored], biomarker: Biomarker) -> list[str]:
    """Junctions."""
    key = biomarker.value
    body = [
        [
            scored.result.name,
            _interval(scored.get("recall", biomarker=key)),
            _counts(scored.get("recall", biomarker=key)),
            _whole(scored.get("extra", biomarker=key)),
            _counts(scored.get("sides_right", "found", key)),
            _counts(scored.get("order_right", "found", key)),
            _whole(scored.get("median_offset_bp", biomarker=key)),
        ]
        for scored in everything
        if scored.get("recall", biomarker=key)
    ]
    head = ["tool", "recall", "found", "extra", "sides right", "5' to 3' order right", "median offset bp"]
    title = biomarker.title[0].upper() + biomarker.title[1:]
    return [f"## {title}", "", *table(head, body)] if body else []


def missing(everything: list[Scored]) -> list[str]:
    """Tools without a result, and why."""
    body = [
        f"- **{scored.result.name}** {scored.result.status}: {scored.result.reason}"
        + (f". Install: {scored.result.adapter.install}. Licence: {scored.result.adapter.licence}" if scored.result.status == "absent" else "")
        for scored in everything
        if scored.result.status != "ok"
    ]
    return ["## Without a result", "", *body] if body else []


def notes(everything: list[Scored]) -> list[str]:
    """How the tools were run."""
    body = [
        f"- **{scored.result.name}** {scored.result.tool.version if scored.result.tool else ''}: {scored.result.adapter.settings or scored.result.adapter.about}"
        for scored in everything
        if scored.result.status == "ok"
    ]
    closing = "Commands are in environment.json, all numbers in results.tsv. Intervals are 95 % (Wilson) unless they are the tool's own."
    return ["## How the tools were run", "", *body, "", closing] if body else []


def _seconds(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"


def _interval(measure: Measure | None) -> str:
    if measure is None or measure.value is None:
        return ""
    if measure.low is None or measure.high is None:
        return f"{measure.value:.3f}"
    return f"{measure.value:.3f} ({measure.low:.3f}–{measure.high:.3f})"


def _counts(measure: Measure | None) -> str:
    return "" if measure is None or measure.total is None else f"{measure.hits}/{measure.total}"


def _whole(measure: Measure | None) -> str:
    return "" if measure is None or measure.value is None else f"{measure.value:g}"


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"
