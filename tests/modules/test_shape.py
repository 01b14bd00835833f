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

#: A local object whose attribute `search` only makes what reads its other attributes wait.
_AFTER = re.compile(
    r"^  (?P<name>_after_\w+) = \{\n(?:    .*\n)*?    (?P<search>search += data\.\w+\.\w+)\n(?:    .*\n)*?  \}$",
    re.MULTILINE,
)

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

    assert _uses_of_judging_data(text) == []


def test_what_waits_for_a_data_source_does_not_use_it() -> None:
    """The one exception: an attribute of an object that nothing reads only sets the order."""
    text = (REPOSITORY / "modules/network/existing.tf").read_text("utf-8")
    by_another_attribute = f"{text}\nlocals {{\n  ids = local._after_vpc.search[0].ids\n}}\n"
    as_a_whole = f"{text}\nlocals {{\n  both = values(local._after_vpc)\n}}\n"
    directly = f"{text}\nlocals {{\n  ids = data.aws_vpcs.existing[0].ids\n}}\n"

    assert _uses_of_judging_data(text) == []
    assert _uses_of_judging_data(by_another_attribute) == ["search   = data.aws_vpcs.existing"]
    assert _uses_of_judging_data(as_a_whole) == ["search   = data.aws_vpcs.existing"]
    assert _uses_of_judging_data(directly) == ["ids = data.aws_vpcs.existing[0].ids"]


def _uses_of_judging_data(text: str) -> list[str]:
    """Lines that use data sources with conditions, other than conditions and what only waits for them."""
    judging = [f"data.{data['type']}.{data['name']}" for data in _DATA.finditer(text) if "condition {" in data["body"]]
    waiting = _waiting(text)
    used = [
        line.strip()
        for line in text.splitlines()
        if any(re.search(rf"\b{re.escape(name)}\b", line) for name in judging)
    ]
    return [line for line in used if not line.startswith(("condition ", "error_message ")) and line not in waiting]


def _waiting(text: str) -> set[str]:
    """Attributes ``search`` of local objects ``_after_…`` of which only other attributes are read."""
    lines = set()
    for waiting in _AFTER.finditer(text):
        read = re.findall(rf"\blocal\.{waiting['name']}\b(?:\.(\w+))?", text)
        if not {"", "search"} & set(read):
            lines.add(waiting["search"])
    return lines


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
