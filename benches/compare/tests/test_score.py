"""The scorer on cases small enough to count by hand."""

from __future__ import annotations

import shutil

import pytest
from conftest import CHR1, write_case

from headtohead.case import load
from headtohead.errors import CompareError
from headtohead.records import Biomarker, Breakend, Burden, Findings, Instability, Junction, Site, SmallVariant
from headtohead.score import fusions, msi, tmb, variants
from headtohead.score.against import Scorer
from headtohead.score.measure import f1, proportion, wilson
from headtohead.score.planted import changes_protein
from headtohead.targets import Places, intersection, intervals, length, merged


def fetch(chrom, start, end):
    return CHR1[start:end]


def by_key(measures):
    return {(m.metric, m.stratum): m for m in measures}


def counts(measures, *keys):
    found = by_key(measures)
    return [(found[key].hits, found[key].total) for key in keys]


# --- intervals -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    # SciPy 1.17: binomtest(hits, total).proportion_ci(method="wilson")
    [(8, 10, 0.4901625, 0.9433178), (0, 10, 0.0, 0.2775328), (10, 10, 0.7224672, 1.0), (206, 251, 0.7685397, 0.8632256)],
)
def test_wilson(hits, total, low, high):
    assert wilson(hits, total) == pytest.approx((low, high), abs=1e-6)


def test_nothing_tried_has_no_value():
    assert proportion(Biomarker.MSI, "m", "s", 0, 0).value is None
    assert f1(Biomarker.VARIANTS, "snv", 0, 0, 0).value is None


def test_f1_and_its_interval():
    measure = f1(Biomarker.VARIANTS, "snv", 8, 1, 1)
    assert measure.value == pytest.approx(2 * 8 / (2 * 8 + 1 + 1))
    assert (measure.low, measure.high) == pytest.approx(tuple(2 * j / (1 + j) for j in wilson(8, 10)))


# --- regions -------------------------------------------------------------------------------------------------------------------


def test_regions(tmp_path):
    (tmp_path / "a.bed").write_text("track name=x\nchr1\t10\t20\tname\nchr1\t15\t30\nchr2\t0\t5\nchr1\t40\t41\n")
    spans = intervals(tmp_path / "a.bed")
    assert spans == [("chr1", 10, 30), ("chr1", 40, 41), ("chr2", 0, 5)] and length(spans) == 26
    assert intersection(spans, [("chr1", 0, 12), ("chr1", 29, 50)]) == [("chr1", 10, 12), ("chr1", 29, 30), ("chr1", 40, 41)]
    places = Places(spans)
    assert [places.touches("chr1", start, start + 1) for start in (9, 10, 29, 30, 40)] == [False, True, True, False, True]
    assert places.touches("chr1", 5, 11) and not places.touches("chr1", 31, 40) and not places.touches("chrX", 0, 9)
    assert merged([("c", 5, 6), ("c", 0, 10)]) == [("c", 0, 10)]


def test_a_short_line_of_bed_is_told(tmp_path):
    (tmp_path / "a.bed").write_text("chr1\t10\t20\nchr1 5\n")
    with pytest.raises(CompareError, match="line 2: BED has at least 3 columns, this line has 2"):
        intervals(tmp_path / "a.bed")


# --- variants ------------------------------------------------------------------------------------------------------------------

TRUTH = """##fileformat=VCFv4.3
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
chr1\t3\t.\tG\tA\t.\tPASS\tAD=30,10
chr1\t5\t.\tA\tC\t.\tPASS\tAD=58,2
chr1\t7\t.\tG\tT\t.\tPASS\tNALT=5;NTOT=100
chr1\t15\t.\tTT\tT\t.\tPASS\tTVAF=0.4
chr1\t24\t.\tAG\tCA\t.\tPASS\tVAF=0.2
"""


@pytest.fixture
def truth(tmp_path):
    (tmp_path / "truth.vcf").write_text(TRUTH)
    return variants.read_truth(tmp_path / "truth.vcf", fetch)


