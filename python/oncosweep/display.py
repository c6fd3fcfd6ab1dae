"""Notebook display: plain HTML whose colours are the notebook's own, light or dark, and whose text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as _escape
from typing import Any

# Lines and muted text are the text's colour, thinned: readable on any background.
_LINE = "1px solid rgba(128,128,128,.35)"
_CELL = f"padding:.2em .7em;border:0;border-bottom:{_LINE};text-align:left;vertical-align:top;background:transparent;color:inherit"


def escape(text: str) -> str:
    """Text as HTML."""
    return _escape(text)


def card(title: str, *bodies: str) -> str:
    """A titled block; `bodies` are HTML."""
    head = f'<div style="font-weight:600;margin-bottom:.3em">{_escape(title)}</div>'
    box = f"border:{_LINE};border-radius:6px;padding:.6em .9em;display:inline-block;box-sizing:border-box;max-width:100%;overflow-x:auto"
    return f'<div style="{box};color:inherit;background:transparent">{head}{"".join(bodies)}</div>'


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Names beside values, both plain text."""
    return _table("".join(f'<tr><th scope="row" style="{_CELL};font-weight:600">{_escape(n)}</th><td style="{_CELL}">{_escape(v)}</td></tr>' for n, v in rows))


def pairs_html(rows: Iterable[tuple[str, str]]) -> str:
    """Names, plain text, beside values, HTML."""
    return _table("".join(f'<tr><th scope="row" style="{_CELL};font-weight:600">{_escape(n)}</th><td style="{_CELL}">{v}</td></tr>' for n, v in rows))


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], hidden: int = 0) -> str:
    """A table of values; None is left empty. `hidden` is the number of further rows, which is told."""
    head = "".join(f'<th scope="col" style="{_CELL};font-weight:600;white-space:nowrap">{_escape(c)}</th>' for c in columns)
    body = "".join("<tr>" + "".join(_cell(number(v)) for v in row) + "</tr>" for row in rows)
    more = f'<div style="opacity:.7;margin-top:.3em">{hidden:,} more rows</div>' if hidden > 0 else ""
    return _table(f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>") + more


def _cell(text: str) -> str:
    # Short values, such as numbers with an exponent, stay in one line.
    return f'<td style="{_CELL}{";white-space:nowrap" if len(text) <= 24 else ""}">{_escape(text)}</td>'


def _table(content: str) -> str:
    return f'<table style="border-collapse:collapse;font-size:90%;color:inherit;background:transparent">{content}</table>'


def number(value: Any) -> str:
    """A value as short text."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def badge(text: str) -> str:
    """A status."""
    return f'<span style="border:1px solid currentColor;border-radius:4px;padding:0 .4em;font-weight:600;white-space:nowrap">{_escape(text)}</span>'


def bar(value: float, low: float, high: float, most: float, marks: Sequence[float], label: str) -> str:
    """An interval with its estimate between 0 and `most`, thresholds as dashed lines, drawn in the colour of the text."""
    width, height = 240.0, 22.0

    def at(x: float) -> str:
        return f"{8 + (width - 16) * min(max(x / most if most > 0 else 0.0, 0.0), 1.0):.1f}"

    dashes = "".join(f'<line x1="{at(m)}" x2="{at(m)}" y1="2" y2="20" stroke="currentColor" stroke-dasharray="2 2" opacity=".8"/>' for m in marks)
    return (
        f'<svg width="{width:.0f}" height="{height:.0f}" role="img" aria-label="{_escape(label, quote=True)}" style="vertical-align:middle;color:inherit">'
        f'<line x1="8" x2="{width - 8:.0f}" y1="11" y2="11" stroke="currentColor" opacity=".3"/>{dashes}'
        f'<line x1="{at(low)}" x2="{at(high)}" y1="11" y2="11" stroke="currentColor" stroke-width="5" opacity=".6"/>'
        f'<circle cx="{at(value)}" cy="11" r="5" fill="currentColor"/></svg>'
    )
