"""What a sweep collected: saved, loaded, merged, and called again with other thresholds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from . import _core, display
from .baselines import Baseline
from .baselines import loaded as loaded_repeats
from .errors import ConfigError, FormatError, InputError
from .fusion_baselines import FusionNormals
from .fusion_baselines import loaded as loaded_fusions
from .profile import Profile
from .progress import ProgressFunction, watched
from .qc import ErrorSpectrum
from .settings import config_json
from .several import several
from .variant_baselines import VariantBaseline
from .variant_baselines import loaded as loaded_variants


class Evidence:
    """The evidence of one case; never changes."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, core: _core.Evidence) -> None:
        self._core = core

    @property
    def config(self) -> dict[str, Any]:
        """The settings of the sweep."""
        return json.loads(self._core.config_json())  # type: ignore[no-any-return]

    @property
    def samples(self) -> dict[str, str]:
        """Names of the samples that were swept, by role: tumor, normal, rna."""
        return {role: name for role, name in zip(("tumor", "normal", "rna"), self._core.samples(), strict=True) if name is not None}

    def call(
        self,
        *,
        config: Mapping[str, Any] | None = None,
        baseline: str | PathLike[str] | Baseline | None = None,
        fusion_baseline: FusionNormals = None,
        variant_baseline: str | PathLike[str] | VariantBaseline | None = None,
        progress: bool | ProgressFunction = False,
        **thresholds: Any,
    ) -> Profile:
        """Decides on the evidence without reading alignments. What is not given is as it was in the sweep.

        Args:
            config: Settings in the form of `default_config()`, in part or in full.
            baseline: Normals (`baseline`, or a file that `oncosweep baseline` made) that the microsatellites of a tumour without its own normal are compared with.
            fusion_baseline: Normals (`fusion_baseline`, or a file of it) whose junctions are no fusions; a list for one of DNA and one of RNA.
            variant_baseline: Normals (`variant_baseline`, or a file of it) whose alleles are no somatic variants.
            progress: True for a bar, or a function that is called with the fraction done, what is being decided ("microsatellites"), and 0.
            **thresholds: Single settings as in `sweep`: min_vaf, msi_threshold, those that begin with tmb_, min_fusion_support.

        Raises:
            ConfigError: A setting is unknown, out of its range, or acts only while alignments are read.
            FormatError: A baseline does not fit the case.
        """
        with watched(progress) as function:
            fusions = [panel._core for panel in loaded_fusions(fusion_baseline)]
            alleles = loaded_variants(variant_baseline)
            settings = config_json(self.config, config, thresholds)
            repeats = loaded_repeats(baseline)
            core = self._core.call(settings, repeats._core if repeats else None, fusions, alleles._core if alleles else None, function)
            return Profile(core, self)

    def merge(self, *others: Evidence) -> Evidence:
        """This evidence joined with that of other regions of the same case. Neither changes.

        Raises:
            ConfigError: They were not gathered alike (samples, reference, settings, targets, genes), or their regions overlap.
        """
        return Evidence(self._core.merge([other._core for other in others]))

    def errors(self, sample: Literal["tumor", "normal"] = "tumor") -> ErrorSpectrum:
        """The sequencing errors of a sample as numpy arrays; zeros when variants were not looked for."""
        if sample not in ("tumor", "normal"):
            raise ValueError(f"sample is '{sample}'; it must be tumor or normal")
        return ErrorSpectrum(sample, self._core)

    def explain_fusion(
        self, pair: str, *, config: Mapping[str, Any] | None = None, fusion_baseline: FusionNormals = None, **thresholds: Any
    ) -> str:
        """Says what the evidence holds on a pair of genes ("EML4::ALK") and what decided. Settings and normals are given as for `call`.

        Raises:
            ConfigError: `pair` is no pair of genes, or the annotation of the sweep does not hold them.
        """
        panels = [panel._core for panel in loaded_fusions(fusion_baseline)]
        return self._core.explain_fusion(pair, config_json(self.config, config, thresholds), panels)

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the evidence to a file, which `load_evidence` and `oncosweep call` read."""
        self._core.save(path)

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Evidence) else NotImplemented

    def _rows(self) -> list[tuple[str, str]]:
        return [
            ("Samples", ", ".join(f"{role} {name}" for role, name in self.samples.items())),
            ("Swept for", ", ".join(self._core.biomarkers())),
            ("Territory", f"{self._core.swept_bases():,} bases"),
            ("Reads", f"{self._core.reads():,}"),
        ]

    def __repr__(self) -> str:
        return f"Evidence({'; '.join(f'{name.lower()}: {text}' for name, text in self._rows())})"

    def _repr_html_(self) -> str:
        return display.card("Evidence", display.pairs(self._rows()))


def load_evidence(path: str | PathLike[str]) -> Evidence:
    """Reads the evidence that `Evidence.save`, `Profile.save` or the command `oncosweep` has written.

    Raises:
        InputError: The file is missing, cut or damaged.
        FormatError: It is no evidence, or of another format version.
    """
    return Evidence(_core.load_evidence(path))


def load_profile(
    folder: str | PathLike[str],
    *,
    baseline: str | PathLike[str] | Baseline | None = None,
    fusion_baseline: FusionNormals = None,
    variant_baseline: str | PathLike[str] | VariantBaseline | None = None,
) -> Profile:
    """The profile that `Profile.save` or the command `oncosweep` has written into `folder`, called again with the same settings.

    Args:
        folder: A results folder, with profile.json and evidence.osw.
        baseline: The normals, or the file of them, where the tumour's microsatellites were compared with one.
        fusion_baseline: The normals, or their files, where fusions were compared with some.
        variant_baseline: The normals, or the file of them, where small variants were compared with some.

    Raises:
        InputError: A file is missing, cut or damaged.
        FormatError: A file is none of these, or of another version.
        ConfigError: The microsatellites, the fusions or the small variants were compared with a baseline, and none is given.
    """
    path = Path(folder) / "profile.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        parameters, msi = document["parameters"], document["msi"]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a results folder, with profile.json and evidence.osw") from error
    except (ValueError, KeyError, TypeError) as error:
        raise FormatError(f"{path}: is no profile ({error}); give the folder that a sweep wrote") from error
    if msi and msi["compared_with"] == "baseline" and baseline is None:
        raise ConfigError(f"{path}: its microsatellites were compared with a baseline; give it as baseline=")
    panels = loaded_fusions(fusion_baseline)
    missing = {panel["assay"] for panel in document.get("fusion_baselines", [])} - {panel.assay for panel in panels}
    if missing:
        raise ConfigError(f"{path}: its fusions were compared with a baseline of {' and of '.join(sorted(missing))}; give it as fusion_baseline=")
    if document.get("variant_baseline") and variant_baseline is None:
        raise ConfigError(f"{path}: its small variants were compared with a baseline; give it as variant_baseline=")
    evidence = load_evidence(Path(folder) / "evidence.osw")
    return evidence.call(config=parameters, baseline=baseline, fusion_baseline=panels, variant_baseline=variant_baseline)


def merge_evidence(paths: str | PathLike[str] | Iterable[str | PathLike[str]]) -> Evidence:
    """Reads the saved evidence of disjoint regions of one case and joins it. Errors are those of `load_evidence` and `Evidence.merge`."""
    return Evidence(_core.merge_evidence(several(paths)))
