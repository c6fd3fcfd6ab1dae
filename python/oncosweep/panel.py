"""What the panels of normals have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import Any, Generic, Protocol, TypeVar

from . import display
from .progress import ProgressFunction, watched
from .settings import config_json, default_config
from .several import several


class _Native(Protocol):
    def summary_json(self) -> str: ...
    def save(self, path: str | PathLike[str]) -> None: ...


_Core = TypeVar("_Core", bound=_Native)


class Panel(Generic[_Core]):
    """A panel of normals; never changes."""

    __hash__ = None  # type: ignore[assignment]
    # What its display is called.
    _title: str

    def __init__(self, core: _Core) -> None:
        self._core = core

    @property
    def _summary(self) -> dict[str, Any]:
        return json.loads(self._core.summary_json())  # type: ignore[no-any-return]

    @property
    def samples(self) -> list[str]:
        """Names of the normals."""
        return list(self._summary["samples"])

    def save(self, path: str | PathLike[str]) -> None:
        """Writes it to a file, which the command reads as well."""
        self._core.save(path)

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, type(self)) else NotImplemented

    def _rows(self) -> list[tuple[str, str]]:
        return [("Normals", str(len(self.samples)))]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({'; '.join(f'{name.lower()}: {text}' for name, text in self._rows())})"

    def _repr_html_(self) -> str:
        return display.card(self._title, display.pairs(self._rows()))


def made(
    native: Callable[..., _Core],
    normals: str | PathLike[str] | Iterable[str | PathLike[str]],
    progress: bool | ProgressFunction,
    config: Mapping[str, Any] | None,
    thresholds: Mapping[str, Any],
    **inputs: Any,
) -> _Core:
    """What `native` makes of normals, with settings completed and progress shown."""
    settings = config_json(default_config(), config, thresholds)
    with watched(progress) as function:
        return native(normals=several(normals), config=settings, progress=function, **inputs)
