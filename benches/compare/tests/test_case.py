"""Case files: what is read, and what is wrong with the others."""

from __future__ import annotations

import pytest
from conftest import write_case

from headtohead.case import load
from headtohead.errors import CompareError

GOOD = 'reference = "ref.fa"\ntumor = "tumor.bam"\n'


def test_paths_are_relative_to_the_case(case_folder, monkeypatch, tmp_path):
    path = write_case(case_folder, 'name = "n"\n' + GOOD + '[truth]\nmin_alt = 5\nregions = "targets.bed"\n')
    monkeypatch.chdir(tmp_path)
    case = load(path)
    assert (case.name, case.tumor, case.normal) == ("n", case_folder / "tumor.bam", None)
    assert (case.truth.min_alt, case.truth.regions, case.truth.fusion_window) == (5, case_folder / "targets.bed", 10)
    assert case.alignments == [case_folder / "tumor.bam"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('tumor = "tumor.bam"\n', "'reference' is missing"),
        ('reference = "ref.fa"\n', "neither 'tumor' nor 'rna'"),
        ('reference = "ref.fa"\nrna = "tumor.bam"\nnormal = "normal.bam"\n', "there is a 'normal' but no 'tumor'"),
        ('reference = "ref.fa"\ntumor = "gone.bam"\n', "'tumor' names gone.bam, and there is no such file"),
        ('reference = "targets.bed"\ntumor = "tumor.bam"\n', "'reference' (targets.bed) has no index beside it; make one with: samtools faidx"),
        ('reference = "ref.fa"\ntumor = "genes.gtf"\n', "'tumor' (genes.gtf) has no index beside it; make one with: samtools index"),
        (GOOD + "tumour = 1\n", "unknown key 'tumour'; known are tumor, normal"),
        (GOOD + '[truth]\nvariant = "x"\n', "unknown key 'truth.variant'"),
        (GOOD + '[truth]\nmin_alt = "3"\n', "'truth.min_alt' must be a int, not '3'"),
        (GOOD + '[truth]\nmsi_state = "MSI"\n', "'truth.msi_state' must be MSI-H or MSS"),
        (GOOD + "targets = 3\n", "'targets' must be a path in quotes"),
        ("truth = 3\n" + GOOD, "'truth' must be a table"),
        ("reference ref.fa", "is not valid TOML"),
    ],
)
def test_errors_name_the_file_and_the_key(case_folder, text, message):
    path = write_case(case_folder, text)
    with pytest.raises(CompareError) as error:
        load(path)
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)


def test_no_case_at_all(tmp_path):
    with pytest.raises(CompareError, match="there is no case file"):
        load(tmp_path / "x.toml")


def test_the_cases_of_the_repository_load():
    from conftest import REPOSITORY

    assert load(REPOSITORY / "benches/compare/cases/demo.toml").truth.msi_state == "MSI-H"
