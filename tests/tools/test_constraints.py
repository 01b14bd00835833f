"""The pinned environments: every file by its hash, for all that is declared, and the same version everywhere."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import REPOSITORY
from tools.lower_bounds import Step, UnboundedError, differences, lower_bounds, prepare, requirements, run

DEVELOPMENT = REPOSITORY / "constraints.txt"
ACTION = REPOSITORY / "tools/action/constraints.txt"
CHECKOV = REPOSITORY / "tools/checkov/constraints.txt"
AUTHORIZATION = REPOSITORY / "tools/authorization/constraints.txt"
IMAGE = REPOSITORY / "tools/image/constraints.txt"
LOCKS = sorted(REPOSITORY.glob("tools/*/constraints.txt"))
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


@pytest.mark.parametrize("file", [DEVELOPMENT, *LOCKS], ids=lambda file: file.parent.name)
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


@pytest.mark.parametrize("lock", [ACTION, IMAGE], ids=lambda file: file.parent.name)
def test_the_action_and_the_image_run_with_the_versions_that_are_tested(lock: Path) -> None:
    tested = {(pin.name, str(pin.specifier)) for pin in pins(DEVELOPMENT)}

    assert {(pin.name, str(pin.specifier)) for pin in pins(lock)} <= tested


def test_every_lock_is_written_by_make_constraints() -> None:
    recipe = (REPOSITORY / "Makefile").read_text("utf-8")

    assert {CHECKOV, AUTHORIZATION, ACTION, IMAGE} <= {*LOCKS}
    for lock in LOCKS:
        assert f"-o {lock.relative_to(REPOSITORY)}\n" in recipe


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


def test_what_two_versions_write_differently_is_shown_whatever_the_folder(tmp_path: Path) -> None:
    for name, text in (("pinned", "same"), ("lowest", "other")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(f"# in {tmp_path / name}\n{text}\n")
    (tmp_path / "lowest" / "more.tf").write_text("more\n")

    changed, added = differences(tmp_path / "pinned", tmp_path / "lowest")

    assert changed.splitlines()[2:] == ["@@ -2 +2 @@", "-same", "+other"]
    assert "+more" in added


def test_a_step_fails_by_its_exit_code_and_keeps_what_it_prints(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "inputs")

    assert run(Step("help", ("render", "--help")), sys.executable, folder) is None
    failure = run(Step("refused", ("render", "-c", "none.yaml")), sys.executable, folder)

    assert "Usage: mwaa_tf render" in (folder / "printed" / "help").read_text()
    assert failure is not None
    assert failure.startswith("refused: exit code 2 instead of 0")
