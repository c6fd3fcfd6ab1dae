"""What the harness must know of a tool. One small file in `adapters/` answers it for each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .case import Case
from .records import Biomarker, Findings
from .step import Step

REPOSITORY = Path(__file__).resolve().parents[3]
# Where scripts/bench_tools.sh puts tools that want a Python environment of their own.
OWN_TOOLS = REPOSITORY / ".venv" / "bench"

INPUTS = {
    "tumor": "DNA alignments of the tumour",
    "normal": "a matched normal",
    "rna": "RNA alignments",
    "targets": "target regions (BED)",
    "genes": "a gene annotation (GTF)",
    "sites": "a list of microsatellites",
}


@dataclass(frozen=True)
class Tool:
    """A tool that was found: its programs and its version."""

    programs: Mapping[str, str]
    version: str = "unknown"

    def __getitem__(self, program: str) -> str:
        return self.programs[program]


@dataclass(frozen=True)
class Job:
    """What an adapter gets to write its commands."""

    case: Case
    prepared: Path  # where its preparations are
    folder: Path  # fresh for each run
    tool: Tool
    threads: int
    # Folders of the last runs of other tools, by name: an adapter may take another tool's calls as its input.
    others: Mapping[str, Path] = field(default_factory=dict)


class Adapter(ABC):
    """One tool. Attributes say what it is; methods write its commands and read its output."""

    name: str
    about: str
    answers: tuple[Biomarker, ...] = ()
    needs: tuple[str, ...] = ("tumor",)
    programs: tuple[str, ...]  # all must be found; the first is the tool itself
    alternatives: Mapping[str, tuple[str, ...]] = {}  # other names under which a program is installed
    after: str | None = None  # the tool whose calls this one takes as its input
    install: str
    licence: str
    yardstick = False
    plain_reference = False  # whether the tool cannot read a compressed FASTA
    version_arguments: tuple[str, ...] = ("--version",)
    version_pattern = r"(\d+\.\d+[\w.+-]*)"
    settings = ""  # what a reader must know of how the tool is run: recipe, its source, cut-offs

    def find(self) -> Tool | None:
        """Looks for the tool's programs: the environment variable BENCH_<PROGRAM>, scripts/bench_tools.sh's folder, the PATH."""
        found: dict[str, str] = {}
        for program in self.programs:
            path = self.locate(program)
            if path is None:
                return None
            found[program] = path
        return Tool(found, self.version(found))

    def locate(self, program: str) -> str | None:
        """The path of one program."""
        named = os.environ.get(variable(program))
        if named:
            return named
        for name in (program, *self.alternatives.get(program, ())):
            own = sorted(OWN_TOOLS.glob(f"*/bin/{name}"))
            path = str(own[0]) if own else shutil.which(name)
            if path:
                return path
        return None

    def version(self, found: Mapping[str, str]) -> str:
        """The version that the tool states."""
        return stated_version([found[self.programs[0]], *self.version_arguments], self.version_pattern)

    def lacking(self, case: Case) -> str | None:
        """Why the tool cannot be run on a case, or nothing."""
        missing = [INPUTS[need] for need in self.needs if not case.has(need)]
        if self.plain_reference and case.reference.suffix in (".gz", ".bgz"):
            missing.append("an uncompressed reference")
        return f"needs {' and '.join(missing)}" if missing else None

    def prepare(self, job: Job) -> list[Step]:
        """Steps that depend on the reference or the targets alone, so that they are done once for many cases; accounted apart."""
        return []

    @abstractmethod
    def run(self, job: Job) -> list[Step]:
        """The steps that are timed."""

    @abstractmethod
    def read(self, job: Job) -> Findings:
        """The output of the steps in common form."""


def variable(program: str) -> str:
    """The environment variable that names a program's path."""
    return "BENCH_" + re.sub(r"\W", "_", program.upper())


def stated_version(command: list[str], pattern: str) -> str:
    """The first match of a pattern in what a command says; a version is nice to have, so nothing here may fail."""
    try:
        said = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=60, stdin=subprocess.DEVNULL, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    match = re.search(pattern, said.stdout + said.stderr)
    return match.group(1) if match else "unknown"