def test_the_truth_is_normalised_and_counted(truth):
    assert len(truth) == 6  # the MNV is two SNVs
    by_pos = {variant.pos: true for variant, true in truth.items()}
    assert sorted(by_pos) == [3, 5, 7, 10, 24, 25]  # the deletion has moved to the start of its run
    assert (by_pos[3].fraction, by_pos[3].alt_fragments) == (0.25, 10)
    assert (by_pos[7].fraction, by_pos[7].alt_fragments) == (0.05, 5)
    assert (by_pos[10].fraction, by_pos[10].alt_fragments) == (0.4, None)


def test_recall_and_precision(truth):
    calls = [
        SmallVariant("chr1", 3, "G", "A"),  # right
        SmallVariant("chr1", 5, "A", "C"),  # of the truth, but shown by 2 fragments only: neither right nor false
        SmallVariant("chr1", 23, "CAG", "CCA"),  # right: both SNVs of the MNV, written with a needless base
        SmallVariant("chr1", 9, "A", "T"),  # false
        SmallVariant("chr1", 19, "TT", "T"),  # right, not left-aligned
        SmallVariant("chr1", 10, "C", "CT"),  # false: an insertion where the truth has a deletion
    ]
    inherited = frozenset([SmallVariant("chr1", 9, "A", "T")])
    found = variants.score(calls, truth, variants.Territory(), 3, fetch, inherited)
    # SNVs required: 3, 7, 24, 25; found 3, 24, 25.
    assert counts(found, ("recall", "snv"), ("precision", "snv")) == [(3, 4), (3, 4)]
    assert counts(found, ("recall", "indel"), ("precision", "indel")) == [(1, 1), (1, 2)]
    assert counts(found, ("recall", "snv 0.00-0.06"), ("recall", "snv 0.15-0.30")) == [(0, 1), (3, 3)]
    assert by_key(found)["false_positives", "snv"].value == 1
    assert by_key(found)["false_positives_inherited", "snv"].value == 1
    assert by_key(found)["false_positives_inherited", "indel"].value == 0


def test_where_variants_are_scored(truth):
    calls = [SmallVariant("chr1", 3, "G", "A"), SmallVariant("chr1", 9, "A", "T"), SmallVariant("chr1", 19, "TT", "T")]
    territory = variants.Territory(
        inside=(Places([("chr1", 0, 22)]),),  # the MNV at 24 is outside
        excluded=Places([("chr1", 8, 9)]),  # the false call lies here
        unstable_sites=Places([("chr1", 10, 20)]),  # the deletion is the shift of an unstable microsatellite
    )
    found = variants.score(calls, truth, territory, 3, fetch)
    assert counts(found, ("recall", "snv"), ("precision", "snv")) == [(1, 2), (1, 1)]
    assert ("recall", "indel") not in by_key(found)


def test_an_snv_in_an_unstable_microsatellite_is_scored(truth):
    call = SmallVariant("chr1", 15, "T", "G")
    found = variants.score([call], truth, variants.Territory(unstable_sites=Places([("chr1", 10, 20)])), 3, fetch)
    assert by_key(found)["false_positives", "snv"].value == 1


def test_no_calls_at_all(truth):
    found = by_key(variants.score([], truth, variants.Territory(), 3, fetch))
    assert found["recall", "snv"].value == 0.0 and found["precision", "snv"].value is None and found["f1", "snv"].value == 0.0


def test_counts_that_cannot_be_read(tmp_path):
    (tmp_path / "t.vcf").write_text(TRUTH.replace("AD=30,10", "AD=30"))
    with pytest.raises(CompareError, match="chr1:3: cannot read the counts of the truth"):
        variants.read_truth(tmp_path / "t.vcf", fetch)


# --- microsatellites -----------------------------------------------------------------------------------------------------------


