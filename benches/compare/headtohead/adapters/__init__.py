"""One small file an adapter. The order here is the order of every table and plot."""

from __future__ import annotations

from ..adapter import Adapter
from . import arriba, delly, freebayes, lofreq, manta, mantis, mosdepth, msisensor, msisensor_pro, oncosweep, pytmb, samtools, strelka2, vardict

MODULES = (oncosweep, samtools, mosdepth, strelka2, vardict, lofreq, freebayes, pytmb, msisensor_pro, msisensor, mantis, delly, manta, arriba)


def all_adapters() -> list[Adapter]:
    """Every tool the harness knows."""
    return [adapter for module in MODULES for adapter in module.ADAPTERS]


ADAPTERS_BY_NAME: dict[str, Adapter] = {adapter.name: adapter for adapter in all_adapters()}
