"""Each precondition and postcondition is refused by a run of its own, and holds in others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.hcl.read import read_blocks, text
from tests.support import REPOSITORY

MODULES = sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))

_RUN = re.compile(r'^run "(?P<name>\w+)" \{\n(?P<body>.*?)^\}', re.MULTILINE | re.DOTALL)
_EXPECTED = re.compile(r"expect_failures = \[(?P<addresses>.*?)\]\n", re.DOTALL)
_INDEX = re.compile(r"\[[^\]]*\]")
_KINDS = ("precondition", "postcondition")


def _conditions(module: Path) -> Iterator[str]:
    """The address of each precondition and postcondition, once for each."""
    for file in sorted(module.glob("*.tf")):
        blocks = read_blocks(file)
        bodies: list[tuple[str, Any]] = [
            (f"output.{text(name)}", body) for block in blocks.get("output", []) for name, body in block.items()
        ]
        for keyword, prefix in (("resource", ""), ("data", "data.")):
            bodies += [
                (f"{prefix}{text(kind)}.{text(name)}", body)
                for block in blocks.get(keyword, [])
                for kind, named in block.items()
                for name, body in named.items()
            ]
        for address, body in bodies:
            if isinstance(body, dict):
                for part in (body, *body.get("lifecycle", [])):
                    yield from [address] * sum(len(part.get(kind, [])) for kind in _KINDS)


def _expected_failures(module: Path) -> Iterator[str]:
    """The address of each failure that a run expects, once for each run."""
    for file in sorted((module / "tests").glob("*.tftest.hcl")):
        for run in _RUN.finditer(file.read_text("utf-8")):
            for expected in _EXPECTED.finditer(run["body"]):
                yield from {_INDEX.sub("", address.strip()) for address in expected["addresses"].split(",")}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_each_condition_has_a_run_that_it_refuses(module: Path) -> None:
    conditions, refusing = Counter(_conditions(module)), Counter(_expected_failures(module))

    written = sum(
        len(re.findall(rf"^ +(?:{'|'.join(_KINDS)}) \{{", file.read_text("utf-8"), re.MULTILINE))
        for file in module.glob("*.tf")
    )
    assert conditions.total() == written
    assert {address: count for address, count in conditions.items() if refusing[address] < count} == {}
