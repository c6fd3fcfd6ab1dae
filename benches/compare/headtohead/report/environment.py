"""Where and how a comparison was run: environment.json. No host names, no user names, no paths, no time."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any

from ..case import Case
from .table import Scored


def describe(case: Case, everything: list[Scored], threads: int, repeats: int, time_limit_s: float, load: float | None) -> dict[str, Any]:
    """The machine, the case and the commands."""
    return {
        "case": {
            "name": case.name,
            "description": case.description,
            "files": {
                key: {"name": path.name, "bytes": path.stat().st_size}
                for key in ("tumor", "normal", "rna", "reference", "targets", "genes", "sites")
                if (path := getattr(case, key))
            },
        },
        "run": {"threads": threads, "repeats": repeats, "time_limit_s": time_limit_s, "load_average_at_start": load},
        "machine": {
            "processor": _processor(),
            "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
            "memory_gib": _memory_gib(),
            "system": f"{platform.system()} {platform.release()}",
            "python": platform.python_version(),
        },
        "tools": [
            {
                "name": scored.result.name,
                "version": scored.result.tool.version if scored.result.tool else None,
                "status": scored.result.status,
                "reason": scored.result.reason or None,
                "licence": scored.result.adapter.licence,
                "settings": scored.result.adapter.settings or None,
                "prepare": scored.result.prepare_commands,
                "commands": scored.result.commands,
            }
            for scored in everything
        ],
    }


def write(path: Path, document: dict[str, Any]) -> None:
    """environment.json."""
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory_gib() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (ValueError, OSError):
        return None
