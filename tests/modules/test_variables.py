"""What is the same for variables of all modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf.config.network import RETENTION_DAYS
from tests.support import REPOSITORY

MODULES = sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))

_VARIABLE = re.compile(r'^variable "(?P<name>\w+)" \{\n(?P<body>.*?)^\}', re.MULTILINE | re.DOTALL)
_ARGUMENT = r"^  {} += (.+)$"
_RETENTION = re.compile(r"contains\(\s*\[([\d,\s]+)\],\s*var\.\w+\.retention_days")


def _variables(module: Path) -> Iterator[tuple[str, str | None, str | None]]:
    """The name, the default and `nullable` of each variable, as they are written."""
    for file in sorted(module.glob("variables*.tf")):
        for variable in _VARIABLE.finditer(file.read_text("utf-8")):
            default, nullable = (
                match[1] if (match := re.search(_ARGUMENT.format(name), variable["body"], re.MULTILINE)) else None
                for name in ("default", "nullable")
            )
            yield variable["name"], default, nullable


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_null_is_refused_or_stands_for_the_default_unless_it_is_the_default(module: Path) -> None:
    """`nullable = false`: a null of the caller then means the default (Terraform, input variables)."""
    variables = list(_variables(module))

    assert variables
    for name, default, nullable in variables:
        assert (name, nullable) == (name, None if default == "null" else "false")


def test_retention_days_are_those_of_cloudwatch_logs() -> None:
    texts = [path.read_text("utf-8") for path in REPOSITORY.glob("modules/*/variables*.tf")]
    lists = [tuple(map(int, days[1].split(","))) for text in texts for days in _RETENTION.finditer(text)]

    # 0 keeps logs for ever, where the module allows that.
    assert [tuple(day for day in days if day) for days in lists] == [RETENTION_DAYS] * 3
