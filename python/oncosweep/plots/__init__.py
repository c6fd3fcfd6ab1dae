"""Plots of results (needs matplotlib: `pip install 'oncosweep[plot]'`).

Each takes a result and, where it is one picture, the axes to draw into; it returns the axes, or the figure where it draws several.
Tumours are vermillion and normals blue throughout (colours of Okabe and Ito, told apart by colour-blind readers).
"""

from .cohort import cohort
from .errors import error_quality, error_spectrum, errors, indel_errors
from .fusion import fusion
from .msi_fraction import msi_fraction
from .msi_lengths import msi_length_grid, msi_lengths
from .sbs96 import sbs96
from .tmb import tmb

__all__ = [
    "cohort",
    "error_quality",
    "error_spectrum",
    "errors",
    "fusion",
    "indel_errors",
    "msi_fraction",
    "msi_length_grid",
    "msi_lengths",
    "sbs96",
    "tmb",
]
