"""A local with `_` before its name is for its own block of locals only; every other one is read beyond it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import REPOSITORY

MODULES = sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))

_BLOCK = re.compile(r"^locals \{\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"^  (?P<name>\w+) += ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Local:
    name: str
    inside: int
    """How often its own block refers to it."""
    outside: int
    """How often the rest of the module does."""


def _locals(module: Path) -> Iterator[Local]:
    text = "\n".join(file.read_text("utf-8") for file in sorted(module.glob("*.tf")))
    for block in _BLOCK.finditer(text):
        for name in _NAME.findall(block["body"]):
            reference = re.compile(rf"\blocal\.{name}\b")
            inside = len(reference.findall(block["body"]))
            yield Local(name, inside, len(reference.findall(text)) - inside)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_local_has_an_underscore_if_only_its_own_block_reads_it(module: Path) -> None:
    members = list(_locals(module))

    assert [local.name for local in members if local.name.startswith("_") and local.outside] == []
    assert [local.name for local in members if not local.name.startswith("_") and not local.outside] == []
    assert [local.name for local in members if not local.inside + local.outside] == []


def test_every_local_of_the_modules_is_looked_at() -> None:
    blocks = sum(file.read_text("utf-8").count("locals {\n") for module in MODULES for file in module.glob("*.tf"))

    assert blocks == sum(
        len(_BLOCK.findall(file.read_text("utf-8"))) for module in MODULES for file in module.glob("*.tf")
    )
    assert sum(1 for module in MODULES for _ in _locals(module)) > 100
