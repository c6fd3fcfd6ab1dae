"""The picture of README and site: the head of the demonstration pair's report, by headless Chromium.

    oncosweep sweep testdata/demo/tumor.bam ... --output demo-out --report
    python scripts/report_image.py demo-out/report.html docs/images/report.png      (needs chromium and Pillow)
"""

import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image

page, picture = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])))
options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1180,2400"]
subprocess.run([chromium, *options, f"--screenshot={picture.resolve()}", page.as_uri()], check=True, capture_output=True)
with Image.open(picture) as whole:
    # Head and summary.
    whole.convert("RGB").crop((0, 0, 1180, 745)).quantize(128).save(picture, optimize=True)
