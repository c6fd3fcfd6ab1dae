"""A tiny case and the folders that tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from headtohead.adapter import Job, Tool
from headtohead.case import Case, load

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
REPOSITORY = HERE.parents[2]
SHARED = REPOSITORY.parent / "shared" / "data"

CHR1 = "ACGTACGTACTTTTTTTTTTGACAGATTACACACACACACAGGTTCCATGCATTCAGGA"
CHR2 = "GGGCATCATCATCATCATCATTGCCAGTACCGTA"


@pytest.fixture
def fixtures() -> Path:
    return FIXTURES


@pytest.fixture
def shared() -> Path:
    """The folder of public data beside the repository; tests that need it are skipped without."""
    if not SHARED.is_dir():
        pytest.skip("there is no ../shared/data beside the repository")
    return SHARED


@pytest.fixture
def case_folder(tmp_path: Path) -> Path:
    """A folder with a reference and alignments without reads."""
    import pysam

    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "ref.fa").write_text(f">chr1\n{CHR1}\n>chr2\n{CHR2}\n")
    pysam.faidx(str(folder / "ref.fa"))
    contigs = [{"SN": "chr1", "LN": len(CHR1)}, {"SN": "chr2", "LN": len(CHR2)}]
    for name in ("tumor", "normal"):
        header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": contigs, "RG": [{"ID": name, "SM": f"{name}_sample"}]}
        with pysam.AlignmentFile(str(folder / f"{name}.bam"), "wb", header=header):
            pass
        pysam.index(str(folder / f"{name}.bam"))
    (folder / "targets.bed").write_text("chr1\t0\t40\n")
    (folder / "genes.gtf").write_text('chr1\tx\tCDS\t1\t30\t.\t+\t0\tgene_id "g"; transcript_id "t"; gene_name "G";\n')
    return folder


def write_case(folder: Path, text: str) -> Path:
    path = folder / "case.toml"
    path.write_text(text)
    return path


@pytest.fixture
def pair(case_folder: Path) -> Case:
    return load(write_case(case_folder, 'reference = "ref.fa"\ntumor = "tumor.bam"\nnormal = "normal.bam"\n'))


@pytest.fixture
def tumor_only(case_folder: Path) -> Case:
    return load(write_case(case_folder, 'reference = "ref.fa"\ntumor = "tumor.bam"\n'))


def job_for(case: Case, folder: Path, programs: dict[str, str], threads: int = 2) -> Job:
    for name in ("prepared", "run"):
        (folder / name).mkdir(exist_ok=True)
    return Job(case, folder / "prepared", folder / "run", Tool(programs), threads, {"freebayes": folder / "freebayes"})