def test_truth_of_sites_in_each_form(tmp_path):
    forms = [
        "chr1\t100\t1\t12\t0,0\t-2\nchr1\t200\t2\t6\t0,0\t0\n",
        "chr1\t100\t112\tT\t12\t-2\tunstable\nchr1\t200\t212\tCA\t12\t0\tstable\n",
        "#chrom\tstart\tend\tunit\tstatus\tx\nchr1\t100\t112\tT\tunstable\t1\nchr1\t200\t212\tCA\tstable\t1\n",
        "chr1\t100\t112\tT\t12\t0,0\t-2\t0.3\t60\t20\t40\t0\tunstable\nchr1\t200\t212\tCA\t6\t0,0\t0\t0.0\t50\t1\t40\t0\tstable\n",
    ]
    for index, text in enumerate(forms):
        (tmp_path / "t").write_text(text)
        sites = msi.read_truth(tmp_path / "t")
        assert [(s.chrom, s.start, s.end, s.unstable) for s in sites] == [("chr1", 100, 112, True), ("chr1", 200, 212, False)], index
    assert sites[0].shifted == (20, 60)
    (tmp_path / "t").write_text("chr1\t100\t112\n")
    with pytest.raises(CompareError, match="line 1: neither six columns"):
        msi.read_truth(tmp_path / "t")


def test_sites_and_state():
    truth = [
        msi.TrueSite("c", start, start + 10, unstable) for start, unstable in ((100, True), (200, True), (300, False), (400, False), (500, True))
    ]
    found = Instability(
        (
            Site("c", 102, "unstable"),  # within the slack
            Site("c", 197, "unstable"),  # three bases off: another site
            Site("c", 300, "unstable"),  # false
            Site("c", 400, "stable"),
            Site("c", 500, "not_assessed"),
        ),
        60.0,
        "% unstable",
        0.6,
        None,
        "MSI-H",
    )
    measures = msi.score(found, truth, "MSI-H", 2)
    assert counts(measures, ("site_sensitivity", "assessed"), ("site_sensitivity", "all unstable")) == [(1, 1), (1, 3)]
    assert counts(measures, ("site_false_positive_rate", "assessed")) == [(1, 2)]
    assert by_key(measures)["state_right", "all"].value == 1.0
    assert by_key(msi.score(found, truth, "MSS", 2))["state_right", "all"].value == 0.0


def test_a_site_serves_once_and_the_nearest_is_taken():
    truth = [msi.TrueSite("c", 100, 110, False), msi.TrueSite("c", 101, 111, True)]
    found = Instability((Site("c", 101, "unstable"), Site("c", 100, "stable")))
    assert counts(msi.score(found, truth, None, 2), ("site_sensitivity", "assessed"), ("site_false_positive_rate", "assessed")) == [(1, 1), (0, 1)]


# --- fusions -------------------------------------------------------------------------------------------------------------------


def L(chrom, pos):  # noqa: N802
    return Breakend(chrom, pos, "left")


def R(chrom, pos):  # noqa: N802
    return Breakend(chrom, pos, "right")


def test_junctions():
    truth = [
        fusions.TrueJunction("A::B", L("1", 1000), R("2", 5000)),
        fusions.TrueJunction("C::D", L("3", 10), L("3", 90000)),
        fusions.TrueJunction("x", R("4", 1), L("5", 1)),
    ]
    calls = [
        Junction(R("2", 5004), L("1", 1001), True),  # the first, its partners swapped
        Junction(L("3", 12), R("3", 90000)),  # the second, with a wrong side
        Junction(L("6", 1), L("7", 1)),  # extra
        Junction(L("7", 5), L("6", 3)),  # the same again
        Junction(L("1", 10), R("1", 500)),  # too short to be a fusion
        Junction(L("1", 1000), R("2", 5011)),  # one base outside the window
    ]
    measures = fusions.score(Biomarker.FUSIONS, calls, truth, 10, 1000)
    # The last call lies within the window of the first, which is matched, but not of the truth: extra, beside 6~7.
    assert counts(measures, ("recall", "all"), ("precision", "all"), ("sides_right", "found"), ("order_right", "found")) == [
        (2, 3),
        (2, 4),
        (1, 2),
        (0, 1),
    ]
    assert by_key(measures)["extra", "all"].value == 2
    assert by_key(measures)["median_offset_bp", "all"].value == 3  # 4 and 2


