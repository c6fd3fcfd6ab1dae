"""CPU time of a sweep as a multiple of what samtools takes to go through the same files, and its peak memory.

Each measurement runs samtools and oncosweep in turn, so that both meet the same machine, and the ratio of the two is taken pair by pair; the table
gives the median, the least and the greatest ratio. One thread each unless the row says otherwise.

    python benches/speed/ratios.py SERIES.json --oncosweep target/release/oncosweep

SERIES.json holds {"reference": FASTA, "genes": GTF, "rows": [...]}, paths relative to it. A row is one of
    {"name": ..., "tumor": BAM, "normal": BAM}       against samtools view -c of the files, summed
    {"name": ..., "tumor": BAM, "targets": BED, "regions": true}   against samtools view -c -M -L BED
    {"name": ..., "tumor": CRAM}                     against samtools view -u -o /dev/null
with, in any of them, "command" (sweep, tmb, msi, fusion), "threads", "against_threads" (then the yardstick is oncosweep itself on that many threads,
and wall time is compared), "reference" and "genes" (others; false for none).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measure(command: list[str]) -> tuple[float, float, int]:
    """CPU seconds, wall seconds and peak resident kilobytes of one run."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    if status != 0:
        sys.exit(f"{' '.join(command)}\nended with status {status}: {message.decode(errors='replace')}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss


class Row:
    """What is measured, and against what."""

    def __init__(self, row: dict, series: dict, folder: Path, oncosweep: str) -> None:
        self.name = row["name"]
        self.row, self.series, self.folder, self.oncosweep = row, series, folder, oncosweep

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def sweep(self, out: str, threads: int) -> list[str]:
        row, series = self.row, self.series
        command = [self.oncosweep, row.get("command", "sweep"), "--threads", str(threads), "--output", out]
        command += ["--reference", self.path(row.get("reference", series["reference"]))]
        if genes := row.get("genes", series["genes"]):
            command += ["--genes", self.path(genes)]
        for option in ("normal", "targets"):
            if option in row:
                command += [f"--{option}", self.path(row[option])]
        return [*command, self.path(row["tumor"])]

    def yardsticks(self) -> list[list[str]]:
        row = self.row
        files = [row[sample] for sample in ("tumor", "normal") if sample in row]
        if files[0].endswith(".cram"):
            reference = self.path(row.get("reference", self.series["reference"]))
            return [["samtools", "view", "-u", "-T", reference, "-o", "/dev/null", self.path(file)] for file in files]
        region = ["-M", "-L", self.path(row["targets"])] if row.get("regions") else []
        return [["samtools", "view", "-c", *region, self.path(file)] for file in files]

    def ratio(self, out: str) -> tuple[float, int]:
        """Ratio of one pair of runs, and oncosweep's peak memory."""
        threads = self.row.get("threads", 1)
        if other := self.row.get("against_threads"):
            _, yardstick, _ = measure(self.sweep(out, other))
            _, own, peak = measure(self.sweep(out, threads))
        else:
            yardstick = sum(measure(command)[0] for command in self.yardsticks())
            own, _, peak = measure(self.sweep(out, threads))
        return own / yardstick, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("series", type=Path)
    parser.add_argument("--oncosweep", default="target/release/oncosweep")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", help="rows whose name holds this")
    arguments = parser.parse_args()
    series = json.loads(arguments.series.read_text())
    print("| what | ratio | least | greatest | peak MB |\n|---|---|---|---|---|")
    for row in series["rows"]:
        if arguments.only and arguments.only not in row["name"]:
            continue
        measured = Row(row, series, arguments.series.parent, arguments.oncosweep)
        with tempfile.TemporaryDirectory() as out:
            pairs = [measured.ratio(f"{out}/run") for _ in range(arguments.repeats)]
        ratios, peak = [pair[0] for pair in pairs], max(pair[1] for pair in pairs)
        print(f"| {row['name']} | {statistics.median(ratios):.2f} | {min(ratios):.2f} | {max(ratios):.2f} | {peak / 1024:.0f} |", flush=True)


if __name__ == "__main__":
    main()
