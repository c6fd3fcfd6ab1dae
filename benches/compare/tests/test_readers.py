"""The output of every caller, read from small files in its format."""

from __future__ import annotations

import gzip
import shutil

import pytest
from conftest import job_for

from headtohead.adapters import ADAPTERS_BY_NAME, arriba, mantis, msisensor, msisensor_pro, oncosweep, pytmb, vardict
from headtohead.errors import ReadError
from headtohead.readers import msi
from headtohead.readers.rearrangements import junctions, of_record
from headtohead.readers.vcf import parse, records, small_variants
from headtohead.records import Biomarker, Breakend, Burden, Junction, Site, SmallVariant


def V(*fields):  # noqa: N802
    return SmallVariant(*fields)


def test_oncosweep(fixtures):
    found = oncosweep.read_folder(fixtures / "oncosweep", tuple(Biomarker))
    assert found.variants == {V("chr1", 100, "A", "G")}
    assert found.burden == Burden(12.5, (9.0, 17.0), 40, 3.2, "high", "preset wes")
    assert found.instability is not None
    assert (found.instability.score, found.instability.interval, found.instability.state) == (25.0, (0.1, 0.5), "MSS")
    assert [site.status for site in found.instability.sites] == ["unstable", "not_assessed", "stable"]
    # On the 5' side + keeps what lies left; on the 3' side - keeps what lies left.
    assert found.junctions == (Junction(Breakend("chr1", 1000, "left"), Breakend("chr2", 2000, "left"), True, "GENEA::GENEB"),)
    assert found.rna_junctions == (Junction(Breakend("chr3", 50, "right"), Breakend("chr4", 60, "right"), True, "GENEC::GENED"),)


def test_oncosweep_answers_only_what_it_was_asked(fixtures):
    found = oncosweep.read_folder(fixtures / "oncosweep", (Biomarker.MSI,))
    assert found.variants is None and found.burden is None and found.junctions is None and found.instability is not None


def test_strelka2(fixtures, pair, tmp_path):
    job = job_for(pair, tmp_path, {})
    results = job.folder / "run/results/variants"
    results.mkdir(parents=True)
    for kind in ("snvs", "indels"):
        (results / f"somatic.{kind}.vcf.gz").write_bytes(gzip.compress((fixtures / f"strelka.{kind}.vcf").read_bytes()))
    assert ADAPTERS_BY_NAME["strelka2"].read(job).variants == {V("chr1", 100, "A", "G"), V("chr1", 300, "CT", "C")}


def test_vardict_keeps_what_is_somatic_by_its_status(fixtures):
    assert small_variants(fixtures / "vardict.vcf", vardict.is_somatic) == {V("chr1", 100, "A", "G"), V("chr1", 130, "CC", "GT")}


def test_lofreq(fixtures, pair, tmp_path):
    job = job_for(pair, tmp_path, {})
    for kind in ("snvs", "indels"):
        (job.folder / f"out_somatic_final.{kind}.vcf.gz").write_bytes(gzip.compress((fixtures / "lofreq.vcf").read_bytes()))
    assert ADAPTERS_BY_NAME["lofreq"].read(job).variants == {V("chr1", 100, "A", "G")}


def test_freebayes(fixtures, pair, tmp_path):
    job = job_for(pair, tmp_path, {})
    shutil.copy(fixtures / "strelka.indels.vcf", job.folder / "somatic.vcf")
    assert ADAPTERS_BY_NAME["freebayes"].read(job).variants == {V("chr1", 300, "CT", "C")}


def test_msisensor_pro(fixtures):
    found = msisensor_pro.read_output(fixtures / "pro")
    assert (found.score, found.fraction_unstable, found.state) == (50.0, 0.5, None)
    assert found.sites == (
        Site("chr1", 100, "unstable", "T"),
        Site("chr1", 250, "unstable", "CA"),
        Site("chr1", 400, "stable", "A"),
        Site("chr2", 90, "stable", "A"),
    )


def test_msisensor_pro_without_its_list_of_unstable_sites(fixtures, tmp_path):
    for name in ("pro", "pro_all"):
        shutil.copy(fixtures / name, tmp_path / name)
    assert msisensor_pro.read_output(tmp_path / "pro") == msisensor_pro.read_output(fixtures / "pro")


def test_msisensor_pro_of_a_tumour_alone(fixtures):
    assert [site.status for site in msisensor_pro.read_output(fixtures / "single").sites] == ["unstable", "stable"]


def test_msisensor_tells_assessed_sites_by_their_reads(fixtures):
    found = msisensor.read_output(fixtures / "msisensor")
    assert (found.score, found.state) == (33.33, "MSI-H")
    # chr1:400 has 19 reads in the normal, one too few.
    assert found.sites == (Site("chr1", 100, "unstable", "T"), Site("chr1", 250, "stable", "CA"), Site("chr2", 90, "stable", "A"))


def test_no_site_assessed(tmp_path):
    (tmp_path / "x").write_text("Total_Number_of_Sites\tNumber_of_Unstable_Sites\t%\n0\t0\t-nan\n")
    assert msi.summary(tmp_path / "x") == (0, 0, 0.0)


def test_mantis(fixtures):
    found = mantis.read_output(fixtures / "mantis.txt")
    assert (found.score, found.state, found.sites) == (0.5, "MSI-H", ())


