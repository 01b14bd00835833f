"""What to do after a run that was interrupted or failed: commands that can be copied as they are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mwaa_tf.cli._next_steps import CommandScope, next_steps
from mwaa_tf.cli._options import DEFAULT_CONFIG
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.unrecorded import TaintedResourcesError, UnrecordedResourcesError
from mwaa_tf.lifecycle.unsaved_state import UnsavedStateError
from mwaa_tf.terraform import TerraformError

NETWORK = "1-network"

LOCK = (
    "Error message: operation error S3: PutObject, https response error StatusCode: 412\n"
    "Lock Info:\n"
    "  ID:        0b5c1e1e-7a2b\n"
    "  Path:      acme-tfstate/1-network.tfstate\n"
    "  Operation: OperationTypeApply\n"
    "  Who:       ci@runner-7\n"
    "  Version:   1.11.4\n"
    "  Created:   2026-03-01 02:03:04.5 +0000 UTC\n"
    "  Info:      \n"
)


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no terminal to ask on."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)


@pytest.fixture
def scope(tmp_path: Path) -> CommandScope:
    (tmp_path / "analytics" / NETWORK).mkdir(parents=True)
    return CommandScope((DEFAULT_CONFIG,), tmp_path, (), ())


def failed(error: MwaaTfError, action: str = "apply") -> Outcome:
    return Outcome(NETWORK, 1, action, error=error)  # type: ignore[arg-type]


def terraform_error(output: str = "", returncode: int = 1) -> TerraformError:
    return TerraformError(["apply"], Path(NETWORK), returncode, output=output)


def commands(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines if line.startswith("    ")]


def test_a_failure_that_says_it_all_needs_no_more(scope: CommandScope) -> None:
    assert next_steps(scope, "analytics", "apply", [failed(terraform_error("AccessDenied"))]) == []
    assert next_steps(scope, "analytics", "apply", [Outcome(NETWORK, 1, "apply")]) == []


def test_an_interrupted_apply_is_searched_for_what_it_did_not_record(scope: CommandScope) -> None:
    lines = next_steps(scope, "analytics", "apply", [failed(terraform_error())], interrupted=True)

    assert commands(lines) == [
        f"mwaa_tf adopt -o {scope.output} 1-network --write",
        f"mwaa_tf apply -o {scope.output} --yes",
    ]


def test_a_killed_terraform_is_too_although_the_run_went_on(scope: CommandScope) -> None:
    lines = next_steps(scope, "analytics", "apply", [failed(terraform_error(returncode=-9))])

    assert commands(lines)[0] == f"mwaa_tf adopt -o {scope.output} 1-network --write"


@pytest.mark.parametrize("action", ["plan", "init", "refresh"])
def test_what_creates_nothing_leaves_nothing_to_adopt(scope: CommandScope, action: str) -> None:
    lines = next_steps(scope, "analytics", "apply", [failed(terraform_error(), action)], interrupted=True)

    assert commands(lines) == [f"mwaa_tf apply -o {scope.output} --yes"]


def test_a_lock_is_explained_with_who_has_it_and_never_broken(scope: CommandScope) -> None:
    lines = next_steps(scope, "analytics", "apply", [failed(terraform_error(LOCK), "plan")])

    assert lines[1] == (
        "  1-network: the state is locked by ci@runner-7 since 2026-03-01 02:03:04.5 +0000 UTC. Only if that run was "
        "killed, so that it cannot release the lock:"
    )
    assert commands(lines) == [
        f"mwaa_tf adopt -o {scope.output} 1-network --write",
        f"terraform -chdir={scope.output}/analytics/1-network force-unlock -force 0b5c1e1e-7a2b",
        f"mwaa_tf apply -o {scope.output} --yes",
    ]


def test_on_a_terminal_terraform_asks_before_it_releases_a_lock(
    scope: CommandScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)

    lines = next_steps(scope, "analytics", "apply", [failed(terraform_error(LOCK), "plan")])

    assert commands(lines)[1].endswith(" force-unlock 0b5c1e1e-7a2b")


def test_destroy_unlocks_but_adopts_nothing(scope: CommandScope) -> None:
    lines = next_steps(scope, "analytics", "destroy", [failed(terraform_error(LOCK), "destroy")])

    assert commands(lines) == [
        f"terraform -chdir={scope.output}/analytics/1-network force-unlock -force 0b5c1e1e-7a2b",
        f"mwaa_tf destroy -o {scope.output} --confirm analytics",
    ]


@pytest.mark.parametrize("error", [terraform_error("no route to host"), UnsavedStateError("was not saved")])
def test_a_state_that_could_not_be_saved_is_pushed_first(scope: CommandScope, error: MwaaTfError) -> None:
    folder = scope.output / "analytics" / NETWORK
    (folder / "errored.tfstate").write_text("{}")

    lines = next_steps(scope, "analytics", "apply", [failed(error)])

    assert str(folder / "errored.tfstate") in lines[1]
    assert commands(lines)[0] == f"terraform -chdir={folder} state push errored.tfstate && rm {folder}/errored.tfstate"
    assert not any("adopt" in line for line in lines)


def test_the_lock_of_such_a_state_is_released_before_it_is_pushed(scope: CommandScope) -> None:
    folder = scope.output / "analytics" / NETWORK
    (folder / "errored.tfstate").write_text("{}")

    lines = next_steps(scope, "analytics", "apply", [failed(terraform_error(LOCK), "plan")])

    assert [line.split()[2] for line in commands(lines)[:2]] == ["force-unlock", "state"]


def test_a_lock_that_was_not_released_either_is_left_to_the_next_run_which_knows_its_id(scope: CommandScope) -> None:
    """`state push` would fail because of it."""
    folder = scope.output / "analytics" / NETWORK
    (folder / "errored.tfstate").write_text("{}")
    error = terraform_error("Error releasing the state lock\n\nError message: connection refused")

    lines = next_steps(scope, "analytics", "apply", [failed(error)])

    assert "errored.tfstate, nor release its lock" in lines[1]
    assert commands(lines) == [f"mwaa_tf apply -o {scope.output} --yes"]


def test_resources_that_exist_are_adopted(scope: CommandScope) -> None:
    lines = next_steps(scope, "analytics", "apply", [failed(UnrecordedResourcesError("exists"), "plan")])

    assert commands(lines)[0] == f"mwaa_tf adopt -o {scope.output} 1-network --write"


def test_tainted_resources_are_kept_each_by_its_own_command(scope: CommandScope) -> None:
    addresses = ["module.e.aws_mwaa_environment.this", 'module.e.aws_s3_bucket_versioning.source["a"]']

    lines = next_steps(scope, "analytics", "apply", [failed(TaintedResourcesError(addresses), "plan")])

    untaint = f"terraform -chdir={scope.output}/analytics/1-network untaint"
    assert commands(lines)[:2] == [f"{untaint} {addresses[0]}", f"{untaint} '{addresses[1]}'"]


def test_the_command_is_called_again_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = CommandScope((Path("it's.yaml"),), tmp_path, ("data-etl",), ("2-*/*",))

    def last() -> str:
        return next_steps(scope, "analytics", "apply", [], interrupted=True)[-1].strip()

    assert last() == f"mwaa_tf apply -c 'it'\"'\"'s.yaml' -o {tmp_path} data-etl --only '2-*/*' --yes"
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    assert last().endswith("--only '2-*/*'")


def test_names_cannot_move_the_cursor(scope: CommandScope) -> None:
    outcome = Outcome("1-network\x1b[2J", 1, "apply", error=terraform_error())

    lines = next_steps(scope, "analytics", "apply", [outcome], interrupted=True)

    assert not any("\x1b" in line for line in lines)
