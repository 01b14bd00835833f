"""The next step, for each thing that can be in the way."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mwaa_tf.aws_errors import AwsError, AwsErrorKind
from mwaa_tf.lifecycle.status.drift import Drift, DriftChange
from mwaa_tf.lifecycle.status.environments import MISSING, EndpointReading
from mwaa_tf.lifecycle.status.locks import StateLock
from mwaa_tf.lifecycle.status.model import (
    Applied,
    NextStep,
    StepKind,
    WorkspaceFacts,
    WorkspaceStatus,
    with_destroyed,
)
from mwaa_tf.lifecycle.status.next_steps import Commands, next_step
from mwaa_tf.lifecycle.status.notes import notes
from mwaa_tf.lifecycle.status.readings import StateProblem, StateReading
from mwaa_tf.lifecycle.watch import NOT_FOUND
from mwaa_tf.mwaa.status import Status
from mwaa_tf.terraform import product
from mwaa_tf.text import shell_quoted
from tests.lifecycle.status.samples import (
    APPLIED,
    AVAILABLE_ENDPOINTS,
    BLUEPRINT,
    COMMANDS,
    EMPTY,
    ENDPOINTS,
    ETL,
    FULL,
    NETWORK,
    NO_STATE,
    NOW,
    SERVICE,
    environment,
    facts,
    lacking_credentials,
    status,
    step,
)

MISSING_ENDPOINT = (EndpointReading("database", SERVICE, "", MISSING),)
TAINTED_ENVIRONMENT = replace(FULL, tainted=("module.environment.aws_mwaa_environment.this",))


def test_a_workspace_that_is_in_order_needs_nothing() -> None:
    for path in (NETWORK, ENDPOINTS):
        assert step(facts(path)) == NextStep()
    assert step(facts(ETL, environment=environment(), endpoints=AVAILABLE_ENDPOINTS)) == NextStep()


def test_a_workspace_that_is_not_rendered_is_rendered_first() -> None:
    known = facts(NETWORK, NO_STATE, is_rendered=False)
    assert step(known).command == "mwaa_tf render -c network.yaml"
    assert known.applied is Applied.NOT_RENDERED


def test_the_first_step_is_to_apply_the_network_and_the_others_wait() -> None:
    assert step(facts(NETWORK, NO_STATE)) == NextStep(StepKind.ACT, "mwaa_tf apply -c network.yaml 1-network")
    waiting = step(facts(ETL, NO_STATE, waits_for=(NETWORK,)))
    assert waiting == NextStep(StepKind.WAIT, reason="waits for 1-network")


DESTROYED = StateReading("terraform.tfstate", EMPTY, NOW)


def destroyed(path: str, state: StateReading = DESTROYED, **more: Any) -> WorkspaceFacts:
    return facts(path, state, **more)


def test_after_a_complete_destroy_nothing_needs_attention_and_before_the_first_apply_that_does() -> None:
    never = [facts(NETWORK, NO_STATE), facts(ETL, NO_STATE, waits_for=(NETWORK,))]
    gone = environment(NOT_FOUND)
    for after in (
        [destroyed(NETWORK), destroyed(ETL, waits_for=(NETWORK,), environment=gone), destroyed(ENDPOINTS)],
        [destroyed(NETWORK), facts(ETL, NO_STATE, waits_for=(NETWORK,), environment=gone)],
    ):
        assert not status(*with_destroyed(after)).needs_attention
    assert step(with_destroyed([destroyed(NETWORK)])[0]) == NextStep(reason="destroyed")
    assert status(*with_destroyed(never)).needs_attention


def test_what_a_destroy_left_needs_attention() -> None:
    unreadable = StateReading("s3", problem=StateProblem.UNREADABLE, reason="denied")
    for left in (
        [facts(NETWORK), destroyed(ETL)],  # still applied
        [destroyed(NETWORK), destroyed(ETL, waits_for=(NETWORK,), environment=environment())],  # only AWS has it
        [destroyed(NETWORK), facts(ETL, unreadable)],
        [destroyed(NETWORK, has_adopt_file=True), destroyed(ETL)],
        [destroyed(NETWORK, replace(DESTROYED, lock=StateLock("1-2-3")))],
    ):
        assert status(*with_destroyed(left)).needs_attention


def test_pending_leads_to_the_endpoints() -> None:
    pending = facts(ETL, environment=environment("PENDING"), endpoints=MISSING_ENDPOINT)
    assert step(pending).kind is StepKind.ACT
    assert step(pending).command == "mwaa_tf apply -c network.yaml 3-endpoints/data-etl"


def test_pending_without_credentials_of_the_owner_goes_by_the_state_of_the_endpoints() -> None:
    unknown = (EndpointReading("database", SERVICE),)
    applied = facts(ETL, environment=environment("PENDING"), endpoints=unknown)
    assert step(applied).kind is StepKind.WATCH
    assert "not known here" in step(applied).reason
    not_applied = replace(applied, awaits_endpoints=True)
    assert step(not_applied).command == "mwaa_tf apply -c network.yaml 3-endpoints/data-etl"


OWNER_NEEDED = "needs credentials of account 111111111111 (owner): these are of account 222222222222; set AWS_PROFILE"


@pytest.mark.parametrize(
    ("status", "endpoints", "command"),
    [
        ("PENDING", MISSING_ENDPOINT, "apply"),
        ("PENDING", (EndpointReading("database", SERVICE, "vpce-1", "rejected"),), "plan"),
        ("AVAILABLE", MISSING_ENDPOINT, "plan"),
    ],
)
def test_a_step_of_the_owner_is_no_attention_with_the_keys_of_the_participant_and_says_whose_keys_it_needs(
    status: str, endpoints: tuple[EndpointReading, ...], command: str
) -> None:
    lacking = lacking_credentials(ENDPOINTS, "222222222222")
    known = facts(ETL, environment=environment(status), endpoints=endpoints, endpoints_credentials=lacking)
    found = step(known)
    assert (found.kind, found.needs_account) == (StepKind.CREDENTIALS, "111111111111")
    assert found.command == f"mwaa_tf {command} -c network.yaml 3-endpoints/data-etl"
    assert found.reason.endswith(f"; {OWNER_NEEDED}")
    assert not WorkspaceStatus(known, found).needs_attention
    owned = replace(known, endpoints_credentials=facts(ENDPOINTS).credentials)
    assert (step(owned).kind, step(owned).needs_account) == (StepKind.ACT, "")


@pytest.mark.parametrize(
    "known",
    [
        facts(NETWORK, NO_STATE),
        facts(NETWORK, missing_outputs=("private_subnet_ids",)),
        facts(NETWORK, missing_outputs=("private_subnet_ids",), has_adopt_file=True),
        facts(ETL, replace(APPLIED, contents=TAINTED_ENVIRONMENT)),
        facts(NETWORK, replace(APPLIED, lock=StateLock("5b6ee5e3", "ops@laptop", "apply"))),
        facts(NETWORK, replace(APPLIED, lock=StateLock("5b6ee5e3", "ops@laptop", "plan"))),
    ],
)
def test_a_step_in_another_account_is_no_attention_and_the_same_where_credentials_could_not_be_checked_is(
    known: WorkspaceFacts,
) -> None:
    assert step(known).kind is StepKind.ACT
    lacking = lacking_credentials(known.workspace.path, "333333333333")
    found = step(replace(known, credentials=lacking))
    assert (found.kind, found.command) == (StepKind.CREDENTIALS, step(known).command)
    assert found.reason.endswith(str(lacking))
    assert found.needs_account == known.workspace.account.account_id
    unchecked = replace(known.credentials, error="GetCallerIdentity: the network failed")
    assert step(replace(known, credentials=unchecked)).kind is StepKind.ACT
    assert "could not be checked" in step(replace(known, credentials=unchecked)).reason


def test_what_needs_no_credentials_is_a_step_without_them() -> None:
    lacking = lacking_credentials(NETWORK, "333333333333")
    assert step(facts(NETWORK, NO_STATE, is_rendered=False, credentials=lacking)).kind is StepKind.ACT
    assert step(facts(NETWORK, has_adopt_file=True, credentials=lacking)).kind is StepKind.ACT


def test_pending_with_endpoints_is_watched_and_with_broken_ones_planned() -> None:
    pending = facts(ETL, environment=environment("PENDING"), endpoints=AVAILABLE_ENDPOINTS)
    assert step(pending) == NextStep(
        StepKind.WATCH,
        "mwaa_tf status -c network.yaml 2-environments/data-etl --watch",
        "PENDING; its endpoints exist",
    )
    rejected = replace(pending, endpoints=(EndpointReading("database", SERVICE, "vpce-1", "rejected"),))
    assert step(rejected).command == "mwaa_tf plan -c network.yaml 3-endpoints/data-etl"


@pytest.mark.parametrize("status", list(Status))
def test_every_status_of_an_environment_has_a_step_or_is_in_order(status: Status) -> None:
    found = step(facts(ETL, environment=environment(str(status)), endpoints=AVAILABLE_ENDPOINTS))
    if status is Status.AVAILABLE:
        assert found == NextStep()
    elif status.is_busy or status.waits_for_endpoints:
        assert found.kind is StepKind.WATCH
    else:
        assert found.kind is StepKind.ACT
        assert "environment" in found.reason or str(status) in found.reason


def test_a_status_that_is_not_known_is_reported_by_name() -> None:
    found = step(facts(ETL, environment=environment("HIBERNATING"), endpoints=AVAILABLE_ENDPOINTS))
    assert found.kind is StepKind.ACT
    assert "HIBERNATING" in found.reason


def test_a_deleted_environment_is_planned_again() -> None:
    found = step(facts(ETL, environment=environment(NOT_FOUND), endpoints=AVAILABLE_ENDPOINTS))
    assert found.command == "mwaa_tf plan -c network.yaml 2-environments/data-etl"


def test_an_environment_that_failed_after_pending_is_replaced_and_a_tainted_one_applied() -> None:
    failed = environment("CREATE_FAILED", update_error="INCORRECT_CONFIGURATION: You may need to check the route")
    untainted = step(facts(ETL, environment=failed, endpoints=AVAILABLE_ENDPOINTS))
    assert untainted.command == (
        "terraform -chdir=generated/analytics/2-environments/data-etl apply "
        "-replace=module.environment.aws_mwaa_environment.this"
    )
    assert "You may need to check the route" in untainted.reason
    tainted = step(facts(ETL, replace(APPLIED, contents=TAINTED_ENVIRONMENT), environment=failed))
    assert tainted.command == "mwaa_tf apply -c network.yaml 2-environments/data-etl"


def test_an_environment_whose_update_failed_runs_as_before_whatever_the_update_changed() -> None:
    failed = environment("UPDATE_FAILED", update_error="INCORRECT_CONFIGURATION: You may need to check the role.")

    found = step(facts(ETL, environment=failed, endpoints=AVAILABLE_ENDPOINTS))

    assert found.command == "mwaa_tf plan -c network.yaml 2-environments/data-etl"
    assert found.reason == (
        "UPDATE_FAILED: INCORRECT_CONFIGURATION: You may need to check the role; it runs as before the update"
    )


def test_an_apply_that_did_not_complete_is_completed_with_what_it_lost() -> None:
    half = facts(NETWORK, missing_outputs=("private_subnet_ids",))
    assert half.applied is Applied.HALF_APPLIED
    assert step(half).command == (
        "mwaa_tf adopt -c network.yaml 1-network --write && mwaa_tf apply -c network.yaml 1-network"
    )
    assert "private_subnet_ids" in step(half).reason
    assert step(replace(half, has_adopt_file=True)).command == "mwaa_tf apply -c network.yaml 1-network"


def test_a_tainted_environment_that_works_is_not_replaced_without_a_look() -> None:
    tainted = facts(ETL, replace(APPLIED, contents=TAINTED_ENVIRONMENT), environment=environment())
    assert tainted.applied is Applied.HALF_APPLIED
    assert step(tainted).command == "mwaa_tf adopt -c network.yaml 2-environments/data-etl"


def test_an_environment_that_only_aws_has_is_adopted() -> None:
    found = step(facts(ETL, NO_STATE, environment=environment("CREATING")))
    assert found.command == "mwaa_tf adopt -c network.yaml 2-environments/data-etl"


def test_where_only_opentofu_is_installed_it_is_in_the_command_although_nothing_ran(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tofu").write_text("#!/bin/sh\nexit 70\n")
    (tmp_path / "tofu").chmod(0o755)
    monkeypatch.setattr(product, "_in_use", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(product.VARIABLE, raising=False)
    lock = StateLock("5b6ee5e3-43f1", "ops@laptop", "plan")
    found = step(facts(NETWORK, replace(APPLIED, lock=lock)))
    assert found.command == "tofu -chdir=generated/analytics/1-network force-unlock 5b6ee5e3-43f1"


def test_a_lock_names_who_has_it_and_is_released_by_its_id_only() -> None:
    created = datetime.fromisoformat("2026-11-26T11:58:00+00:00")
    lock = StateLock("5b6ee5e3-43f1", "ops@laptop", "apply", created)
    found = step(facts(NETWORK, replace(APPLIED, lock=lock)))
    unlock = "terraform -chdir=generated/analytics/1-network force-unlock 5b6ee5e3-43f1"
    assert found.command == f"mwaa_tf adopt -c network.yaml 1-network --write && {unlock}"
    assert found.reason.startswith("locked by ops@laptop since 2026-11-26 11:58:00 UTC (apply); make sure that")
    assert found.reason.endswith("look for what it created and did not record, and release it")
    assert found.kind is StepKind.ACT
    planned = step(facts(NETWORK, replace(APPLIED, lock=replace(lock, operation="plan"))))
    assert planned.command == unlock
    searched = step(replace(facts(NETWORK, replace(APPLIED, lock=lock)), has_adopt_file=True))
    assert searched.command == unlock


def test_a_lock_of_a_run_that_is_known_to_be_running_is_waited_for() -> None:
    found = step(facts(NETWORK, replace(APPLIED, lock=StateLock("5b6ee5e3", "ops@laptop", "apply", is_held=True))))
    assert found.kind is StepKind.WATCH
    assert "force-unlock" not in found.command


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (StateProblem.CREDENTIALS, StepKind.CREDENTIALS),
        (StateProblem.NO_BUCKET, StepKind.ACT),
        (StateProblem.UNREADABLE, StepKind.ACT),
        (StateProblem.TRANSIENT, StepKind.ACT),
        (StateProblem.NOT_INITIALISED, StepKind.ACT),
    ],
)
def test_a_state_that_cannot_be_read_is_named_with_the_reason(problem: StateProblem, kind: StepKind) -> None:
    known = facts(NETWORK, StateReading("s3://states/a", problem=problem, reason="s3://states/a: AccessDenied"))
    assert known.applied is (Applied.NOT_APPLIED if problem is StateProblem.NO_BUCKET else Applied.UNKNOWN)
    assert (step(known).kind, step(known).reason) == (kind, "s3://states/a: AccessDenied")


def test_drift_is_looked_at_before_it_is_undone() -> None:
    drift = Drift((DriftChange("aws_vpc.this", "update", is_outside=True), DriftChange("aws_eip.this", "create")))
    found = step(facts(NETWORK, drift=drift))
    assert found.command == "mwaa_tf plan -c network.yaml 1-network"
    assert found.reason == "a plan changes 2 resources, 1 of which changed outside Terraform"
    assert step(facts(NETWORK, drift=Drift(outputs=("status",)))) == NextStep()
    assert step(facts(NETWORK, drift=Drift(error="terraform plan: exit code 1"))).kind is StepKind.ACT


def test_drift_that_a_plan_keeps_is_accepted_or_configured() -> None:
    change = DriftChange(
        "aws_mwaa_environment.this", "none", is_outside=True, is_kept=True, attributes=("max_workers",)
    )
    found = step(facts(ETL, environment=environment(), endpoints=AVAILABLE_ENDPOINTS, drift=Drift((change,))))
    assert found.command == "terraform -chdir=generated/analytics/2-environments/data-etl apply -refresh-only"
    assert "max_workers" in found.reason


def test_drift_that_a_plan_keeps_is_told_beside_what_it_changes() -> None:
    """After that apply the state has it, and no plan shows it any more."""
    address = "aws_mwaa_environment.this"
    undone = DriftChange(address, "update", is_outside=True, attributes=("max_workers",))
    kept = DriftChange(address, "none", is_outside=True, is_kept=True, attributes=("min_workers",))
    known = facts(ETL, environment=environment(), endpoints=AVAILABLE_ENDPOINTS, drift=Drift((undone, kept)))
    assert step(known).command == "mwaa_tf plan -c network.yaml 2-environments/data-etl"
    assert step(known).reason == (
        "a plan changes 1 resource, 1 of which changed outside Terraform; "
        "it keeps what else was changed there: min_workers; set it in the configuration, or accept it"
    )


def test_what_changed_outside_is_listed_however_much_the_configuration_changes() -> None:
    configured = [DriftChange(f"aws_eip.this[{number}]", "create") for number in range(12)]
    kept = DriftChange("aws_mwaa_environment.this", "none", is_outside=True, is_kept=True, attributes=("min_workers",))
    listed = list(notes(facts(ETL, drift=Drift((*configured, kept))), NOW))
    assert listed[0].startswith("aws_mwaa_environment.this: kept by a plan; changed outside Terraform (min_workers)")
    assert listed[-1] == "and 3 more changes"


def test_import_blocks_that_are_applied_are_removed() -> None:
    found = step(facts(NETWORK, has_adopt_file=True))
    assert found.command == "rm generated/analytics/1-network/adopt.tf"


def test_a_call_that_is_denied_or_throttled_needs_attention() -> None:
    for kind in (AwsErrorKind.DENIED, AwsErrorKind.THROTTLED, AwsErrorKind.NETWORK):
        error = AwsError(kind, "GetEnvironment: it failed")
        found = step(facts(ETL, environment=environment("", error=error), endpoints=AVAILABLE_ENDPOINTS))
        assert (found.kind, found.reason) == (StepKind.ACT, "GetEnvironment: it failed")


def test_missing_credentials_are_no_attention() -> None:
    known = facts(ETL, environment=environment(""), endpoints=AVAILABLE_ENDPOINTS)
    lacking = replace(known.credentials, reason="there are none", remedy="set AWS_PROFILE")
    assert step(replace(known, credentials=lacking)).kind is StepKind.CREDENTIALS


@pytest.mark.parametrize("folder", ["generated/my team", "generated/$(reboot)", "generated/it's", "generated/a\nb"])
def test_commands_are_quoted_for_a_shell(folder: str) -> None:
    commands = Commands(("-o", shell_quoted(folder)))
    known = replace(facts(NETWORK, replace(APPLIED, lock=StateLock("a;b"))), folder=Path(folder) / NETWORK)
    command = next_step(known, commands).command
    assert "\n" not in command
    rest = ["mwaa_tf", "adopt", "-o", folder, NETWORK, "--write"]
    if "\n" not in folder:
        assert shlex.split(command) == [*rest, "&&", "terraform", f"-chdir={folder}/1-network", "force-unlock", "a;b"]


def test_a_missing_bucket_is_created_by_its_workspace_and_waited_for_by_the_others() -> None:
    reading = StateReading("s3://states/a", problem=StateProblem.NO_BUCKET, reason="the bucket states does not exist")
    owner = msgspec.structs.replace(BLUEPRINT.by_path[NETWORK], owns_state_bucket=True)
    assert next_step(replace(facts(NETWORK, reading), workspace=owner), COMMANDS).command.startswith("mwaa_tf apply")
    waiting: WorkspaceFacts = facts(ETL, reading, waits_for=("0-state",))
    assert step(waiting) == NextStep(StepKind.WAIT, reason="waits for 0-state: the bucket states does not exist")


@pytest.mark.parametrize(
    ("status", "update", "source", "note"),
    [
        ("UPDATING", "PENDING", "", "the update under way began 2026-11-26 11:40 UTC"),
        (
            "MAINTENANCE",
            "PENDING",
            "Environment maintenance",
            "the update under way began 2026-11-26 11:40 UTC; MWAA names Environment maintenance as its source",
        ),
        ("AVAILABLE", "SUCCESS", "Environment maintenance", ""),
        ("CREATING", "PENDING", "", ""),
    ],
)
def test_who_began_an_update_that_is_under_way_is_told(status: str, update: str, source: str, note: str) -> None:
    began = NOW - timedelta(minutes=20)
    known = environment(status, update_status=update, update_source=source, updated_at=began)

    told = [line for line in notes(facts(ETL, environment=known), NOW) if "update" in line]

    assert told == [note] * bool(note)
