"""The demonstration pair, swept once for all tests."""

from pathlib import Path

import pytest

import oncosweep as osw

TESTDATA = Path(__file__).parents[2] / "testdata"
DEMO = TESTDATA / "demo"
MALFORMED = TESTDATA / "malformed"
CASE = {"normal": DEMO / "normal.bam", "reference": DEMO / "genome.fa", "genes": DEMO / "genes.gtf"}


@pytest.fixture(scope="session")
def profile() -> osw.Profile:
    return osw.sweep(DEMO / "tumor.bam", **CASE, threads=2)
