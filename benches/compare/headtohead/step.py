"""One command of a tool: what is run, with which environment, and where its standard output goes."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Word = str | Path | int | None  # None: a case's files are optional, and an adapter's `needs` sees to those that it uses


@dataclass(frozen=True)
class Step:
    """A command, or several joined by pipes, run in the tool's folder of the work directory."""

    commands: tuple[tuple[str, ...], ...]
    stdout: Path | None = None
    env: dict[str, str] = field(default_factory=dict)

    @property
    def argv(self) -> list[str]:
        """What is executed. Pipes go through bash, so that a failure anywhere in them is a failure."""
        if len(self.commands) == 1:
            return list(self.commands[0])
        return ["bash", "-o", "pipefail", "-c", " | ".join(shlex.join(command) for command in self.commands)]

    def shown(self, places: dict[str, str]) -> str:
        """The command as a person would type it, with `places` (absolute path → name) in place of the paths of this machine."""
        line = " | ".join(shlex.join(command) for command in self.commands)
        line = " ".join([*(f"{key}={value}" for key, value in sorted(self.env.items())), line])
        if self.stdout:
            line += f" > {self.stdout}"
        for path in sorted(places, key=len, reverse=True):
            line = line.replace(path, places[path])
        return line


def step(*words: Word, stdout: Path | None = None, env: dict[str, str] | None = None) -> Step:
    """A step of one command."""
    return Step((_words(words),), stdout, env or {})


def pipe(*commands: Sequence[Word], stdout: Path | None = None, env: dict[str, str] | None = None) -> Step:
    """A step of several commands, each reading what the one before wrote."""
    return Step(tuple(_words(command) for command in commands), stdout, env or {})


def _words(words: Iterable[Word]) -> tuple[str, ...]:
    made = tuple(words)
    if None in made:
        raise ValueError(f"a file is missing in the command {made}; the adapter's `needs` must name it")
    return tuple(str(word) for word in made)
