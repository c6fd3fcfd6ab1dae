"""One sweep over a tumour's alignments gives TMB, MSI and gene fusions, with an interval on every number. For research use only.

>>> import oncosweep as osw
>>> profile = osw.sweep("tumor.bam", normal="normal.bam", reference="genome.fa", genes="genes.gtf")  # doctest: +SKIP
>>> profile.tmb.per_mb, profile.msi.status, profile.fusions.to_pandas()  # doctest: +SKIP
"""

from ._core import __version__
from .cohorts import cohort
from .errors import CancelledError, ConfigError, FormatError, InputError, OncosweepError
from .evidence import Evidence, load_evidence, merge_evidence
from .profile import Msi, Profile, Section, Tmb
from .settings import default_config
from .sweeping import collect, sweep
from .table import Table

__all__ = [
    "CancelledError",
    "ConfigError",
    "Evidence",
    "FormatError",
    "InputError",
    "Msi",
    "OncosweepError",
    "Profile",
    "Section",
    "Table",
    "Tmb",
    "__version__",
    "cohort",
    "collect",
    "default_config",
    "load_evidence",
    "merge_evidence",
    "sweep",
]
