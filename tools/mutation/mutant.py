"""One fault: a piece of one file replaced with another text."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

EQUIVALENT = Path(__file__).with_name("equivalent.toml")

Language = Literal["python", "hcl"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault in ``file`` (path below the checkout): the bytes from ``start`` to ``end`` become ``text``."""

    file: str
    kind: str
    start: int
    end: int
    text: str
    source: bytes = field(repr=False, compare=False)

    @property
    def language(self) -> Language:
        return "python" if self.file.endswith(".py") else "hcl"

    @property
    def package(self) -> str:
        """The package or module of Terraform that the file is in, as a path below the checkout."""
        parts = self.file.split("/")
        return "/".join(parts[:2]) if len(parts) > 2 else parts[0]

    @property
    def mutated(self) -> bytes:
        return self.source[: self.start] + self.text.encode() + self.source[self.end :]

    @property
    def key(self) -> str:
        """Digest of the fault and the lines around it: the same until one of these lines changes."""
        begin = self.source.rfind(b"\n", 0, max(self.source.rfind(b"\n", 0, self.start), 0)) + 1
        finish = self.source.find(b"\n", self.source.find(b"\n", self.end) + 1)
        around = self.source[begin : self.start], self.source[self.start : self.end], self.source[self.end : finish]
        parts = (self.file.encode(), self.kind.encode(), self.text.encode(), *around)
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]

    def diff(self) -> str:
        """The fault as a person reads it."""
        before, after = self.source.decode().splitlines(), self.mutated.decode().splitlines()
        lines = difflib.unified_diff(before, after, self.file, f"{self.kind} {self.key}", lineterm="", n=2)
        return "\n".join(lines)


def equivalents(file: Path = EQUIVALENT) -> dict[str, str]:
    """The faults that change nothing: key -> reason."""
    return {entry["key"]: entry["reason"] for entry in tomllib.loads(file.read_text("utf-8")).get("equivalent", [])}
