"""Rows with named columns, for loops, data frames and Arrow."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

from . import _core

if TYPE_CHECKING:
    import pandas
    import polars

_SHOWN = 10


class Table:
    """Rows, which are dictionaries with the same keys. `polars.DataFrame(table)` and other readers of Arrow streams take it as it is.

    It has a length, is indexed, sliced and looped over like a list, but is none: data-frame packages would take a list row by row, and guess.
    Coordinates called `start` and `end` are 0-based half-open; `pos` and `breakpoint*` are 1-based.
    """

    __slots__ = ("_columns", "_rows")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self._rows = list(rows)
        # Keys in the order they first appear; rows may leave out what does not apply to them.
        self._columns = list(dict.fromkeys(key for row in self._rows for key in row))

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._columns)

    def column(self, name: str) -> list[Any]:
        """The values of one column; None where a row has none."""
        if name not in self._columns:
            raise KeyError(f"no column '{name}'; there are {', '.join(self._columns) or 'none, the table is empty'}")
        return [row.get(name) for row in self._rows]

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Table: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | Table:
        return Table(self._rows[index]) if isinstance(index, slice) else self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return self._rows == other._rows if isinstance(other, Table) else NotImplemented

    def _flat(self, name: str) -> list[Any]:
        """A column with lists and dictionaries as JSON text, the form tables of plain values can hold."""
        return [json.dumps(v, separators=(",", ":")) if isinstance(v, (list, dict)) else v for v in self.column(name)]

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return _core.arrow_stream([(name, self._flat(name)) for name in self._columns])

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas data frame (needs the package pandas)."""
        import pandas

        return pandas.DataFrame({name: self._flat(name) for name in self._columns})

    def to_polars(self) -> polars.DataFrame:
        """A polars data frame (needs the package polars)."""
        import polars

        return polars.DataFrame(self)

    def __repr__(self) -> str:
        return f"Table({len(self)} rows: {', '.join(self._columns)})"

    def _repr_html_(self) -> str:
        def line(tag: str, values: list[Any]) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape('' if v is None else str(v))}</{tag}>" for v in values) + "</tr>"

        rows = "".join(line("td", [row.get(name) for name in self._columns]) for row in self._rows[:_SHOWN])
        more = f"<p>{len(self) - _SHOWN} more rows</p>" if len(self) > _SHOWN else ""
        return f"<table><thead>{line('th', self._columns)}</thead><tbody>{rows}</tbody></table>{more}"
