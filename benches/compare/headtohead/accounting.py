"""Runs one step and asks the operating system what it cost.

Wall time is taken around the process. CPU time is what `wait4` reports: the process and all descendants that were waited for.

Peak memory is that of the whole process tree. `getrusage` knows only the largest single process, which is wrong for tools that fork workers, so the tree
is sampled from /proc and the proportional set sizes (PSS: pages shared by several processes count once) are summed. Samples miss short peaks, so the largest
high-water mark of a single process is a lower bound: VmHWM at the last sample, and `ru_maxrss`. A child of fork or vfork starts its `ru_maxrss` with what its
parent held, so that number is used only when it is above the harness's own high-water mark.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from .step import Step

# Reading the sizes of a process costs it a little; sampling may not take more than a fiftieth of one core.
FIRST_INTERVAL_S = 0.01
SHARE_OF_SAMPLING = 50


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
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **step.env}
    with log.open("ab") as messages, (step.stdout or Path(os.devnull)).open("wb") as kept:
        began = time.perf_counter()
        try:
            process = subprocess.Popen(  # noqa: S603
                step.argv,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=kept if step.stdout else messages,
                stderr=messages,
                start_new_session=True,
            )
        except OSError as error:
            return Outcome(Cost(), f"cannot be started: {error.strerror}: {step.argv[0]}")
        watch = _Watch(process.pid, None if time_limit_s is None else began + time_limit_s)
        watch.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            _kill_group(process.pid)
            raise
        finally:
            watch.stop()
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    peak = max(watch.peak_bytes, _own_rusage_peak(usage))
    cost = Cost(wall, usage.ru_utime + usage.ru_stime, peak)
    if watch.timed_out:
        return Outcome(cost, f"stopped at the time limit of {time_limit_s:g} s")
    if process.returncode != 0:
        return Outcome(cost, f"{_ending(process.returncode)}: {last_line(log)}")
    return Outcome(cost)


def last_line(log: Path) -> str:
    """The last line of a log that says something, shortened."""
    with log.open("rb") as handle:
        handle.seek(0, os.SEEK_END)
        handle.seek(max(0, handle.tell() - 4096))
        lines = [line.strip() for line in handle.read().decode(errors="replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _own_rusage_peak(usage: resource.struct_rusage) -> int:
    inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return usage.ru_maxrss * 1024 if usage.ru_maxrss > inherited else 0


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class _Watch(threading.Thread):
    """Samples the memory of a process tree until told to stop, and ends the tree when its time is up."""

    def __init__(self, root: int, deadline: float | None) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.deadline = deadline
        self.peak_bytes = 0
        self.timed_out = False
        self._done = threading.Event()

    def run(self) -> None:
        while True:
            began = time.perf_counter()
            total, largest = tree_memory(self.root)
            self.peak_bytes = max(self.peak_bytes, total, largest)
            now = time.perf_counter()
            if self.deadline is not None and now >= self.deadline and not self._done.is_set():
                self.timed_out = True
                _kill_group(self.root)
                return
            if self._done.wait(max(FIRST_INTERVAL_S, SHARE_OF_SAMPLING * (now - began))):
                return

    def stop(self) -> None:
        self._done.set()
        self.join()


def tree_memory(root: int) -> tuple[int, int]:
    """(sum of the PSS of `root` and its descendants, largest VmHWM among them), in bytes."""
    total = largest = 0
    for pid in _tree(root):
        total += _pss(pid)
        largest = max(largest, _field(Path(f"/proc/{pid}/status"), b"VmHWM:"))
    return total, largest


def _tree(root: int) -> list[int]:
    """A process and all its descendants; any thread may be the parent of a process."""
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                found.extend(int(child) for child in children.read_bytes().split())
            except OSError:  # the thread has ended meanwhile
                continue
    return found


def _pss(pid: int) -> int:
    return _field(Path(f"/proc/{pid}/smaps_rollup"), b"Pss:") or _field(Path(f"/proc/{pid}/status"), b"VmRSS:")


def _field(path: Path, name: bytes) -> int:
    """A size in kB of a file of /proc, in bytes; zero when the process or the field has gone."""
    try:
        for line in path.read_bytes().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
