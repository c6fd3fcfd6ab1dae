"""One where several are possible: a text or a path is looped over by nobody."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import Any


def several(given: object) -> list[Any]:
    """What is given, as a list; a single text, path or result is one."""
    return list(given) if isinstance(given, Iterable) and not isinstance(given, (str, PathLike)) else [given]
