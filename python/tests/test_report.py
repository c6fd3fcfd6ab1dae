"""The results as one page; what is on it is tested with the library."""

import pytest

import oncosweep as osw


def test_a_profile_is_written_as_one_page(profile, tmp_path):
    path = tmp_path / "page.html"
    profile.report(path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>") and "DEMOA::DEMOD" in text and "MSI-H" in text
    assert [entry.name for entry in tmp_path.iterdir()] == ["page.html"]
    profile.report(tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == text


def test_a_page_that_cannot_be_written_is_an_error(profile, tmp_path):
    with pytest.raises(osw.OncosweepError, match="no_such_folder"):
        profile.report(tmp_path / "no_such_folder" / "page.html")
