"""The pinned environments: every file by its hash, for all that is declared, and the same version everywhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import REPOSITORY
from tools.lower_bounds import UnboundedError, lower_bounds, requirements

DEVELOPMENT = REPOSITORY / "constraints.txt"
ACTION = REPOSITORY / "tools/action/constraints.txt"
CHECKOV = REPOSITORY / "tools/checkov/constraints.txt"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]

_HASH = re.compile(r" *--hash=sha256:[0-9a-f]{64}")


def pins(file: Path) -> list[Requirement]:
    """The pinned packages of ``file``, each of which has at least one hash."""
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    entries = [entry.replace("\\\n", "\n").splitlines() for entry in re.split(r"(?<!\\)\n", "\n".join(lines)) if entry]
    for pin, *hashes in entries:
        assert hashes, pin
        assert all(_HASH.fullmatch(line.rstrip()) for line in hashes), pin
    return [Requirement(pin) for pin, *_ in entries]


def names(lines: list[str]) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in map(Requirement, lines)}


@pytest.mark.parametrize("file", [DEVELOPMENT, ACTION, CHECKOV], ids=lambda file: file.parent.name)
def test_every_pin_is_exact_and_has_hashes(file: Path) -> None:
    for requirement in pins(file):
        ((operator, version),) = [(limit.operator, limit.version) for limit in requirement.specifier]
        assert (operator, version.count("*")) == ("==", 0), requirement
        assert requirement.url is None


def test_everything_that_is_declared_is_pinned() -> None:
    extras = PROJECT["optional-dependencies"]
    declared = names([*PROJECT["dependencies"], *(line for extra in extras.values() for line in extra)]) - {"mwaa-tf"}

    assert declared <= {pin.name for pin in pins(DEVELOPMENT)}
    assert names([*PROJECT["dependencies"], "hatchling"]) <= {pin.name for pin in pins(ACTION)}


def test_the_action_runs_with_the_versions_that_are_tested() -> None:
    tested = {(pin.name, str(pin.specifier)) for pin in pins(DEVELOPMENT)}

    assert {(pin.name, str(pin.specifier)) for pin in pins(ACTION)} <= tested


def test_a_pin_satisfies_what_is_declared() -> None:
    versions = {pin.name: next(iter(pin.specifier)).version for pin in pins(DEVELOPMENT)}

    for requirement in requirements():
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_the_highest_bound_that_applies_to_this_python_counts() -> None:
    lines = [
        "Moto[server]>=5.2.5,<5.3",
        "rich>=13",
        "rich>=14; python_version >= '3.11'",
        "rich>=99; python_version < '3'",
    ]

    assert lower_bounds(map(Requirement, lines)) == {"moto": "moto[server]==5.2.5", "rich": "rich==14"}


@pytest.mark.parametrize("line", ["rich", "rich<15", "rich!=13.1"])
def test_a_dependency_without_a_lower_bound_is_named(line: str) -> None:
    with pytest.raises(UnboundedError, match="rich"):
        lower_bounds([Requirement(line)])


def test_every_dependency_of_users_has_a_lower_bound() -> None:
    assert lower_bounds(requirements()).keys() >= {"boto3", "cdktn", "hatchling", "moto", "pydantic"}