def test_junctions_that_the_reads_hardly_show(tmp_path):
    head = "#name\tchrom1\tpos1\tchrom2\tpos2\tstrand1\tstrand2\ttumor_fragments\thomology_bp\n"
    (tmp_path / "t").write_text(head + "A::B\t1\t1000\t2\t5000\t+\t+\t12\t3\nC::D\t3\t10\t4\t20\t+\t-\t2\t0\n")
    truth = fusions.read_truth(tmp_path / "t")
    calls = [Junction(L("1", 998), R("2", 4998)), Junction(L("3", 10), L("4", 20))]
    for called, expected in ((calls, (1, 1)), (calls[1:], (0, 1))):
        measures = fusions.score(Biomarker.FUSIONS, called, truth, 10, 1000, min_alt=3)
        assert counts(measures, ("recall", "all")) == [expected]
        assert by_key(measures)["extra", "all"].value == 0
    # Two bases off, within the three that both sides share, is not off at all.
    assert by_key(fusions.score(Biomarker.FUSIONS, calls, truth, 10, 1000))["median_offset_bp", "all"].value == 0


def test_order_is_judged_only_where_the_truth_has_one():
    truth = [fusions.TrueJunction("tra1", L("1", 1000), R("2", 5000))]
    assert ("order_right", "found") not in by_key(fusions.score(Biomarker.FUSIONS, [Junction(R("2", 5000), L("1", 1000), True)], truth, 10, 1000))


def test_truth_of_fusions(tmp_path):
    (tmp_path / "t").write_text("#name\tchrom1\tpos1\tchrom2\tpos2\tstrand1\tstrand2\nA::B\t1\t10\t2\t20\t+\t+\nC::D\t1\t10\t2\t20\t-\t-\n")
    assert [(j.first, j.second) for j in fusions.read_truth(tmp_path / "t")] == [(L("1", 10), R("2", 20)), (R("1", 10), L("2", 20))]
    (tmp_path / "t").write_text("#name\tchrom1\tpos1\tchrom2\n")
    with pytest.raises(CompareError, match="no column pos2"):
        fusions.read_truth(tmp_path / "t")


# --- TMB -----------------------------------------------------------------------------------------------------------------------


def test_burden():
    found = by_key(tmb.score(Burden(12.0, (9.0, 16.0), 12, 1.0), 10.0))
    assert (
        found["per_mb", "all"].low == 9.0
        and found["relative_error", "all"].value == pytest.approx(0.2)
        and found["interval_covers_truth", "all"].value == 1.0
    )
    assert by_key(tmb.score(Burden(12.0, (11.0, 16.0)), 10.0))["interval_covers_truth", "all"].value == 0.0
    assert [m.metric for m in tmb.score(Burden(12.0), None)] == ["per_mb"]


def test_consequences():
    assert changes_protein("missense|G|t|protein_coding|+|3A>3C|9A>C")
    assert changes_protein("synonymous|G|t1|protein_coding,frameshift&stop_gained|G|t2|protein_coding")
    assert not changes_protein("synonymous|G|t|protein_coding") and not changes_protein("intron|G||protein_coding") and not changes_protein("@100")
    assert changes_protein("*stop_gained|G|t|protein_coding")


@pytest.mark.skipif(shutil.which("bcftools") is None, reason="bcftools is not installed")
def test_planted_burden_of_the_demonstration_pair():
    from conftest import REPOSITORY

    case = load(REPOSITORY / "benches/compare/cases/demo.toml")
    # The pair's own truth names the change of each variant: eleven alter a protein, in 11,643 coding bases.
    assert Scorer(case)._burden == pytest.approx(11 / 0.011643, rel=1e-3)


def test_all_together(case_folder):
    (case_folder / "truth.vcf").write_text(TRUTH)
    case = load(write_case(case_folder, 'reference = "ref.fa"\ntumor = "tumor.bam"\n[truth]\nvariants = "truth.vcf"\ntmb_per_mb = 3\n'))
    scorer = Scorer(case)
    scorer.check()
    found = scorer.score(Findings(variants=frozenset([SmallVariant("chr1", 3, "G", "A")]), burden=Burden(3.0)))
    assert {m.biomarker for m in found} == {Biomarker.VARIANTS, Biomarker.TMB}
    assert scorer.score(Findings()) == []
