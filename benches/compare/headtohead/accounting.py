"""Runs one step and asks the operating system what it cost.

Wall time is taken around the process by the launcher. CPU time is what `wait4` reports: the process and all descendants that were waited for.

Peak memory is that of the whole process tree. `getrusage` knows only the largest single process, which is too little for tools that fork workers, so the tree
is sampled from /proc and the proportional set sizes (PSS: pages that processes share count once) are summed. Samples miss short peaks, so the largest single
process, which the system records without gaps (`ru_maxrss`), is a lower bound. Reported is the larger of the two. `ru_maxrss` starts at the size of the
launcher, some 8 MiB; up to that size the samples decide, and of a command that ended before the first sample it is an upper bound.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .step import Step

LAUNCHER = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launcher.py"))]
# Reading the sizes of a process costs it a little: sampling takes no more than a twentieth of one core, and less when the tree is large.
SHORTEST_INTERVAL_S = 0.005
SHARE_OF_SAMPLING = 20
TELLING = re.compile(r"\b(error|fatal|exception|cannot|could not|failed|no such|abort\w*)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Cost:
    """What running a step, or several one after the other, took."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_bytes: int = 0

    def then(self, later: Cost) -> Cost:
        """The cost of this and then that: times add, of memory the higher peak."""
        return Cost(self.wall_s + later.wall_s, self.cpu_s + later.cpu_s, max(self.peak_bytes, later.peak_bytes))


@dataclass(frozen=True)
class Outcome:
    """How a step ended."""

    cost: Cost
    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


def run(step: Step, folder: Path, log: Path, time_limit_s: float | None = None) -> Outcome:
    """Runs a step in `folder`; standard error, and standard output unless the step keeps it, go to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as messages, (step.stdout or Path(os.devnull)).open("wb") as kept:
        report, timed_out, sampled = _launch(step, folder, messages.fileno(), kept.fileno() if step.stdout else messages.fileno(), time_limit_s)
    if not report or report.startswith("!"):
        return Outcome(Cost(), f"cannot be started: {report[1:].partition(chr(10))[0].strip() or 'the launcher ended'}: {step.argv[0]}")
    wall, user, system, maxrss_kib, status = report.split()[:5]
    maxrss = int(maxrss_kib) * 1024
    cost = Cost(float(wall), float(user) + float(system), max(sampled, maxrss if maxrss > _floor_bytes() else 0) or maxrss)
    code = os.waitstatus_to_exitcode(int(status))
    if timed_out:
        return Outcome(cost, f"stopped at the time limit of {time_limit_s:g} s")
    if code != 0:
        return Outcome(cost, f"{_ending(code)}: {complaint(log)}")
    return Outcome(cost)


def _launch(step: Step, folder: Path, errors: int, output: int, time_limit_s: float | None) -> tuple[str, bool, int]:
    """(the launcher's report, whether time ran out, the sampled peak in bytes)."""
    read_end, write_end = os.pipe()
    process = subprocess.Popen(
        [*LAUNCHER, str(write_end), *step.argv],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8", **step.env},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        pass_fds=(write_end,),
        start_new_session=True,
    )
    os.close(write_end)
    watch = _Watch(process.pid, None if time_limit_s is None else time.perf_counter() + time_limit_s)
    watch.start()
    try:
        with os.fdopen(read_end) as pipe:
            report = pipe.read()
        process.wait()
    finally:
        watch.stop()
        _kill_group(process.pid)  # what the tool may have left running, and everything when the harness itself is interrupted
    return report, watch.timed_out, watch.peak_bytes


@cache
def _floor_bytes() -> int:
    """The high-water mark with which every command starts; anything that does not exceed it may be the launcher's and not the command's."""
    with Path(os.devnull).open("wb") as nothing:
        report, _, _ = _launch(Step((("true",),)), Path("/"), nothing.fileno(), nothing.fileno(), None)
    return int(int(report.split()[3]) * 1024 * 1.05) if report and not report.startswith("!") else 0


def complaint(log: Path) -> str:
    """What a failed program said: the last line that speaks of an error, or else the last that says anything; shortened."""
    with log.open("rb") as handle:
        handle.seek(0, os.SEEK_END)
        handle.seek(max(0, handle.tell() - 8192))
        lines = [line.strip() for line in handle.read().decode(errors="replace").splitlines() if line.strip()]
    if not lines:
        return "it said nothing"
    return ([line for line in lines if TELLING.search(line)] or lines)[-1][:200]


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


class _Watch(threading.Thread):
    """Samples the memory of the launcher's descendants until told to stop, and ends them when their time is up."""

    def __init__(self, launcher: int, deadline: float | None) -> None:
        super().__init__(daemon=True)
        self.launcher = launcher
        self.deadline = deadline
        self.peak_bytes = 0
        self.timed_out = False
        self._done = threading.Event()

    def run(self) -> None:
        pause = 0.0
        launching = _command_line(self.launcher)
        while not self._done.wait(pause):
            began = time.perf_counter()
            pids = descendants(self.launcher)
            # Between fork and exec the command is still a copy of the launcher.
            self.peak_bytes = max(self.peak_bytes, *tree_memory([pid for pid in pids if _command_line(pid) != launching]))
            now = time.perf_counter()
            if self.deadline is not None and now >= self.deadline:
                self.timed_out = True
                for pid in pids:
                    _kill(pid)  # not the launcher: it still has to report
            pause = max(SHORTEST_INTERVAL_S, SHARE_OF_SAMPLING * (now - began))
            if self.deadline is not None and now < self.deadline:
                pause = min(pause, self.deadline - now)

    def stop(self) -> None:
        self._done.set()
        self.join()


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def descendants(root: int) -> list[int]:
    """All descendants of a process; any thread may be the parent of a process."""
    found = [root]
    for pid in found:
        with suppress(OSError):  # the process has ended meanwhile
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(OSError):  # the thread has
                    found.extend(int(child) for child in children.read_bytes().split())
    return found[1:]


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def tree_memory(pids: list[int]) -> tuple[int, int]:
    """(sum of the PSS, largest high-water mark of a single one) of some processes, in bytes."""
    total = largest = 0
    for pid in pids:
        total += _field(Path(f"/proc/{pid}/smaps_rollup"), b"Pss:") or _field(Path(f"/proc/{pid}/status"), b"VmRSS:")
        largest = max(largest, _field(Path(f"/proc/{pid}/status"), b"VmHWM:"))
    return total, largest


def _field(path: Path, name: bytes) -> int:
    """A size in kB of a file of /proc, in bytes; zero when the process or the field has gone."""
    try:
        for line in path.read_bytes().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
