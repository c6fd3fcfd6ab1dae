"""Figures on public data with known answers, which stay outside the repository; skipped, and said so, when ../shared/data is not there.

The expected counts are those of scorers and tools that were run apart from this one.
"""

from __future__ import annotations

import gzip

from headtohead.adapters import arriba, mantis, msisensor_pro, vardict
from headtohead.readers import msi as msi_readers
from headtohead.readers.rearrangements import junctions
from headtohead.readers.vcf import small_variants
from headtohead.records import Biomarker, Instability, Site
from headtohead.score import fusions, msi


def found(measures, metric, stratum="all"):
    return next((m.hits, m.total) if m.total is not None else m.value for m in measures if (m.metric, m.stratum) == (metric, stratum))


def test_delly_and_manta_on_real_translocations(shared):
    folder = shared / "fusion/skbr3-dna"
    truth = fusions.read_truth(folder / "truth.tsv")
    for name in ("delly1.1.6.vcf", "manta1.6.tumorSV.vcf.gz"):
        measures = fusions.score(Biomarker.FUSIONS, junctions(folder / name), truth, 10, 1000)
        assert (found(measures, "recall"), found(measures, "extra")) == ((5, 6), 0)
    # Both name the same sides at each of the five.
    sides = [
        sorted((j.first.chrom, j.first.side, j.second.side) for j in junctions(folder / name))
        for name in ("delly1.1.6.vcf", "manta1.6.tumorSV.vcf.gz")
    ]
    assert sides[0] == sides[1] and len(sides[0]) == 5


def test_arriba_on_real_rna(shared):
    folder = shared / "fusion/rna-minigenome"
    measures = fusions.score(Biomarker.RNA_FUSIONS, arriba.fusions(folder / "fc.fusions.tsv"), fusions.read_truth(folder / "truth.tsv"), 0, 1000)
    assert (found(measures, "recall"), found(measures, "order_right", "found")) == ((7, 7), (7, 7))


def test_msisensor_pro_on_a_simulated_pair(shared):
    folder = shared / "msi/sim-pair"
    output = msisensor_pro.read_output(folder / "expected/pro_msih.b1")
    measures = msi.score(output, msi.read_truth(folder / "msih.truth.tsv"), "MSI-H", 2)
    assert output.score == 32.5 and sum(site.status == "unstable" for site in output.sites) == 352
    assert found(measures, "site_false_positive_rate", "assessed") == (16, 597)
    assert round(found(measures, "site_sensitivity", "assessed")[0] / found(measures, "site_sensitivity", "assessed")[1], 2) == 0.81


def test_sites_assessed_are_those_with_enough_reads(shared):
    # MSIsensor-pro's own count of sites with 15 reads in both samples.
    assert len(msi_readers.assessed_keys(shared / "msi/sim-pair/expected/pro_msih.b1_dis", 15)) == 1083


def test_msisensor_on_a_simulated_pair(shared):
    folder = shared / "msi/sim-pair"
    prefix = folder / "expected/ms_msih"
    assert msi_readers.summary(prefix) == (743, 262, 35.26)
    bad = msi_readers.site_keys(prefix.with_name("ms_msih_somatic"), header=False)
    assert len(bad) == 262
    measures = msi.score(Instability(tuple(Site(c, s, "unstable", u) for c, s, u in bad)), msi.read_truth(folder / "msih.truth.tsv"), None, 2)
    assert found(measures, "site_sensitivity", "all unstable")[1] == 418


def test_mantis_on_a_simulated_pair(shared):
    found_ = mantis.read_output(shared / "msi/sim-pair/expected/mantis_msih.txt")
    assert (found_.score, found_.state) == (0.3722, "MSS")


def test_strelka2_on_its_demonstration(shared):
    folder = shared / "somatic/strelka-demo/expectedResults"
    assert len(small_variants(folder / "somatic.snvs.vcf.gz")) == 16 and len(small_variants(folder / "somatic.indels.vcf.gz")) == 2


def test_three_callers_on_a_real_exome(shared):
    folder = shared / "somatic/wes-pair"
    six = {(62356626, "G", "A"), (62356639, "A", "C"), (62358229, "G", "T"), (62360983, "G", "A"), (62369887, "G", "A"), (62374830, "G", "T")}
    calls = {
        "strelka2": small_variants(folder / "strelka.snvs.vcf"),
        "vardict": small_variants(folder / "vardict.vcf", vardict.is_somatic),
        "lofreq": small_variants(folder / "lofreq_somatic_final.snvs.vcf.gz"),
    }
    for name, variants in calls.items():
        missed = six - {(v.pos, v.ref, v.alt) for v in variants}
        assert not missed, f"{name} misses {missed}"


def test_the_truth_of_the_spike_in_has_its_variants(shared):
    from headtohead.normalise import Reference
    from headtohead.score import variants

    folder = shared / "somatic/spikein-hg002"
    truth = variants.read_truth(folder / "truth.norm.vcf.gz", Reference(folder / "compact.fa"))
    required = [t for t in truth.values() if t.alt_fragments is None or t.alt_fragments >= 3]
    assert sum(t.variant.is_snv for t in required) == 251 and sum(not t.variant.is_snv for t in required) == 120
    with gzip.open(folder / "truth.norm.vcf.gz", "rt") as lines:
        assert len(truth) >= sum(not line.startswith("#") for line in lines)
