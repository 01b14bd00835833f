"""Modules stay small enough to be read: few variables, short files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mwaa_tf.contract.read import contract_of
from mwaa_tf.embed import bundle
from tests.support import REPOSITORY

MODULES = sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))

#: checkov reads one line, so the link is a comment of its own on the next.
_SKIP = re.compile(r"#checkov:skip=(?P<check>\w+):(?P<reason>.{15,}):\n *# (?P<link>https://\S+)")

_DATA = re.compile(r'^data "(?P<type>\w+)" "(?P<name>\w+)" \{\n(?P<body>.*?)^\}', re.MULTILINE | re.DOTALL)

_MOCK = re.compile(r'^mock_provider "aws" \{\n(?P<body>.*?)^\}', re.MULTILINE | re.DOTALL)

_VARIABLES = 10
_LINES = 150


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_no_file_is_longer_than_can_be_read_at_once(module: Path) -> None:
    long = {file.name: len(file.read_text("utf-8").splitlines()) for file in module.rglob("*.tf")}

    assert {name: lines for name, lines in long.items() if lines > _LINES} == {}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_many_settings_are_grouped_in_objects(module: Path) -> None:
    variables = contract_of(module).variables
    grouped = [name for name, variable in variables.items() if variable.type.startswith("object(")]

    assert len(variables) <= _VARIABLES or len(variables) - len(grouped) <= _VARIABLES
    assert [name for name, variable in variables.items() if variable.type in ("", "any")] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_check_that_is_skipped_has_a_reason_and_a_link(module: Path) -> None:
    text = "\n".join(file.read_text("utf-8") for file in module.glob("*.tf"))

    assert [line for line in text.splitlines() if "checkov:skip" in line and f"{line}\n" not in _skips(text)] == []


def _skips(text: str) -> list[str]:
    return [f"  {skip[0].splitlines()[0]}\n" for skip in _SKIP.finditer(text)]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_data_source_with_conditions_is_there_for_them_alone(module: Path) -> None:
    """As soon as anything changes upstream, be it a tag, Terraform reads it late and replaces what comes of it."""
    text = "\n".join(file.read_text("utf-8") for file in module.glob("*.tf"))
    judging = [f"data.{data['type']}.{data['name']}" for data in _DATA.finditer(text) if "condition {" in data["body"]]
    used = [
        line.strip()
        for line in text.splitlines()
        if any(re.search(rf"\b{re.escape(name)}\b", line) for name in judging)
    ]

    assert [line for line in used if not line.startswith(("condition ", "error_message "))] == []


def test_all_tests_share_one_mock_of_the_provider() -> None:
    mocks = [path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("modules/**/*.tfmock.hcl")]
    providers = {
        file.relative_to(REPOSITORY).as_posix(): provider
        for file in sorted(REPOSITORY.glob("modules/*/tests/*.tftest.hcl"))
        for provider in _MOCK.findall(file.read_text("utf-8"))
    }

    assert mocks == ["modules/tests/aws.tfmock.hcl"]
    assert {file: body for file, body in providers.items() if '  source = "../tests"\n' not in body} == {}
    assert len(providers) == len(list(REPOSITORY.glob("modules/*/tests/*.tftest.hcl")))


def test_the_shared_mock_is_no_module_and_travels_with_none() -> None:
    copied = bundle.files(bundle.names())

    assert bundle.names() == [module.name for module in MODULES]
    assert [path for path in copied if path.endswith(".hcl") or path.startswith("tests/")] == []
