"""Stage 0: whose keys are whose in the bucket that it makes."""

from __future__ import annotations

import fnmatch
from typing import Any

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint import Blueprint
from tests.support import DATA, OWNER, SCIENCE, deployment, many

CREATED = {"backend": "s3", "bucket": "acme-tfstate", "create": True}


def participant(name: str, account_id: str, *environments: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "account_id": account_id, "environments": [{"name": each} for each in environments], **more}


def arguments(plan: Blueprint) -> dict[str, Any]:
    return dict(plan.by_path["0-state"].calls[0].arguments)


def granted(plan: Blueprint) -> dict[tuple[str, ...], tuple[list[str], list[str]]]:
    """Account and roles -> what is written and what is read."""
    return {
        (given["account_id"], *given.get("role_arns", ())): (given["writes"], given.get("reads", []))
        for given in arguments(plan)["accounts"]
    }


def test_stage_0_is_the_owners_and_comes_first() -> None:
    plan = build_blueprint(deployment(state={**CREATED, "region": "eu-west-1"}))

    first = plan.workspaces[0]
    assert (first.path, first.stage, first.account.account_id, first.region) == ("0-state", 0, OWNER, "eu-west-1")
    assert first.owns_state_bucket
    assert [workspace.path for workspace in plan.workspaces if workspace.owns_state_bucket] == ["0-state"]
    assert first.backend.settings["key"] == "analytics/0-state/terraform.tfstate"


@pytest.mark.parametrize("state", [{}, {"backend": "s3", "bucket": "acme-tfstate"}])
def test_a_bucket_that_is_there_has_no_workspace(state: dict[str, Any]) -> None:
    assert "0-state" not in build_blueprint(deployment(state=state)).by_path


def test_each_account_has_its_own_keys_and_reads_what_its_workspaces_read() -> None:
    participants = [participant("data", DATA, "etl", "ml"), participant("science", SCIENCE, "lab")]
    assert granted(build_blueprint(deployment(state=CREATED, participants=participants))) == {
        (OWNER,): (
            [
                "analytics/0-state/terraform.tfstate",
                "analytics/1-network/terraform.tfstate",
                "analytics/3-endpoints/*/terraform.tfstate",
            ],
            ["analytics/2-environments/*/terraform.tfstate"],
        ),
        (DATA,): (["analytics/2-environments/data-*/terraform.tfstate"], ["analytics/1-network/terraform.tfstate"]),
        (SCIENCE,): (
            ["analytics/2-environments/science-*/terraform.tfstate"],
            ["analytics/1-network/terraform.tfstate"],
        ),
    }


def test_names_that_begin_alike_are_listed_one_by_one() -> None:
    participants = [participant("data", DATA, "etl", "x-ml"), participant("data-x", SCIENCE, "lab")]
    found = granted(build_blueprint(deployment(state=CREATED, participants=participants)))

    assert found[(DATA,)][0] == [
        "analytics/2-environments/data-etl/terraform.tfstate",
        "analytics/2-environments/data-x-ml/terraform.tfstate",
    ]
    assert found[(SCIENCE,)][0] == ["analytics/2-environments/data-x-lab/terraform.tfstate"]


def test_an_owner_that_runs_environments_too_gets_no_pattern_over_those_of_others() -> None:
    participants = [participant("own", OWNER, "etl"), participant("data", DATA, "etl")]
    writes, reads = granted(build_blueprint(deployment(state=CREATED, participants=participants)))[(OWNER,)]

    assert "analytics/2-environments/own-*/terraform.tfstate" in writes
    assert not any(fnmatch.fnmatch("analytics/2-environments/data-etl/terraform.tfstate", key) for key in writes)
    assert any(fnmatch.fnmatch("analytics/2-environments/data-etl/terraform.tfstate", key) for key in reads)


def test_roles_of_one_account_are_told_apart_unless_one_party_has_none() -> None:
    roles = [f"arn:aws:iam::{DATA}:role/{name}" for name in ("one", "two")]
    apart = [participant("a", DATA, "etl", role_arn=roles[0]), participant("b", DATA, "etl", role_arn=roles[1])]
    found = granted(build_blueprint(deployment(state=CREATED, participants=apart)))
    assert found[(DATA, roles[0])][0] == ["analytics/2-environments/a-*/terraform.tfstate"]
    assert found[(DATA, roles[1])][0] == ["analytics/2-environments/b-*/terraform.tfstate"]

    mixed = [apart[0], participant("b", DATA, "etl")]
    found = granted(build_blueprint(deployment(state=CREATED, participants=mixed)))
    assert set(found) == {(OWNER,), (DATA,)}
    assert len(found[(DATA,)][0]) == 2


@pytest.mark.parametrize(
    "participants",
    [
        [participant("data", DATA, "etl", "ml"), participant("science", SCIENCE, "lab")],
        [participant("data", DATA, "etl", "x-ml"), participant("data-x", SCIENCE, "lab"), participant("d", OWNER, "e")],
        [participant("own", OWNER, "etl")],
    ],
)
def test_every_state_is_written_by_its_account_alone_and_read_by_who_needs_it(
    participants: list[dict[str, Any]],
) -> None:
    plan = build_blueprint(deployment(state=CREATED, participants=participants))
    found = granted(plan)
    for workspace in plan.workspaces:
        key = str(workspace.backend.settings["key"])
        writers = [who for who, (writes, _) in found.items() if any(fnmatch.fnmatch(key, each) for each in writes)]
        assert writers == [(workspace.account.account_id,)]
        readers = {
            who
            for who, (writes, reads) in found.items()
            if any(fnmatch.fnmatch(key, each) for each in (*writes, *reads))
        }
        needed = {
            (other.account.account_id,)
            for other in plan.workspaces
            if other.path == workspace.path or workspace.path in {read.workspace for read in other.reads}
        }
        assert readers == needed


def test_the_policy_does_not_grow_with_the_environments() -> None:
    few, much = (granted(build_blueprint(many(3, number, state=CREATED))) for number in (1, 50))
    assert few == much


def test_the_bucket_and_its_key_are_those_of_the_configuration() -> None:
    key = "arn:aws:kms:us-east-1:111111111111:key/12345678-1234-4234-9234-123456789012"
    plain = arguments(build_blueprint(deployment(state=CREATED)))
    assert set(plain) == {"name", "accounts"}
    assert plain["name"] == "acme-tfstate"
    assert arguments(build_blueprint(deployment(state={**CREATED, "create_kms_key": True})))["kms_key"] == {
        "create": True
    }
    assert arguments(build_blueprint(deployment(state={**CREATED, "kms_key_arn": key})))["kms_key"] == {"arn": key}


def test_backends_leave_the_encryption_to_a_bucket_whose_key_is_made() -> None:
    made, own, given = (
        build_blueprint(deployment(state={**CREATED, **more})).by_path["1-network"].backend.settings
        for more in (
            {"create_kms_key": True},
            {},
            {"kms_key_arn": "arn:aws:kms:us-east-1:111111111111:key/12345678-1234-4234-9234-123456789012"},
        )
    )
    assert "encrypt" not in made
    assert "kms_key_id" not in made
    assert own["encrypt"] is True
    assert given["encrypt"] is True
    assert given["kms_key_id"]


def test_it_is_protected_until_the_configuration_says_otherwise() -> None:
    protected, free = (
        build_blueprint(deployment(state={**CREATED, "force_destroy": force})).by_path["0-state"]
        for force in (False, True)
    )
    assert protected.protected
    assert "force_destroy" not in protected.calls[0].arguments
    assert not free.protected
    assert free.calls[0].arguments["force_destroy"] is True
