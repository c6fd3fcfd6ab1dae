"""The page in headless Chromium, where one is installed: no console message, nothing beyond the window's width, tables that sort and filter."""

import html
import json
import re
import shutil
import subprocess

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

# Put into the page: works the first table that has groups as a person would, and leaves what came of it in the title.
PROBE = """
<script>
addEventListener("load", () => {
  const found = {};
  const page = document.documentElement;
  found.overflow = page.scrollWidth - page.clientWidth;
  const data = document.getElementById("variants-table");
  const rows = () => [...data.querySelectorAll("tbody tr:not([hidden])")];
  const vaf = () => rows().map((row) => Number(row.cells[4].dataset.key));
  found.folded = rows().length;
  data.querySelector(".fold").click();
  found.all = rows().length;
  data.querySelectorAll("thead button")[4].click();
  found.ascending = vaf().every((value, i, all) => i === 0 || all[i - 1] <= value);
  found.sort = data.querySelectorAll("thead th")[4].getAttribute("aria-sort");
  data.querySelectorAll("thead button")[4].click();
  found.descending = vaf().every((value, i, all) => i === 0 || all[i - 1] >= value);
  const select = data.querySelector("select");
  select.value = "counted";
  select.dispatchEvent(new Event("change"));
  found.counted = rows().length;
  const search = data.querySelector("input");
  search.value = "frameshift";
  search.dispatchEvent(new Event("input"));
  found.frameshift = rows().length;
  found.labels = [...document.querySelectorAll("input, select")].every((field) => field.labels.length > 0);
  document.title = JSON.stringify(found);
});
</script></body>"""


def chromium(*arguments):
    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


@pytest.mark.parametrize("width", [500, 1280])
def test_the_page_works(profile, tmp_path, width):
    path = tmp_path / "report.html"
    profile.report(path)
    path.write_text(path.read_text(encoding="utf-8").replace("</body>", PROBE), encoding="utf-8")
    run = chromium(f"--window-size={width},900", "--virtual-time-budget=2000", "--dump-dom", path.as_uri())
    assert "CONSOLE" not in run.stderr, run.stderr
    title = html.unescape(re.search(r"<title>(.*?)</title>", run.stdout)[1])
    counted = profile.tmb.variants
    frameshifts = sum(v["tmb_verdict"] == "counted" and "frameshift" in v["consequence"] for v in profile.variants)
    expected = {"overflow": 0, "folded": 25, "ascending": True, "sort": "ascending", "descending": True, "counted": counted, "labels": True}
    found = json.loads(title)
    assert found.pop("all") > 100 and found.pop("frameshift") == frameshifts > 0
    assert found == expected


def test_nothing_is_beyond_the_paper(profile, tmp_path):
    # The rules of print on a window as wide as A4 without its margins (184 mm at 96 dots per inch).
    path = tmp_path / "report.html"
    profile.report(path)
    page = path.read_text(encoding="utf-8")
    assert "@media print" in page
    probe = "<script>addEventListener('load', () => { const page = document.documentElement; document.title = `${page.scrollWidth}/${page.clientWidth}`; });</script></body>"
    path.write_text(page.replace("@media print", "@media all").replace("</body>", probe), encoding="utf-8")
    run = chromium("--window-size=695,900", "--virtual-time-budget=2000", "--dump-dom", path.as_uri())
    content, window = re.search(r"<title>(\d+)/(\d+)</title>", run.stdout).groups()
    assert int(content) <= int(window) <= 695


def test_the_page_prints(profile, tmp_path):
    path = tmp_path / "report.html"
    profile.report(path)
    chromium(f"--print-to-pdf={tmp_path / 'report.pdf'}", "--no-pdf-header-footer", path.as_uri())
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
