"""Fills pages from what they describe: fields and settings from the doc comments of the code, figures from benches/results.

    {{ fields FILE STRUCT [PREFIX] }}       a table of a struct's fields as JSON holds them, from their doc comments
    {{ settings FILE STRUCT [PREFIX] }}     the same with the defaults
    {{ names FILE }}                        a table of the `(Self::X, "meaning")` or name and description pairs of an enumeration
    {{ entries FILE NAME }}                 a table of the `("ID", "Number", "Type", "Description")` entries of a constant
    {{ columns FILE }}                      a table of the `column("NAME", "meaning", …)` entries of a file
    {{ presets }}                           the named rules of the burden, each with what it sets
    {{ verdicts }}                          the verdicts on variants, in their order
    {{ table FILE "HEADING" [N] }}          the Nth table (from 1) under a heading of a Markdown file

A name that is not found stops the build.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIRECTIVE = re.compile(r"^\{\{ (.+?) \}\}$", re.MULTILINE)


def on_page_markdown(markdown: str, **_: object) -> str:
    """Called by MkDocs for each page."""
    return expand(markdown)


def expand(markdown: str) -> str:
    """The page with its directives carried out."""
    return DIRECTIVE.sub(lambda match: _carry_out(shlex.split(match[1])), markdown)


def _carry_out(words: list[str]) -> str:
    name, *arguments = words
    return globals()[f"_{name}"](*arguments)


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _rows(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _plain(text: str) -> str:
    """A doc comment without its links into the code's own documentation."""
    return re.sub(r"\[(`[^`]+`)\](\([^)]*\))?", r"\1", text)


def _struct(path: str, name: str) -> list[tuple[str, str]]:
    """The fields of a struct that are written, with what is said of them."""
    match = re.search(rf"^(?:pub )?struct {name}(?:<[^>]*>)? \{{\n(.*?)\n\}}", _read(path), re.DOTALL | re.MULTILINE)
    if match is None:
        raise ValueError(f"{path} has no struct {name}")
    fields, about, hidden, renamed = [], [], False, None
    for line in match[1].splitlines():
        line = line.strip()
        if line.startswith("///"):
            about.append(line.removeprefix("///").strip())
        elif line.startswith("#[serde("):
            hidden = hidden or re.search(r"\b(skip|flatten)\b", line) is not None
            rename = re.search(r'rename = "(\w+)"', line)
            renamed = rename[1] if rename else renamed
        elif field := re.match(r"(?:pub )?(\w+): ", line):
            if not hidden:
                fields.append((renamed or field[1], _plain(" ".join(about))))
            about, hidden, renamed = [], False, None
    return fields


def _fields(path: str, name: str, prefix: str = "") -> str:
    return _rows(["Key", "Meaning"], [[f"`{prefix}{field}`", about] for field, about in _struct(path, name)])


def _settings(path: str, name: str, prefix: str = "") -> str:
    text = _read(path)
    match = re.search(rf"impl Default for {name} \{{(.*?)\n\}}", text, re.DOTALL)
    defaults = dict(re.findall(r"\b(\w+): ([^,{}]+?)(?:,| \})", match[1])) if match else {}
    rows = []
    for field, about in _struct(path, name):
        value = defaults.get(field, "").strip().replace("_", "")
        # A setting that is a group of settings has a table of its own.
        if value.endswith("::default()"):
            continue
        value = {"None": "`null`"}.get(value, value)
        value = re.sub(r'^"(.*)"(?:\.into\(\)|\.toowned\(\))$|^"(.*)"$', lambda m: m[1] or m[2], value)
        if variant := re.fullmatch(r"[A-Z]\w+::(\w+)", value):
            value = re.sub(r"(?<!^)(?=[A-Z])", "-", variant[1]).lower()
        rows.append([f"`{prefix}{field}`", value, about])
    return _rows(["Setting", "Default", "Meaning"], rows)


def _names(path: str) -> str:
    text = _read(path)
    codes = dict(re.findall(r'Self::(\w+) => "([a-zA-Z_]+)"', text))
    meanings = dict(re.findall(r'Self::(\w+)(?: =>|,) "([^"]*[ ][^"]*)"', text))
    rows = [[f"`{code}`", meanings[name]] for name, code in codes.items() if name in meanings]
    if not rows:
        raise ValueError(f"{path} has no names with meanings")
    return _rows(["Name", "Meaning"], rows)


def _entries(path: str, name: str) -> str:
    match = re.search(rf"const {name}: .*?\[\n(.*?)\n\];", _read(path), re.DOTALL)
    if match is None:
        raise ValueError(f"{path} has no constant {name}")
    entries = re.findall(r'\(\s*"(\w+)",\s*"(\S+)",\s*"(\w+)",\s*"([^"]+)",?\s*\)', match[1])
    return _rows(["Field", "Meaning"], [[f"`{key}`", about] for key, _, _, about in entries])


def _columns(path: str) -> str:
    entries = re.findall(r'column\(\s*\w+,\s*"(\w+)",\s*"([^"]+)"', _read(path))
    return _rows(["Column", "Meaning"], [[f"`{name}`", about] for name, about in entries])


def _presets() -> str:
    text = _read("crates/oncosweep/src/tmb/preset.rs")
    rows = []
    for block in re.findall(r"Preset \{\n\s+id: (\"[\w-]+\",.*?)\.\.PLAIN", text, re.DOTALL):
        settings = dict(re.findall(r"^\s*(?:id: )?(\w+): (.+?),$", block, re.MULTILINE))
        source = settings.pop("source").strip('"')
        plain = {key: re.sub(r"Some\((.+)\)|\w+::(\w+)|&(\[.*\])", lambda m: m[1] or (m[2] or "").lower() or m[3], value) for key, value in settings.items()}
        name = re.match(r'"([\w-]+)"', block)[1]
        rows.append([f"`{name}`", ", ".join(f"{key} {value}" for key, value in plain.items()).replace("_", " "), source])
    if not rows:
        raise ValueError("there are no presets")
    return _rows(["Preset", "Sets", "After"], rows)


def _verdicts() -> str:
    text = _read("crates/oncosweep/src/tmb/verdict.rs")
    codes = dict(re.findall(r'Self::(\w+) => "(\w+)"', text)) | {"Filter": "filter:NAME"}
    body = re.search(r"pub enum Verdict \{\n(.*?)\n\}", text, re.DOTALL)[1]
    rows = [[f"`{codes[name]}`", _plain(about)] for about, name in re.findall(r"/// (.+)\n\s+(\w+)[,(]", body)]
    return _rows(["Verdict", "Meaning"], rows)


def _table(path: str, heading: str, number: str = "1") -> str:
    lines = iter(_read(path).splitlines())
    if not any(line.lstrip("#").strip() == heading and line.startswith("#") for line in lines):
        raise ValueError(f"{path} has no heading '{heading}'")
    tables: list[list[str]] = []
    inside = False
    for line in lines:
        if line.startswith("#"):
            break
        if line.startswith("|"):
            if not inside:
                tables.append([])
            tables[-1].append(line)
        inside = line.startswith("|")
    if len(tables) < int(number):
        raise ValueError(f"{path} has no table {number} under '{heading}'")
    return "\n".join(tables[int(number) - 1])
