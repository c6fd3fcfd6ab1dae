"""Parts of profile.json as objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import display


class Section(Mapping[str, Any]):
    """A part of profile.json whose keys are attributes too: `profile.qc.tumor.reads`."""

    _values: dict[str, Any]

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getattr__(self, name: str) -> Any:
        # Asked only for what is not an attribute; names with an underscore never are keys (copy and pickle probe for them).
        if name.startswith("_") or name not in self._values:
            raise AttributeError(f"{type(self).__name__} has no '{name}'")
        return self[name]

    def __getitem__(self, key: str) -> Any:
        value = self._values[key]
        return Section(value) if isinstance(value, dict) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._values]

    def to_dict(self) -> dict[str, Any]:
        """The values as in profile.json."""
        return dict(self._values)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{key}={_short(value)}' for key, value in self._values.items())})"

    def _repr_html_(self) -> str:
        rows = [(key, "" if value is None else _short(value)) for key, value in self._values.items()]
        return display.card(type(self).__name__, display.pairs(rows))


def _short(value: Any) -> str:
    """A value's text; of long lists and parts, only how much there is."""
    text = repr(value)
    if len(text) <= 160 or not isinstance(value, (dict, list)):
        return text
    return f"{{{len(value)} keys}}" if isinstance(value, dict) else f"[{len(value)} values]"
