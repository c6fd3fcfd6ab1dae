"""Settings: plain dictionaries in the form of `parameters` in profile.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from numbers import Real
from typing import Any

from . import _core
from .errors import ConfigError

# Keyword of `sweep` and `Evidence.call` → the settings it stands for, as paths into the configuration.
THRESHOLDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "min_mapping_quality": (
        ("sweep", "variant", "min_mapping_quality"),
        ("sweep", "msi", "min_mapping_quality"),
        ("fusion", "min_mapping_quality"),
    ),
    "min_vaf": (("variant", "min_vaf"),),
    "compat": (("sweep", "compat", "tool"),),
    "msi_threshold": (("msi", "msi_high_fraction"),),
    "tmb_threshold": (("tmb", "threshold_per_mb"),),
    "tmb_preset": (("tmb", "preset"),),
    "tmb_min_vaf": (("tmb", "min_vaf"),),
    "tmb_min_depth": (("tmb", "min_tumor_depth"),),
    "tmb_min_support": (("tmb", "min_tumor_alternate"),),
    "tmb_max_population_af": (("tmb", "max_population_af"),),
    "min_fusion_support": (("fusion", "min_supporting_fragments"),),
}
# Those of these that are names; the others are numbers.
_WORDS = {"compat", "tmb_preset"}


def default_config() -> dict[str, Any]:
    """All settings with their default values."""
    return json.loads(_core.default_config())  # type: ignore[no-any-return]


def overlay(base: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `changes` laid over it, section by section."""
    merged = dict(base)
    for key, value in changes.items():
        below = merged.get(key)
        merged[key] = overlay(below, value) if isinstance(below, dict) and isinstance(value, Mapping) else value
    return merged


def config_json(base: dict[str, Any], config: Mapping[str, Any] | None, thresholds: Mapping[str, Any]) -> str:
    """`base`, then `config`, then single thresholds, as JSON. Unknown names raise ConfigError here or in the native half."""
    settings = overlay(base, config or {})
    for name, value in thresholds.items():
        if name not in THRESHOLDS:
            raise ConfigError(f"unknown threshold '{name}'; known are {', '.join(THRESHOLDS)}, and everything else through config=")
        if value is None:
            continue
        if name in _WORDS:
            if not isinstance(value, str):
                raise ConfigError(f"{name} is {value!r}; it must be a name")
        elif not isinstance(value, Real) or isinstance(value, bool):
            raise ConfigError(f"{name} is {value!r}; it must be a number")
        for path in THRESHOLDS[name]:
            change: Any = value
            for key in reversed(path):
                change = {key: change}
            settings = overlay(settings, change)
    return json.dumps(settings, default=_plain)


def _plain(value: Any) -> Any:
    """numpy's numbers as Python's."""
    if hasattr(value, "item"):
        return value.item()
    raise ConfigError(f"a setting is {value!r}; settings are numbers, names, lists and dictionaries")
