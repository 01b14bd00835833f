"""The guides, their blocks, and a shell that runs the commands of a guide one after the other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from tests.support import REPOSITORY

#: Pages whose commands are run.
GUIDES = [REPOSITORY / "README.md", *sorted(REPOSITORY.glob("docs/*.md"))]

_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
#: The first line of a block that is a file of its own.
FILE = re.compile(r"# (\w+\.py)\n")
#: A line that stands for any lines, and why they are left out.
_LEFT_OUT = re.compile(r"^… \(.+\)\n", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page; ``line`` is that of its fence."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def first_line(self) -> str:
        """Its first line, by which lists name it."""
        return self.text.partition("\n")[0].rstrip()

    @property
    def name(self) -> str:
        """The page, as lists name it: ``README.md``, ``docs/state.md``."""
        return self.page.relative_to(REPOSITORY).as_posix()

    def __str__(self) -> str:
        return f"{self.name}:{self.line}: {self.first_line}"


def all_blocks(page: Path) -> list[Block]:
    """Every fenced block of a page."""
    text = page.read_text("utf-8")
    return [
        Block(page, text.count("\n", 0, match.start()) + 1, match["language"], dedent(match["text"]))
        for match in _BLOCK.finditer(text)
    ]


def blocks(page: Path, language: str) -> list[str]:
    """The text of the blocks of one language."""
    return [block.text for block in all_blocks(page) if block.language == language]


def commands(console: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block, and what it is shown to print."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def prints(output: str, shown: str) -> bool:
    """Whether ``output`` is what a page shows; a line ``… (reason)`` stands for any lines."""
    pattern = r"(?:.*\n)*".join(re.escape(part) for part in _LEFT_OUT.split(shown))
    return re.fullmatch(pattern, output) is not None


class Shell:
    """Runs commands one after the other: a `cd` holds for the next one."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self._environ = {**os.environ, "PATH": path, **environ}

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of bash; its stdout has what it wrote to both streams, in order."""
        script = f"exec 2>&1; trap 'pwd >&3' EXIT; {command}"
        read, write = os.pipe()
        try:
            done = subprocess.run(
                ["bash", "-c", f"exec 3>&{write}; {script}"],
                cwd=self.folder,
                env=self._environ,
                capture_output=True,
                text=True,
                check=False,
                pass_fds=[write],
            )
        finally:
            os.close(write)
        with os.fdopen(read) as pipe:
            self.folder = Path(pipe.read().strip() or self.folder)
        return done
