"""One sweep over a tumour's alignments gives TMB, MSI and gene fusions, with an interval on every number. For research use only.

>>> import oncosweep as osw
>>> profile = osw.sweep("tumor.bam", normal="normal.bam", reference="genome.fa", genes="genes.gtf")  # doctest: +SKIP
>>> profile.tmb.per_mb, profile.msi.status, profile.fusions.to_pandas()  # doctest: +SKIP
"""

from ._core import __version__
from .baselines import Baseline, baseline, load_baseline
from .burdens import VcfBurden, tmb_from_vcf
from .cohorts import cohort
from .errors import CancelledError, ConfigError, FormatError, InputError, OncosweepError
from .evidence import Evidence, load_evidence, load_profile, merge_evidence
from .fusion_baselines import FusionBaseline, fusion_baseline, load_fusion_baseline
from .fusions import FusionDiagram, Fusions
from .hotspots import Hotspots
from .msi import LengthHistograms, Msi, SiteLengths
from .profile import Profile
from .qc import ErrorSpectrum, Qc
from .section import Section
from .settings import default_config
from .site_lists import sites
from .sweeping import InputCheck, check, collect, sweep
from .table import Table
from .tmb import Tmb
from .variant_baselines import VariantBaseline, load_variant_baseline, variant_baseline
from .variants import SBS96_CLASSES, Variants

__all__ = [
    "SBS96_CLASSES",
    "Baseline",
    "CancelledError",
    "ConfigError",
    "ErrorSpectrum",
    "Evidence",
    "FormatError",
    "FusionBaseline",
    "FusionDiagram",
    "Fusions",
    "Hotspots",
    "InputCheck",
    "InputError",
    "LengthHistograms",
    "Msi",
    "OncosweepError",
    "Profile",
    "Qc",
    "Section",
    "SiteLengths",
    "Table",
    "Tmb",
    "VariantBaseline",
    "Variants",
    "VcfBurden",
    "__version__",
    "baseline",
    "check",
    "cohort",
    "collect",
    "default_config",
    "fusion_baseline",
    "load_baseline",
    "load_evidence",
    "load_fusion_baseline",
    "load_profile",
    "load_variant_baseline",
    "merge_evidence",
    "sites",
    "sweep",
    "tmb_from_vcf",
    "variant_baseline",
]
