"""Bad input: each file of testdata/malformed raises the right class, with a message that names it and the remedy.

The cases are those of crates/oncosweep-cli/tests/it/malformed.rs.
"""

import pytest

import oncosweep as osw
from conftest import MALFORMED

CUT = ["end-of-file marker", "copy it again"]
CASES = [
    # Alignments that are not there or not whole.
    ({"tumor": "missing.bam"}, osw.InputError, ["missing.bam", "cannot be opened", "check the path"]),
    ({"normal": "missing.bam"}, osw.InputError, ["missing.bam", "cannot be opened"]),
    ({"tumor": "not_alignments.bam"}, osw.FormatError, ["not_alignments.bam", "BAM, CRAM or SAM"]),
    *[({"tumor": cut, **more}, osw.InputError, [cut, *CUT]) for cut in ("cut_in_block.bam", "cut_at_block.bam") for more in ({}, {"stream": True})],
    *[({"normal": cut}, osw.InputError, [cut, *CUT]) for cut in ("cut_in_block.bam", "cut_at_block.bam")],
    # An index is asked for only where it is needed.
    ({"tumor": "no_index.bam", "regions": ["chr1:1-1000"]}, osw.InputError, ["no_index.bam", "no index", "samtools index"]),
    # Alignments in another order.
    ({"tumor": "unsorted_header.bam"}, osw.FormatError, ["unsorted_header.bam", "SO:unsorted", "samtools sort"]),
    ({"tumor": "unsorted_records.bam"}, osw.FormatError, ["unsorted_records.bam", "chr1", "samtools sort"]),
    # CRAM needs the reference it was made with.
    ({"tumor": "whole.cram", "reference": None, "biomarkers": "fusions"}, osw.FormatError, ["whole.cram", "reference"]),
    ({"tumor": "whole.cram", "reference": "other_bases.fa"}, osw.FormatError, ["other_bases.fa", "chr1", "MD5", "whole.cram", "give the reference"]),
    ({"tumor": "whole.cram", "reference": "other_lengths.fa"}, osw.FormatError, ["other_lengths.fa", "chr1", "12500", "12000", "whole.cram"]),
    # References of another genome.
    ({"reference": "other_lengths.fa"}, osw.FormatError, ["other_lengths.fa", "chr1", "12500", "12000", "whole.bam", "give the reference"]),
    ({"reference": "other_bases.fa"}, osw.FormatError, ["other_bases.fa", "chr1", "MD5", "whole.bam", "give the reference"]),
    ({"reference": "missing.fa"}, osw.InputError, ["missing.fa", "cannot be opened", "check the path"]),
    ({"normal": "other_build.bam"}, osw.FormatError, ["other_build.bam", "chr1", "12500", "12000", "genome build"]),
    # Bad lines are named with their number.
    ({"targets": "bad_line.bed"}, osw.FormatError, ["bad_line.bed", "line 2", "six", "whole number"]),
    ({"targets": "end_before_start.bed"}, osw.FormatError, ["end_before_start.bed", "line 2", "1000", "half-open"]),
    ({"targets": "unknown_contig.bed"}, osw.FormatError, ["unknown_contig.bed", "line 3", "chr9", "genome build"]),
    ({"targets": "past_the_end.bed"}, osw.FormatError, ["past_the_end.bed", "line 1", "7000", "chr2"]),
    ({"genes": "bad_line.gtf"}, osw.FormatError, ["bad_line.gtf", "line 4", "ten", "line"]),
    ({"genes": "unknown_contigs.gtf"}, osw.FormatError, ["unknown_contigs.gtf", "chrUn_9", "chr1"]),
    ({"targets": "missing.bed"}, osw.InputError, ["missing.bed", "cannot be opened"]),
    # Settings.
    ({"regions": ["chr9"]}, osw.ConfigError, ["chr9"]),
    ({"min_vaf": 2}, osw.ConfigError, ["min_vaf"]),
    ({"min_waf": 0.1}, osw.ConfigError, ["unknown threshold 'min_waf'", "min_vaf"]),
    ({"config": {"variant": {"min_waf": 0.1}}}, osw.ConfigError, ["min_waf"]),
    ({"biomarkers": "dance"}, osw.ConfigError, ["dance"]),
]
BASES = {osw.InputError: OSError, osw.FormatError: ValueError, osw.ConfigError: ValueError}
FILES = ("tumor", "normal", "reference", "targets", "genes")


