"""The progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ProgressFunction = Callable[[float, str, int], object]


@contextmanager
def watched(progress: bool | ProgressFunction) -> Iterator[ProgressFunction | None]:
    """What native work is to call: a bar for True, which ends with the block; nothing for False; a function as it is."""
    bar = Bar() if progress is True else None
    try:
        yield bar or (progress if callable(progress) else None)
    finally:
        if bar:
            bar.close()


class Bar:
    """A progress bar: tqdm's where it is installed, in terminals and notebooks, otherwise a line on stderr that is rewritten."""

    def __init__(self) -> None:
        """Shows an empty bar."""
        self._tqdm: Any = None
        try:
            import warnings

            with warnings.catch_warnings():
                # In a notebook without ipywidgets tqdm falls back to text, and says so at length.
                warnings.simplefilter("ignore")
                from tqdm.auto import tqdm

                self._tqdm = tqdm(total=100, unit="%", bar_format="{l_bar}{bar}| {elapsed}<{remaining}{postfix}")
        except ImportError:
            pass

    def __call__(self, fraction: float, contig: str, reads: int) -> None:
        """Shows `fraction` (0 to 1) done, the contig (of a call, what is decided) and the number of alignments read."""
        counted = f" {reads:,} alignments" if reads else ""
        if self._tqdm is not None:
            self._tqdm.set_postfix_str(f"{contig}{counted}", refresh=False)
            self._tqdm.update(100 * fraction - self._tqdm.n)
        else:
            sys.stderr.write(f"\roncosweep: {fraction:4.0%}  {contig} {counted}\033[K")
            sys.stderr.flush()

    def close(self) -> None:
        """Ends the bar's line."""
        if self._tqdm is not None:
            self._tqdm.close()
        else:
            sys.stderr.write("\n")