def test_arriba(fixtures):
    assert arriba.fusions(fixtures / "arriba.tsv") == (
        Junction(Breakend("chr1", 1000, "left"), Breakend("chr2", 2000, "left"), True, "GENEA::GENEB"),
        # Its strand is unknown on one side, so the order of the genes is a guess.
        Junction(Breakend("chr1", 5000, "left"), Breakend("chr3", 700, "right"), False, "GENEC::GENED(5),GENEE(9)"),
    )


def test_manta(fixtures):
    assert junctions(fixtures / "manta.vcf") == (
        Junction(Breakend("chr1", 1000, "left"), Breakend("chr2", 2000, "left")),
        Junction(Breakend("chr1", 9000, "left"), Breakend("chr1", 12001, "right")),
    )


def test_delly_from_its_bcf(fixtures, pair, tmp_path):
    import pysam

    job = job_for(pair, tmp_path, {})
    header = '##fileformat=VCFv4.2\n##contig=<ID=chr1,length=100000>\n##contig=<ID=chr2,length=100000>\n##FILTER=<ID=LowQual,Description="x">\n'
    for key in ("SVTYPE", "CHR2", "CT"):
        header += f'##INFO=<ID={key},Number=1,Type=String,Description="x">\n'
    header += "".join(f'##INFO=<ID={key},Number=1,Type=Integer,Description="x">\n' for key in ("END", "POS2"))
    header += "".join(f'##INFO=<ID={key},Number=0,Type=Flag,Description="x">\n' for key in ("PRECISE", "IMPRECISE"))
    header += '##FORMAT=<ID=GT,Number=1,Type=String,Description="x">\n'
    text = (fixtures / "delly.vcf").read_text().replace("##fileformat=VCFv4.2\n", header)
    (tmp_path / "delly.vcf").write_text(text)
    with (
        pysam.VariantFile(str(tmp_path / "delly.vcf")) as read,
        pysam.VariantFile(str(job.folder / "somatic.bcf"), "wb", header=read.header) as written,
    ):
        for record in read:
            written.write(record)
    assert ADAPTERS_BY_NAME["delly"].read(job).junctions == (
        Junction(Breakend("chr1", 1000, "left"), Breakend("chr2", 2000, "left")),
        Junction(Breakend("chr1", 30001, "right"), Breakend("chr1", 45001, "right")),
        Junction(Breakend("chr1", 60001, "right"), Breakend("chr1", 65000, "left")),
    )


@pytest.mark.parametrize(
    ("alt", "sides"),
    [("A[chr2:90[", ("left", "right")), ("A]chr2:90]", ("left", "left")), ("]chr2:90]A", ("right", "left")), ("[chr2:90[A", ("right", "right"))],
)
def test_the_four_forms_of_a_breakend(alt, sides, tmp_path):
    record = parse(f"chr1\t50\t.\tA\t{alt}\t.\tPASS\tSVTYPE=BND", tmp_path, 1)
    assert of_record(record) == [Junction(Breakend("chr1", 50, sides[0]), Breakend("chr2", 90, sides[1]))]


def test_an_inversion_without_a_side_is_two_junctions(tmp_path):
    record = parse("chr1\t50\t.\tA\t<INV>\t.\tPASS\tSVTYPE=INV;END=90", tmp_path, 1)
    assert of_record(record) == [
        Junction(Breakend("chr1", 50, "left"), Breakend("chr1", 90, "left")),
        Junction(Breakend("chr1", 51, "right"), Breakend("chr1", 91, "right")),
    ]


def test_pytmb(fixtures):
    assert pytmb.read_report(fixtures / "pytmb.txt") == Burden(7.5, (3.33, 12.5), 9, 1.2, None, "README recipe for exomes")


def test_mosdepth(fixtures, tumor_only, tmp_path):
    job = job_for(tumor_only, tmp_path, {})
    shutil.copy(fixtures / "mosdepth.summary.txt", job.folder / "sample0.mosdepth.summary.txt")
    assert ADAPTERS_BY_NAME["mosdepth"].read(job).numbers == {"mean_depth": 30.0}


def test_samtools(pair, tmp_path):
    job = job_for(pair, tmp_path, {})
    (job.folder / "count0.txt").write_text("12\n")
    (job.folder / "count1.txt").write_text("30\n")
    assert ADAPTERS_BY_NAME["samtools view -c"].read(job).numbers == {"reads": 42.0}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("chr1\t1\t.\tA\tC\t.\tPASS\t.\n", "a record before the #CHROM line"),
        ("", "has no #CHROM line"),
        ("#CHROM\tPOS\nchr1\tx\t.\tA\tC\t.\tPASS\t.\n", "line 2: POS 'x' is not a whole number"),
        ("#CHROM\tPOS\nchr1\t1\t.\tA\n", "line 2: 4 columns where VCF has at least 8"),
    ],
)
def test_broken_vcf(tmp_path, text, message):
    (tmp_path / "x.vcf").write_text(text)
    with pytest.raises(ReadError, match=message):
        list(records(tmp_path / "x.vcf"))


def test_missing_output_is_told(tmp_path):
    with pytest.raises(ReadError, match=r"out was not written"):
        msisensor_pro.read_output(tmp_path / "out")
    with pytest.raises(ReadError, match=r"profile.json was not written"):
        oncosweep.read_folder(tmp_path, (Biomarker.MSI,))
    (tmp_path / "report.txt").write_text("Warning: No Annotation detected. Is your file annotated ?\n")
    with pytest.raises(ReadError, match="is not pyTMB's report"):
        pytmb.read_report(tmp_path / "report.txt")
