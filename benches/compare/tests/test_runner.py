"""The runner on invented tools: shell scripts that succeed, fail, hang, or are not there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import REPOSITORY

from headtohead.adapter import Adapter
from headtohead.cli import chosen, main
from headtohead.errors import CompareError, ReadError
from headtohead.records import Biomarker, Findings, SmallVariant
from headtohead.runner import Runner, Settings
from headtohead.step import step


class Invented(Adapter):
    """A tool that is a shell script."""

    programs = ("sh",)
    install = "nowhere"
    licence = "none"
    about = "invented"
    answers = (Biomarker.VARIANTS,)
    version_arguments = ("-c", "echo tool 1.2.3")

    def __init__(self, name, script, needs=("tumor",), after=None, found=True, prepare=None, read=None):
        self.name, self.script, self.needs, self.after, self.prepare_script, self.reader = name, script, needs, after, prepare, read
        self.programs = ("sh",) if found else ("no-such-program-here",)

    def prepare(self, job):
        return [step("sh", "-c", self.prepare_script)] if self.prepare_script else []

    def run(self, job):
        return [step("sh", "-c", self.script, "sh", job.case.tumor, job.folder, *(job.others.get(self.after, "") for _ in [0] if self.after))]

    def read(self, job):
        if self.reader:
            return self.reader(job)
        return Findings(variants=frozenset([SmallVariant("chr1", 3, "G", "A")]))


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "work", tmp_path / "logs", threads=1, repeats=1, time_limit_s=20)


def run(pair, settings, *adapters):
    return {result.name: result for result in Runner(pair, settings, lambda text: None).run(adapters)}


def test_each_tool_ends_in_its_own_way(pair, settings):
    results = run(
        pair,
        Settings(settings.work, settings.logs, 1, 1, 1.0),
        Invented("good", "echo out > $2/result"),
        Invented("bad", 'echo "cannot open $1" >&2; exit 2'),
        Invented("slow", "sleep 30"),
        Invented("away", "true", found=False),
        Invented("choosy", "true", needs=("tumor", "rna", "genes")),
        Invented("unreadable", "true", read=lambda job: (_ for _ in ()).throw(ReadError("x.vcf, line 3: no"))),
        Invented("unprepared", "true", prepare="echo no disk >&2; exit 1"),
    )
    assert {name: (result.status, result.reason) for name, result in results.items()} == {
        "good": ("ok", ""),
        "bad": ("failed", "exit code 2: cannot open tumor.bam"),  # the path of this machine is not told
        "slow": ("failed", "stopped at the time limit of 1 s"),
        "away": ("absent", "not found"),
        "choosy": ("skipped", "needs RNA alignments and a gene annotation (GTF)"),
        "unreadable": ("failed", "x.vcf, line 3: no"),
        "unprepared": ("failed", "preparing: exit code 1: no disk"),
    }
    assert results["good"].cost is not None and results["good"].tool.version == "1.2.3"
    assert results["bad"].cost is None
    assert "cannot open" in (settings.logs / "bad/run1.1.log").read_text()


def test_preparing_is_accounted_apart(pair, settings):
    burn = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"
    result = run(pair, settings, Invented("tool", "true", prepare=burn))["tool"]
    assert result.prepare.cpu_s > 5 * result.cost.cpu_s


def test_repeats_have_fresh_folders_and_a_median(pair, settings):
    counter = settings.work.parent / "counter"
    result = run(
        pair,
        Settings(settings.work, settings.logs, 1, 3, 20),
        Invented("tool", f'test -z "$(ls $2)" || exit 1; echo x > $2/x; echo x >> {counter}; [ $(wc -l < {counter}) -ne 2 ] || sleep 0.4'),
    )["tool"]
    assert result.status == "ok" and len(result.costs) == 3
    assert sorted(cost.wall_s for cost in result.costs)[2] > 0.4 > result.cost.wall_s
    assert result.repeatable is True


def test_a_tool_that_changes_its_mind_is_told(pair, settings):
    found = iter([Findings(numbers={"x": 1.0}), Findings(numbers={"x": 2.0})])
    result = run(pair, Settings(settings.work, settings.logs, 1, 2, 20), Invented("tool", "true", read=lambda job: next(found)))["tool"]
    assert result.repeatable is False


def test_a_tool_that_takes_the_calls_of_another(pair, settings):
    first = Invented("first", "echo calls > $2/calls")
    second = Invented(
        "second", "cp $3/calls $2/mine", after="first", read=lambda job: Findings(numbers={"length": len((job.folder / "mine").read_text())})
    )
    results = run(pair, settings, first, second)
    assert results["second"].findings.numbers == {"length": 6}
    alone = run(pair, settings, second)["second"]
    assert (alone.status, alone.reason) == ("skipped", "takes the calls of first, which did not run")


def test_choosing_tools():
    adapters = [Invented("a", ""), Invented("b", ""), Invented("c", "")]
    assert [a.name for a in chosen(adapters, "c,a", "")] == ["a", "c"]
    assert [a.name for a in chosen(adapters, None, "b")] == ["a", "c"]
    with pytest.raises(CompareError, match="unknown tool x; known are a, b, c"):
        chosen(adapters, "a,x", "")


@pytest.fixture
def fakes(monkeypatch, tmp_path):
    """A samtools that counts 42 reads, and a delly that fails."""
    for name, script in (("samtools", 'case "$1" in --version) echo samtools 1.99;; *) echo 42;; esac'), ("delly", "echo no header >&2; exit 1")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv(f"BENCH_{name.upper()}", str(program))


def test_the_command_line_from_case_to_folder(pair, fakes, tmp_path, capsys):
    output = tmp_path / "out"
    assert main([str(pair.path), "-o", str(output), "--tools", "samtools view -c,delly", "--repeats", "2"]) == 0
    assert sorted(path.name for path in output.iterdir()) == ["cost.png", "cost.svg", "environment.json", "logs", "results.md", "results.tsv"]
    written = (output / "results.tsv").read_text()
    assert "\treads\tall\t84\t" in written and "exit code 1: no header" in written
    environment = json.loads((output / "environment.json").read_text())
    assert environment["tools"][0]["commands"][0] == "samtools view -c -@ 0 -T ref.fa tumor.bam > WORK/samtools-view-c/run2/count0.txt"
    assert environment["tools"][0]["version"] == "1.99" and environment["machine"]["cores"] >= 1
    for name in ("results.tsv", "results.md", "environment.json", "cost.svg"):
        assert str(tmp_path) not in (output / name).read_text(), f"{name} holds a path of this machine"
    assert "delly: failed" in capsys.readouterr().err


def test_exit_codes(pair, fakes, tmp_path, capsys):
    assert main([str(tmp_path / "none.toml"), "-o", str(tmp_path / "o")]) == 1
    assert main([str(pair.path), "-o", str(tmp_path / "o"), "--tools", "delly"]) == 1
    assert "no tool gave a result" in capsys.readouterr().err
    with pytest.raises(SystemExit) as error:
        main([str(pair.path)])
    assert error.value.code == 2
    assert main(["--list"]) == 0
    assert "found, 1.99" in capsys.readouterr().out


def test_a_harness_that_is_ended_ends_its_tool(pair, monkeypatch, tmp_path):
    program, mark = tmp_path / "samtools", tmp_path / "pid"
    program.write_text(f'#!/bin/sh\n[ "$1" = --version ] || {{ echo $$ > {mark}; exec sleep 60; }}\n')
    program.chmod(0o755)
    command = [sys.executable, str(REPOSITORY / "benches/compare"), str(pair.path), "-o", str(tmp_path / "o"), "--tools", "samtools view -c"]
    harness = subprocess.Popen(command, env={**os.environ, "BENCH_SAMTOOLS": str(program)}, stderr=subprocess.DEVNULL)
    waited = time.monotonic() + 15
    while not (mark.is_file() and mark.read_text().strip()) and time.monotonic() < waited:
        time.sleep(0.05)
    tool = int(mark.read_text())
    harness.terminate()
    assert harness.wait(timeout=15) == 128 + signal.SIGTERM
    while Path(f"/proc/{tool}").exists() and time.monotonic() < waited:
        time.sleep(0.05)
    assert not Path(f"/proc/{tool}").exists()
