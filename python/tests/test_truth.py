"""The demonstration pair against its truth."""

from conftest import DEMO


def records(name):
    return [line.split("\t") for line in (DEMO / name).read_text().splitlines() if not line.startswith("#")]


def test_variants(profile):
    truth = {(r[0], int(r[1]), r[3], r[4]) for r in records("truth.vcf")}
    called = {(v["chrom"], v["pos"], v["ref"], v["alt"]): v for v in profile.variants if v["filter"] == "PASS"}
    assert len(truth & called.keys()) >= 28
    for record in records("truth.vcf"):
        info = dict(field.split("=") for field in record[7].split(";"))
        call = called.get((record[0], int(record[1]), record[3], record[4]))
        if call is None:
            continue
        assert call["end"] - call["start"] == len(record[3]) and call["start"] == call["pos"] - 1
        assert call["vaf_low"] <= float(info["VAF"]) + 0.1 and call["vaf_high"] >= float(info["VAF"]) - 0.1
        if "CSQ" in info:
            assert call["gene"] == info["GENE"]
            assert info["CSQ"] in call["consequence"]
            assert call["tmb_verdict"] == ("synonymous" if "synonymous" in info["CSQ"] else "counted")


def test_tmb(profile):
    tmb = profile.tmb
    assert 9 <= tmb.variants <= 11
    assert tmb.ci95[0] < tmb.per_mb < tmb.ci95[1]
    assert abs(tmb.per_mb - tmb.variants / tmb.callable_mb) < 1e-6


def test_msi(profile):
    truth = {(r[0], int(r[1])): r[5] != "0" for r in records("truth_msi.tsv")}
    status = {(s["chrom"], s["start"]): s["status"] for s in profile.msi.sites}
    shifted = [site for site, is_shifted in truth.items() if is_shifted]
    assert sum(status[site] == "unstable" for site in shifted) >= 0.8 * len(shifted)
    assert sum(status[site] == "unstable" for site in truth if not truth[site]) <= 4
    assert profile.msi.status == "MSI-H"
    assert profile.msi.ci95[0] < profile.msi.fraction_unstable < profile.msi.ci95[1]


def test_fusion(profile):
    (truth,) = records("truth_fusions.tsv")
    (fusion,) = [f for f in profile.fusions if f["filter"] == "PASS"]
    assert fusion["name"] == truth[0]
    assert fusion["breakpoint1"] == f"{truth[1]}:{truth[2]}" and fusion["breakpoint2"] == f"{truth[3]}:{truth[4]}"
    assert abs(fusion["vaf"] - 0.3) < 0.12
