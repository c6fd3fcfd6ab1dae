"""Objects: what they show, what numpy gets of them, that they travel."""

import copy
import pickle

import cloudpickle
import numpy
import pytest

import oncosweep as osw
from conftest import CASE, DEMO


def every(profile):
    return {
        "profile": profile,
        "evidence": profile.evidence,
        "tmb": profile.tmb,
        "msi": profile.msi,
        "fusions": profile.fusions,
        "variants": profile.variants,
        "sites": profile.msi.sites,
        "qc": profile.qc,
        "section": profile.qc.tumor,
        "errors": profile.qc.errors("tumor"),
        "diagram": profile.fusions.diagram("DEMOA::DEMOD"),
    }


def test_displays_tell_the_result_in_text_and_html(profile):
    words = {
        "profile": "MSI-H",
        "evidence": "demo_tumor",
        "tmb": "per Mb",
        "msi": "185 sites",
        "fusions": "DEMOA::DEMOD",
        "variants": "101 pass",
        "sites": "shift",
        "qc": "reads",
        "section": "reads",
        "errors": "",
        "diagram": "DEMOA::DEMOD",
    }
    for name, thing in every(profile).items():
        text, page = repr(thing), thing._repr_html_()
        assert words[name] in text and words[name] in page, name
        assert len(text) < 3000 and " at 0x" not in text, name
        assert page.count("<div") == page.count("</div>") and "<script" not in page and "#" not in page.replace("&#", ""), name
    assert 'role="img" aria-label="TMB' in profile._repr_html_()


def test_notes_on_the_burden_are_shown(profile):
    noted = profile.evidence.call(tmb_preset="f1cdx-like").tmb
    assert noted.notes and all(note in noted._repr_html_() for note in noted.notes)


def test_html_is_escaped():
    page = osw.Table([{"<b>": "<script>alert(1)</script>", "x": 'a"&b'}])._repr_html_()
    assert "<script" not in page and "&lt;script&gt;" in page and "&lt;b&gt;" in page and "&amp;b" in page
    assert "&lt;i&gt;" in osw.Section({"key": "<i>"})._repr_html_()


@pytest.mark.parametrize("pickler", [pickle, cloudpickle])
def test_everything_travels(profile, pickler):
    for name, thing in every(profile).items():
        twin = pickler.loads(pickler.dumps(thing))
        assert type(twin) is type(thing), name
        assert repr(twin) == repr(thing) and twin._repr_html_() == thing._repr_html_(), name
    twin = pickler.loads(pickler.dumps(profile))
    assert twin == profile and twin.variants == profile.variants and twin.msi.sites == profile.msi.sites
    assert twin.evidence.call(min_vaf=0.3) == profile.evidence.call(min_vaf=0.3) != profile
    assert copy.deepcopy(profile.msi.sites) == profile.msi.sites
    assert pickler.loads(pickler.dumps(osw.default_config())) == osw.default_config()
    raised = pickler.loads(pickler.dumps(osw.InputError("a.bam: gone")))
    assert isinstance(raised, osw.InputError) and str(raised) == "a.bam: gone"


def test_a_pickled_profile_writes_the_same_files(profile, tmp_path):
    profile.save(tmp_path / "a")
    pickle.loads(pickle.dumps(profile)).save(tmp_path / "b")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_length_histograms_are_those_of_the_table(profile):
    for sample in ("tumor", "normal"):
        histograms = profile.msi.histograms(sample)
        assert len(histograms.offsets) == len(profile.msi.sites) + 1
        assert histograms.offsets.dtype == numpy.uint64 and histograms.counts.dtype == numpy.uint32
        matrix = histograms.matrix()
        for place, site in enumerate(profile.msi.sites):
            lengths, counts = histograms.of(place)
            assert lengths.base is histograms.lengths or not len(lengths)
            text = ",".join(f"{length}:{count}" for length, count in zip(lengths, counts, strict=True))
            assert text == site[f"{sample}_lengths"] and counts.sum() == site[f"{sample}_reads"] == matrix[place].sum()
    with pytest.raises(ValueError, match="tumor or normal"):
        profile.msi.histograms("rna")


def test_one_sites_lengths_and_its_shift(profile):
    truth = {(r[0], int(r[1])): int(r[5]) for r in (line.split("\t") for line in (DEMO / "truth_msi.tsv").read_text().splitlines() if line[0] != "#")}
    right = unstable = 0
    for site in profile.msi.unstable:
        lengths = profile.msi.lengths(f"{site['chrom']}:{site['start']}")
        assert lengths.site == site and lengths.tumor.sum() == site["tumor_reads"] and lengths.normal.sum() == site["normal_reads"]
        assert lengths.shifted - site["shift"] in lengths.germline
        unstable += 1
        right += truth[site["chrom"], site["start"]] == site["shift"]
    assert right >= 0.9 * unstable > 50
    with pytest.raises(KeyError, match="no site at"):
        profile.msi.lengths("chr1:1")
    first = profile.msi.unstable[0]
    by_start = profile.msi.lengths(f"{first['chrom']}:{first['start']:,}")
    assert by_start.site == profile.msi.lengths(f"{first['chrom']}:{first['start'] + 1:,}-{first['end']:,}").site == first
    with pytest.raises(KeyError, match="no site at"):
        profile.msi.lengths(f"{first['chrom']}:{first['start']}-{first['end']}")
    assert repr(by_start).startswith(f"SiteLengths({first['chrom']}:{first['start']} {first['unit']}×{first['copies']}: unstable, {first['shift']:+d} copies in ")
    assert len(repr(by_start)) < 200


