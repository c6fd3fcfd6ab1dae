"""What steps cost, on programs whose cost is known."""

from __future__ import annotations

import sys
import time

from headtohead.accounting import Cost, run
from headtohead.step import pipe, step

MIB = 2**20


def python(code: str, **keywords):
    return step(sys.executable, "-I", "-S", "-c", code, **keywords)


def test_cpu_time_of_a_burner(tmp_path):
    outcome = run(python("import time\nwhile time.process_time() < 0.4: pass"), tmp_path, tmp_path / "log")
    assert outcome.ok
    assert 0.39 <= outcome.cost.cpu_s <= 0.6
    assert outcome.cost.wall_s >= 0.39


def test_cpu_time_of_children_counts_and_sleeping_does_not(tmp_path):
    burn = "import time\nwhile time.process_time() < 0.2: pass"
    outcome = run(step("sh", "-c", '"$0" -I -S -c "$1" & "$0" -I -S -c "$1" & wait; sleep 0.1', sys.executable, burn), tmp_path, tmp_path / "log")
    assert outcome.ok
    assert 0.39 <= outcome.cost.cpu_s <= 0.8
    assert outcome.cost.wall_s >= 0.3


def test_memory_of_a_known_size(tmp_path):
    outcome = run(python(f"block = bytearray(b'x') * {150 * MIB}"), tmp_path, tmp_path / "log")
    assert 150 * MIB <= outcome.cost.peak_bytes <= 180 * MIB


def test_memory_is_that_of_the_whole_tree(tmp_path):
    # Each of three processes holds 60 MiB for half a second: the largest alone would be 60.
    hold = f"import time; block = bytearray(b'x') * {60 * MIB}; time.sleep(0.5)"
    script = '"$0" -I -S -c "$1" & "$0" -I -S -c "$1" & "$0" -I -S -c "$1" & wait'
    outcome = run(step("sh", "-c", script, sys.executable, hold), tmp_path, tmp_path / "log")
    assert 180 * MIB <= outcome.cost.peak_bytes <= 240 * MIB


def test_memory_of_the_harness_is_not_the_tools(tmp_path):
    ballast = bytearray(b"x") * (200 * MIB)
    outcome = run(step("sleep", "0.1"), tmp_path, tmp_path / "log")
    assert len(ballast) == 200 * MIB
    assert 0 < outcome.cost.peak_bytes < 9 * MIB


def test_a_failing_program(tmp_path):
    outcome = run(step("sh", "-c", "echo no such sample >&2; exit 3"), tmp_path, tmp_path / "log")
    assert outcome.error == "exit code 3: no such sample"


def test_the_telling_line_of_a_long_complaint_is_shown(tmp_path):
    script = "echo start; echo 'ERROR(tool): two samples in one group'; echo; echo 'See the manual.'; exit 1"
    assert run(step("sh", "-c", script), tmp_path, tmp_path / "log").error == "exit code 1: ERROR(tool): two samples in one group"


def test_a_program_killed_by_a_signal(tmp_path):
    assert run(step("sh", "-c", "kill -SEGV $$"), tmp_path, tmp_path / "log").error == "killed by SIGSEGV: it said nothing"


def test_an_absent_program(tmp_path):
    outcome = run(step("no-such-program-here"), tmp_path, tmp_path / "log")
    assert outcome.error == "cannot be started: No such file or directory: no-such-program-here"


def test_the_time_limit_ends_the_whole_tree(tmp_path):
    began = time.perf_counter()
    outcome = run(step("sh", "-c", "sleep 30 & sleep 30; echo never"), tmp_path, tmp_path / "log", time_limit_s=0.3)
    assert outcome.error == "stopped at the time limit of 0.3 s"
    assert time.perf_counter() - began < 5


def test_a_failure_anywhere_in_a_pipe_is_a_failure(tmp_path):
    outcome = run(pipe(["sh", "-c", "echo 1; exit 4"], ["cat"]), tmp_path, tmp_path / "log")
    assert outcome.error is not None and outcome.error.startswith("exit code 4")


def test_standard_output_is_kept_and_the_rest_is_logged(tmp_path):
    made = run(step("sh", "-c", "pwd; echo $TINY; echo said >&2", stdout=tmp_path / "out", env={"TINY": "1 2"}), tmp_path, tmp_path / "log")
    assert made.ok
    assert (tmp_path / "out").read_text() == f"{tmp_path}\n1 2\n"
    assert (tmp_path / "log").read_text() == "said\n"


def test_costs_of_steps_add_and_peaks_do_not():
    assert Cost(1, 2, 30).then(Cost(10, 20, 3)) == Cost(11, 22, 30)
