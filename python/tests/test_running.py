"""Errors, progress, threads and interruption."""

import threading

import pytest

import oncosweep as osw
from conftest import CASE, DEMO, MALFORMED


@pytest.mark.parametrize(
    ("arguments", "error", "base", "words"),
    [
        ({"tumor": "missing.bam"}, osw.InputError, OSError, "missing.bam"),
        ({"tumor": "cut_at_block.bam"}, osw.InputError, OSError, "end-of-file marker"),
        ({"tumor": "no_index.bam", "regions": ["chr1"]}, osw.InputError, OSError, "samtools index"),
        ({"tumor": "unsorted_records.bam"}, osw.FormatError, ValueError, "samtools sort"),
        ({"targets": "bad_line.bed"}, osw.FormatError, ValueError, "line 2"),
        ({"normal": "other_build.bam"}, osw.FormatError, ValueError, "genome build"),
        ({"regions": ["chr9"]}, osw.ConfigError, ValueError, "chr9"),
        ({"min_vaf": 2}, osw.ConfigError, ValueError, "min_vaf"),
        ({"min_waf": 0.1}, osw.ConfigError, ValueError, "unknown threshold 'min_waf'"),
        ({"config": {"variant": {"min_waf": 0.1}}}, osw.ConfigError, ValueError, "min_waf"),
        ({"biomarkers": "dance"}, osw.ConfigError, ValueError, "dance"),
    ],
)
def test_errors_have_classes_and_say_what_to_do(arguments, error, base, words):
    arguments = {"tumor": "whole.bam", "reference": MALFORMED / "genome.fa"} | arguments
    for name in ("tumor", "normal", "targets"):
        if name in arguments:
            arguments[name] = MALFORMED / arguments[name]
    with pytest.raises(error, match=words) as raised:
        osw.sweep(**arguments)
    assert isinstance(raised.value, osw.OncosweepError) and isinstance(raised.value, base)


def test_settings_of_the_sweep_need_a_new_sweep(profile):
    with pytest.raises(osw.ConfigError, match="new sweep"):
        profile.evidence.call(min_mapping_quality=1)


def test_progress_ends_at_one():
    seen = []
    osw.sweep(DEMO / "tumor.bam", **CASE, progress=lambda fraction, contig, reads: seen.append((fraction, contig, reads)))
    fraction, contig, reads = seen[-1]
    assert fraction == 1.0 and contig in ("chr1", "chr2") and reads > 170_000
    assert [step[0] for step in seen] == sorted(step[0] for step in seen)


def test_an_exception_in_progress_ends_the_sweep():
    def stop(fraction, contig, reads):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        osw.sweep(DEMO / "tumor.bam", **CASE, progress=stop)


def test_sweeps_run_side_by_side(profile):
    results = [None, None]

    def run(i):
        results[i] = osw.sweep(DEMO / "tumor.bam", **CASE, threads=1 + i).to_dict()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results[0] == results[1] == profile.to_dict()