def test_error_spectra_are_the_counts(profile):
    for sample in ("tumor", "normal"):
        errors = profile.evidence.errors(sample)
        assert errors.bases.shape == (4, 9) and errors.mismatches.shape == (4, 4, 9) == errors.rates.shape and len(errors.bins) == 9
        # profile.json has twelve digits.
        assert errors.mismatches.sum() / errors.bases.sum() == pytest.approx(profile.qc[sample].error_rate, rel=1e-9)
        assert all(errors.mismatches[i, i].sum() == 0 and errors.rates[i, i].sum() == 0 for i in range(4))
        rates = errors.substitutions()
        assert len(rates) == 12 and rates["C>T"] == errors.mismatches[1, 3].sum() / errors.bases[1].sum()
        assert errors.indels.shape == (4, 41, 5) and errors.indels[0, :, 0].sum() > 10_000 and errors.indels[0, :4].sum() == 0
        assert 0 < numpy.nanmax(errors.indel_rates(1)) < 0.2
        # The simulation has neither damage.
        assert all(0.7 < over < 1.4 for over in errors.damage().values())
    assert errors.bins[0] == "10-14" and errors.bins[-3:] == ["40+", "read_end", "doubtful"]


def test_the_sbs96_are_the_passing_snvs(profile):
    counts = profile.variants.sbs96
    assert counts.shape == (96,) and len(set(osw.SBS96_CLASSES)) == 96 and osw.SBS96_CLASSES[0] == "A[C>A]A"
    snvs = [v for v in profile.variants.passed if len(v["ref"]) == len(v["alt"]) == 1]
    assert counts.sum() == len(snvs) > 20


def test_a_diagram_holds_what_the_row_says(profile):
    (fusion,) = profile.fusions.passed
    diagram = profile.fusions.diagram(fusion["name"])
    assert diagram.frame == fusion["frame"] == "in-frame" and len(diagram.fragments) == fusion["supporting_fragments"]
    assert sum(f["kind"] != "pair" for f in diagram.fragments) == fusion["split_reads"]
    for side, partner in enumerate(diagram.partners, start=1):
        assert f"{partner['contig']}:{partner['position'] + 1}" == fusion[f"breakpoint{side}"]
        assert partner["gene"] == fusion[f"gene{side}"] and partner["spanning_fragments"] == fusion["spanning"][side - 1]
        assert [e["number"] for e in sorted(partner["exons"], key=lambda e: e["number"])] == list(range(1, len(partner["exons"]) + 1))
        for fragment in diagram.fragments:
            part = fragment[f"part{side}"]
            # A part lies where its partner is kept, and near the breakpoint.
            kept = part["end"] <= partner["position"] + 25 if partner["retains_left"] else part["start"] >= partner["position"] - 25
            assert kept and min(abs(part["start"] - partner["position"]), abs(part["end"] - partner["position"])) < 1000
    assert all(profile.fusions.diagram(place).name == row["name"] for place, row in enumerate(profile.fusions))
    with pytest.raises(KeyError, match="DEMOA::DEMOD"):
        profile.fusions.diagram("NO::SUCH")


def test_evidence_merges_without_changing(profile):
    one = osw.collect(DEMO / "tumor.bam", **CASE, regions=["chr1"])
    other = osw.collect(DEMO / "tumor.bam", **CASE, regions=["chr2", "*"])
    before = pickle.dumps(one)
    joined = one.merge(other)
    assert joined == other.merge(one) and joined != one and pickle.dumps(one) == before
    assert joined.call().to_dict()["tmb"] == profile.to_dict()["tmb"] and joined.call().fusions == profile.fusions
    with pytest.raises(osw.ConfigError, match="both parts hold"):
        joined.merge(one)


def test_tables_filter_and_take(profile):
    passed = profile.variants.passed
    assert isinstance(passed, osw.Variants) and len(passed) == profile.variants.summary["pass"] and set(passed.column("filter")) == {"PASS"}
    assert passed[::-1][0] == passed[-1] and passed[1:3][0] == passed[1]
    counted = profile.variants.where(tmb_verdict="counted")
    assert len(counted) == profile.tmb.variants
    assert profile.fusions[:1].diagram(0).name == profile.fusions[0]["name"]
    vaf = profile.variants.to_numpy("vaf")
    assert vaf.dtype == numpy.float64 and vaf.tolist() == profile.variants.column("vaf") == profile.variants["vaf"]
    with pytest.raises(KeyError, match="no column 'vav'"):
        profile.variants["vav"]
    assert profile.variants.to_numpy("pos").dtype == numpy.int64 and profile.variants.to_numpy("gene").dtype == object