def given(changes):
    """Arguments of a sweep of whole.bam, with names of files as paths."""
    arguments = {"tumor": "whole.bam", "reference": "genome.fa"} | changes
    return {key: MALFORMED / value if key in FILES and value else value for key, value in arguments.items()}


def refused(error, words, run):
    with pytest.raises(error) as raised:
        run()
    assert type(raised.value) is error and isinstance(raised.value, osw.OncosweepError) and isinstance(raised.value, BASES[error])
    message = str(raised.value)
    assert "\n" not in message
    for word in words:
        assert word in message, f"'{word}' is not in: {message}"


@pytest.mark.parametrize(("changes", "error", "words"), CASES, ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else None)
def test_bad_input_has_a_class_and_a_remedy(changes, error, words):
    refused(error, words, lambda: osw.sweep(**given(changes)))


def test_every_malformed_file_is_tried():
    tried = {str(value) for changes, _, _ in CASES for value in changes.values()}
    bad = {path.name for path in MALFORMED.iterdir() if path.suffix not in (".bai", ".fai", ".crai", ".md", ".py")}
    # Good files for the others to be compared with; the header alone is no error (below).
    assert bad - tried <= {"whole.bam", "normal.bam", "genome.fa", "genes.gtf", "targets.bed", "header_only.bam", "other_lengths.fa"}


@pytest.mark.parametrize("tumor", ["no_index.bam", "whole.cram"])
def test_what_can_be_read_is_read(tumor):
    assert osw.sweep(**given({"tumor": tumor})).qc.tumor.reads > 0


def test_no_alignment_at_all_is_a_result_that_says_so():
    profile = osw.sweep(**given({"tumor": "header_only.bam", "normal": "header_only.bam", "genes": "genes.gtf"}))
    assert profile.tmb.per_mb is None and profile.tmb.status is None and profile.tmb.reason
    assert profile.msi.fraction_unstable is None and profile.msi.status is None and profile.msi.reason
    assert repr(profile).count("not assessed") == 2 and len(profile._repr_html_()) > 0


def test_evidence_that_is_none(tmp_path):
    refused(osw.FormatError, ["whole.bam", "evidence"], lambda: osw.load_evidence(MALFORMED / "whole.bam"))
    refused(osw.InputError, ["missing.osw", "check the path"], lambda: osw.load_evidence(tmp_path / "missing.osw"))
    whole, cut = tmp_path / "whole.osw", tmp_path / "cut.osw"
    osw.collect(**given({})).save(whole)
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    refused(osw.InputError, ["cut.osw"], lambda: osw.load_evidence(cut))
    refused(osw.InputError, ["cut.osw"], lambda: osw.merge_evidence([whole, cut]))
    refused(osw.ConfigError, ["both parts hold"], lambda: osw.merge_evidence([whole, whole]))
    refused(osw.ConfigError, ["at least one"], lambda: osw.merge_evidence([]))


def test_a_folder_that_cannot_be_written(profile, tmp_path):
    occupied = tmp_path / "a_file"
    occupied.write_text("here first")
    for out in (occupied, occupied / "below"):
        refused(osw.InputError, [str(out), "another"], lambda out=out: profile.save(out))
    refused(osw.InputError, ["no_folder"], lambda: profile.evidence.save(tmp_path / "no_folder" / "e.osw"))
    assert occupied.read_text() == "here first"
