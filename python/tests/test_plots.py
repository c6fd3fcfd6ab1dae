"""Plots: they draw what they are given, into the axes they are given, and no text lies on another."""

import itertools
import subprocess
import sys

import pytest

import oncosweep as osw
from conftest import CASE, DEMO

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.text import Text  # noqa: E402

from oncosweep import plots  # noqa: E402


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> osw.Profile:
    """A case without alignments."""
    malformed = DEMO.parent / "malformed"
    return osw.sweep(malformed / "header_only.bam", normal=malformed / "header_only.bam", reference=malformed / "genome.fa", genes=malformed / "genes.gtf")


DRAWN = {
    "tmb": lambda p, ax: p.tmb.plot(ax),
    "msi": lambda p, ax: p.msi.plot(ax),
    "lengths": lambda p, ax: p.msi.plot_lengths(ax=ax),
    "fusion": lambda p, ax: p.fusions.plot("DEMOA::DEMOD", ax),
    "sbs96": lambda p, ax: p.variants.plot_sbs96(ax),
    "spectrum": lambda p, ax: plots.error_spectrum(p.qc, ax),
    "quality": lambda p, ax: plots.error_quality(p.qc, ax),
    "indels": lambda p, ax: plots.indel_errors(p.qc, ax),
    "cohort": lambda p, ax: plots.cohort([p, p.evidence.call(min_vaf=0.3).to_dict()], ax),
}
FIGURES = {"grid": lambda p: p.msi.plot_length_grid(), "errors": lambda p: p.qc.plot_errors()}


def overlaps(figure) -> list[tuple[str, str]]:
    """Pairs of visible texts of which one lies on the other."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    shown = figure.bbox
    boxes = [(t, t.get_window_extent(renderer)) for t in texts]
    # Ticks beyond the axes' limits are made but not drawn; rotated labels have boxes greater than their ink.
    boxes = [(t, b) for t, b in boxes if b.width > 0 and shown.overlaps(b) and not 0 < t.get_rotation() % 90 < 90]
    small = [(t, b.shrunk(0.9, 0.7)) for t, b in boxes]
    return [(a.get_text(), b.get_text()) for (a, box), (b, other) in itertools.combinations(small, 2) if box.overlaps(other)]


@pytest.mark.parametrize("name", DRAWN)
def test_each_draws_with_and_without_axes(profile, name):
    before = dict(matplotlib.rcParams)
    made = DRAWN[name](profile, None)
    assert made.get_title(loc="left") and overlaps(made.figure) == []
    figure, ax = plt.subplots()
    assert DRAWN[name](profile, ax) is ax
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("name", FIGURES)
def test_figures_of_several(profile, name):
    assert overlaps(FIGURES[name](profile)) == []


def test_what_is_drawn_is_what_was_found(profile):
    bars = {p.get_x() + p.get_width() / 2: p.get_height() for p in profile.variants.plot_sbs96().patches[:16]}
    assert list(bars.values()) == profile.variants.sbs96[:16].tolist()
    ax = profile.msi.plot()
    assert profile.msi.fraction_unstable in [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 1]
    site = profile.msi.unstable[0]
    assert f"{site['start']:,}" in profile.msi.plot_lengths(f"{site['chrom']}:{site['start']}").get_title(loc="left")
    assert "15 supporting fragments" in {t.get_text().split(" (")[0] for t in profile.fusions.plot("DEMOA::DEMOD").texts}


def test_no_shift_is_drawn_where_none_is_believed(profile):
    stable = profile.msi.sites.column("status").index("stable")
    names = {text.get_text() for text in profile.msi.plot_lengths(stable).get_legend().get_texts()}
    assert "germline allele" in names and not names & {"shifted allele", "fit of the tumour"}
    unstable = profile.msi.sites.column("status").index("unstable")
    assert "shifted allele" in {text.get_text() for text in profile.msi.plot_lengths(unstable).get_legend().get_texts()}


def test_a_cohort_is_drawn_from_its_table(profile):
    tmb, msi = profile.tmb, profile.msi
    row = {"SAMPLE_ID": "demo_tumor", "MSI_TYPE": "Instable", "TMB_THRESHOLD": 10.0}
    row |= dict(zip(("TMB_SCORE", "TMB_SCORE_CI95_LOW", "TMB_SCORE_CI95_HIGH"), (tmb.per_mb, *tmb.ci95), strict=True))
    row |= {f"MSI_SCORE_ONCOSWEEP{n}": 100 * v for n, v in zip(("", "_CI95_LOW", "_CI95_HIGH"), (msi.fraction_unstable, *msi.ci95), strict=True)}
    table = osw.Table([row, {**row, "SAMPLE_ID": "other", "TMB_SCORE": None}])
    for cases in ([profile], table, table.to_pandas(), table.to_polars()):
        points = [tuple(point) for group in plots.cohort(cases).collections for point in group.get_offsets().tolist() if point[0] > 0]
        assert points == [pytest.approx((tmb.per_mb, msi.fraction_unstable))]


def test_nothing_to_draw_is_said(empty):
    assert "no status" in " ".join(text.get_text() for text in plots.tmb(empty.tmb).get_legend().get_texts())
    for draw in (plots.msi_fraction, plots.msi_lengths):
        assert draw(empty.msi).texts[0].get_text()
    assert "no case" in plots.cohort([empty]).texts[0].get_text()
    plots.errors(empty.qc)
    plots.sbs96(empty.variants)
    plots.msi_length_grid(empty.msi)
    msi = osw.sweep(DEMO / "tumor.bam", **CASE, biomarkers="msi")
    assert "not measured" in plots.error_spectrum(msi.qc).texts[0].get_text()


def test_without_matplotlib_the_remedy_is_told():
    code = "import sys; sys.modules['matplotlib'] = None\nfrom oncosweep import plots, Tmb\nplots.tmb(Tmb({}))"
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert outcome.returncode != 0 and "pip install 'oncosweep[plot]'" in outcome.stderr
