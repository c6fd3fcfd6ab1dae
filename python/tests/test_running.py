"""Progress, threads, processes and interruption."""

import concurrent.futures
import io
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time

import pytest

import oncosweep as osw
from conftest import CASE, DEMO


def test_settings_of_the_sweep_need_a_new_sweep(profile):
    with pytest.raises(osw.ConfigError, match="new sweep"):
        profile.evidence.call(min_mapping_quality=1)


def test_progress_ends_at_one():
    seen = []
    osw.sweep(DEMO / "tumor.bam", **CASE, progress=lambda fraction, contig, reads: seen.append((fraction, contig, reads)))
    fraction, contig, reads = seen[-1]
    assert fraction == 1.0 and contig in ("chr1", "chr2") and reads > 170_000
    assert [step[0] for step in seen] == sorted(step[0] for step in seen)


def test_the_bar_is_tqdms(capsys):
    pytest.importorskip("tqdm")
    osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers="msi", progress=True)
    shown = capsys.readouterr().err
    assert "100%" in shown and " alignments" in shown and "Warning" not in shown


def test_without_tqdm_there_is_a_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers="msi", progress=True)
    assert "oncosweep: 100%" in sys.stderr.getvalue() and sys.stderr.getvalue().endswith("\n")


def test_an_exception_in_progress_ends_the_sweep():
    def stop(fraction, contig, reads):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        osw.sweep(DEMO / "tumor.bam", **CASE, progress=stop)


def interrupted(code):
    """Runs code until it says "begun", sends Ctrl-C a little later, and returns its standard error and the seconds it went on."""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "begun\n"
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    sent = time.monotonic()
    _, told = child.communicate(timeout=60)
    return told, time.monotonic() - sent


def test_ctrl_c_stops_a_sweep():
    # One thread and small shards, again and again, until the signal comes.
    code = f"""
import sys, oncosweep as osw
print("begun", flush=True)
while True:
    osw.collect({str(DEMO / "tumor.bam")!r}, normal={str(CASE["normal"])!r}, reference={str(CASE["reference"])!r})
"""
    told, seconds = interrupted(code)
    assert "KeyboardInterrupt" in told and seconds < 5


def test_ctrl_c_stops_a_call(profile, tmp_path):
    # Nearly all of the time is native; that a call stops in its middle, and not only after it, is tested in crates/oncosweep/tests/it/stopping.rs.
    profile.evidence.save(tmp_path / "evidence.osw")
    code = f"""
import oncosweep as osw
evidence = osw.load_evidence({str(tmp_path / "evidence.osw")!r})
print("begun", flush=True)
while True:
    evidence.call()
"""
    told, seconds = interrupted(code)
    assert "KeyboardInterrupt" in told and "self._core.call" in told and seconds < 5


def test_a_call_tells_how_far_it_is(profile):
    seen = []
    again = profile.evidence.call(progress=lambda fraction, subject, reads: seen.append((fraction, subject, reads)))
    assert again == profile and seen[-1] == (1.0, "microsatellites", 0)

    def stop(fraction, subject, reads):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        profile.evidence.call(progress=stop)


def test_four_threads_get_one_result(profile):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda threads: osw.sweep(DEMO / "tumor.bam", **CASE, threads=threads), [1, 2, 1, 2]))
    assert all(result == profile and result.variants == profile.variants for result in results)


def test_the_gil_is_released(profile):
    ticks = 0
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(osw.collect, DEMO / "tumor.bam", **CASE)
        while not running.done():
            ticks += 1
            time.sleep(0.002)
    assert ticks > 20


def _swept(biomarkers):
    return osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers=biomarkers)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_processes_that_were_forked_after_a_sweep_sweep_too(profile):
    with multiprocessing.get_context("fork").Pool(2) as pool:
        msi, fusions = pool.map(_swept, ["msi", "fusions"])
    assert msi.msi.to_dict() == profile.msi.to_dict() and msi.msi.sites == profile.msi.sites
    assert fusions.fusions == profile.fusions and fusions.fusions.diagram(0).fragments == profile.fusions.diagram(0).fragments


def test_calls_share_nothing(profile):
    before = pickle.dumps(profile.evidence)
    config = osw.default_config()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        strict = list(pool.map(lambda vaf: profile.evidence.call(min_vaf=vaf, config=config), [0.1, 0.2, 0.3, 0.4]))
    passed = [len(result.variants.passed) for result in strict]
    assert passed == sorted(passed, reverse=True) and passed[0] > passed[-1] and config == osw.default_config()
    assert pickle.dumps(profile.evidence) == before
    profile.to_dict()["tmb"].clear()
    assert profile.to_dict()["tmb"]


def test_importing_is_quick():
    code = "import time, sys; t = time.perf_counter(); import oncosweep; print(time.perf_counter() - t, 'numpy' in sys.modules, 'matplotlib' in sys.modules)"
    told = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() for _ in range(3)]
    assert min(float(seconds) for seconds, _, _ in told) < 0.2
    assert told[0][1:] == ["False", "False"]
