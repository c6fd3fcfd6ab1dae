"""Rows with named columns, for loops, data frames, numpy and Arrow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from . import _core, display

if TYPE_CHECKING:
    import numpy
    import pandas
    import polars

_SHOWN = 10
_Self = TypeVar("_Self", bound="Table")


class Table:
    """Rows, which are dictionaries with the same keys. `polars.DataFrame(table)` and other readers of Arrow streams take it as it is.

    It has a length, is indexed, sliced and looped over like a list (`table["vaf"]` is a column), but is none: data-frame packages would take a list row by row, and guess.
    Coordinates called `start` and `end` are 0-based half-open; `pos` and `breakpoint*` are 1-based.
    """

    __hash__ = None  # type: ignore[assignment]
    _rows: list[dict[str, Any]] | None
    _columns: _core.Columns | None
    _names: list[str]
    # Columns whose kind (int, float, bool, text) does not depend on what they hold; others have the narrowest that holds their values.
    _kinds: Mapping[str, str] = {}

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self._rows = list(rows)
        self._columns = None
        # Keys in the order they first appear; rows may leave out what does not apply to them.
        self._names = list(dict.fromkeys(key for row in self._rows for key in row))

    @classmethod
    def _of(cls: type[_Self], columns: _core.Columns) -> _Self:
        """A table of native columns; rows are made when they are asked for."""
        table = cls.__new__(cls)
        table._rows, table._columns, table._names = None, columns, columns.names()
        return table

    def _native(self) -> _core.Columns:
        if self._columns is None:
            flat = [(name, self._flat(name)) for name in self._names]
            kinds = [self._kinds.get(name) or _core.columns([(name, values)]).kinds()[0] for name, values in flat]
            self._columns = _core.columns_of_kinds([(name, kind, values) for (name, values), kind in zip(flat, kinds, strict=True)])
        return self._columns

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._names)

    def _check(self, name: str) -> None:
        if name not in self._names:
            raise KeyError(f"no column '{name}'; there are {', '.join(self._names) or 'none, the table is empty'}")

    def column(self, name: str) -> list[Any]:
        """The values of one column; None where a row has none."""
        self._check(name)
        return [row.get(name) for row in self._rows] if self._rows is not None else self._native().column(name)

    def to_numpy(self, name: str) -> numpy.ndarray[Any, Any]:
        """One column as a numpy array. Gaps are NaN in numbers (which makes integers floats) and None in text."""
        self._check(name)
        return self._native().numpy(name)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self: _Self, index: slice) -> _Self: ...
    @overload
    def __getitem__(self, index: str) -> list[Any]: ...
    def __getitem__(self: _Self, index: int | slice | str) -> dict[str, Any] | list[Any] | _Self:
        if isinstance(index, str):
            return self.column(index)
        if isinstance(index, slice):
            return self.take(range(len(self))[index])
        place = range(len(self))[index]
        return self._rows[place] if self._rows is not None else self._native().row(place)

    def take(self: _Self, places: Sequence[int]) -> _Self:
        """The rows at `places`, in that order."""
        taken = type(self).__new__(type(self))
        taken.__dict__.update(self.__dict__)
        if self._rows is not None:
            taken._rows, taken._columns = [self._rows[place] for place in places], None
        else:
            taken._columns = self._native().take(list(places))
        return taken

    def where(self: _Self, **values: Any) -> _Self:
        """The rows whose columns have these values: `variants.where(filter="PASS", gene="TP53")`."""
        columns = [(self.column(name), value) for name, value in values.items()]
        return self.take([place for place in range(len(self)) if all(column[place] == value for column, value in columns)])

    def __len__(self) -> int:
        return len(self._rows) if self._rows is not None else len(self._native())

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[place] for place in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return self._names == other._names and len(self) == len(other) and all(self.column(n) == other.column(n) for n in self._names)

    def _flat(self, name: str) -> list[Any]:
        """A column with lists and dictionaries as JSON text, the form tables of plain values can hold."""
        return [json.dumps(v, separators=(",", ":")) if isinstance(v, (list, dict)) else v for v in self.column(name)]

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._native().__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas data frame (needs the package pandas). Integers with gaps become `Int64`, truth values with gaps `boolean`."""
        import pandas

        native = self._native()
        dtypes = {"int": "Int64", "bool": "boolean"}

        def series(name: str, kind: str) -> Any:
            if kind == "text":
                return native.column(name)
            array = native.numpy(name)
            has_gaps = kind in dtypes and array.dtype.kind not in "ib"
            return pandas.array(native.column(name), dtype=dtypes[kind]) if has_gaps else array

        return pandas.DataFrame({name: series(name, kind) for name, kind in zip(native.names(), native.kinds(), strict=True)})

    def to_polars(self) -> polars.DataFrame:
        """A polars data frame (needs the package polars)."""
        import polars

        return polars.DataFrame(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} rows: {', '.join(self._names)})"

    def _repr_html_(self) -> str:
        shown = [[row.get(name) for name in self._names] for row in self[:_SHOWN]]
        return display.card(f"{type(self).__name__}: {len(self):,} rows", display.table(self._names, shown, len(self) - len(shown)))
