"""What counts as drift in a plan, and whom CloudTrail names."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.lifecycle.status.drift import SET_BY_MWAA, _planned
from mwaa_tf.lifecycle.status.trail import environment_events, resource_events
from mwaa_tf.terraform import Terraform
from tests.lifecycle.status.samples import NOW

ENVIRONMENT = "module.environment.aws_mwaa_environment.this"


def resource(address: str, actions: list[str], before: Any, after: Any) -> dict[str, Any]:
    kind = address.split(".")[-2]
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "change": {"actions": actions, "before": before, "after": after},
    }


def plan(*drifted: dict[str, Any], changes: tuple[dict[str, Any], ...] = (), **outputs: list[str]) -> dict[str, Any]:
    return {
        "resource_drift": list(drifted),
        "resource_changes": list(changes),
        "output_changes": {name: {"actions": actions} for name, actions in outputs.items()},
    }


def test_what_the_provider_completes_after_an_apply_is_no_drift() -> None:
    """Real entries of a second plan: rules of a group, routes, policies, and what MWAA sets in an environment."""
    found = _planned(
        plan(
            resource(
                "module.network.aws_security_group.this", ["update"], {"ingress": []}, {"ingress": [{"self": True}]}
            ),
            resource("module.network.aws_route_table.public", ["update"], {"route": []}, {"route": [{"cidr": "0/0"}]}),
            resource("module.environment.aws_s3_bucket.source", ["update"], {"policy": ""}, {"policy": "{}"}),
            resource(
                ENVIRONMENT,
                ["update"],
                {"status": "PENDING", "airflow_configuration_options": None, "tags": None},
                {"status": "AVAILABLE", "airflow_configuration_options": {}, "tags": {}},
            ),
            status=["update"],
            vpc_id=["no-op"],
        )
    )
    assert found.changes == ()
    assert found.outputs == ("status",)


def test_a_change_that_a_plan_undoes_was_made_outside_and_any_other_by_the_configuration() -> None:
    undone = resource(ENVIRONMENT, ["update"], {"id": "e", "max_workers": 7}, {"id": "e", "max_workers": 5})
    configured = resource("module.network.aws_vpc.this", ["update"], {"id": "vpc-1", "tags": {}}, {"tags": {"a": "b"}})
    group = resource("module.network.aws_security_group.this", ["update"], {"description": "a"}, {"description": "b"})
    found = _planned(
        plan(
            resource(ENVIRONMENT, ["update"], {"max_workers": 5}, {"max_workers": 7}),
            resource("module.network.aws_security_group.this", ["update"], {"ingress": []}, {"ingress": [1]}),
            changes=(undone, configured, group),
        )
    )
    assert [(change.address, change.is_outside, change.attributes) for change in found.changes] == [
        (ENVIRONMENT, True, ("max_workers",)),
        ("module.network.aws_vpc.this", False, ()),
        ("module.network.aws_security_group.this", False, ()),
    ]
    assert found.changes[1].resource_id == "vpc-1"


def test_what_the_configuration_leaves_to_aws_is_drift_also_where_a_plan_updates_the_environment_anyway() -> None:
    """`update-environment --max-workers 20 --min-workers 2`, where the configuration sets only `max_workers`."""
    before = {"id": "e", "max_workers": 10, "min_workers": 1, "status": "AVAILABLE", "tags": None}
    changed = {"id": "e", "max_workers": 20, "min_workers": 2, "status": "UPDATING", "tags": {}}
    found = _planned(
        plan(
            resource(ENVIRONMENT, ["update"], before, changed),
            changes=(resource(ENVIRONMENT, ["update"], changed, {**changed, "max_workers": 10}),),
        )
    )
    assert [(change.action, change.is_kept, change.attributes) for change in found.changes] == [
        ("update", False, ("max_workers",)),
        ("none", True, ("min_workers",)),
    ]
    assert all(change.address == ENVIRONMENT and change.is_outside for change in found.changes)


def test_an_environment_that_is_created_again_keeps_nothing() -> None:
    """Its values are those of the configuration, or not known before the apply."""
    changed = {"id": "e", "max_workers": 20, "min_workers": 2}
    replaced = resource(ENVIRONMENT, ["delete", "create"], changed, {"max_workers": 10})
    drifted = resource(ENVIRONMENT, ["update"], {"id": "e", "max_workers": 10, "min_workers": 1}, changed)
    (change,) = _planned(plan(drifted, changes=(replaced,))).changes
    assert (change.is_kept, change.attributes) == (False, ("max_workers", "min_workers"))
    deleted = resource(ENVIRONMENT, ["delete"], changed, None)
    created = resource(ENVIRONMENT, ["create"], None, {"max_workers": 10})
    (change,) = _planned(plan(deleted, changes=(created,))).changes
    assert (change.action, change.is_kept) == ("create", False)


def test_what_was_deleted_outside_is_created_again() -> None:
    address = "module.network.aws_vpc.this"
    found = _planned(
        plan(
            resource(address, ["delete"], {"id": "vpc-1"}, None),
            changes=(resource(address, ["create"], None, {"cidr_block": "10.0.0.0/16"}),),
        )
    )
    (change,) = found.changes
    assert (change.action, change.is_outside, change.resource_id) == ("create", True, "vpc-1")


@pytest.mark.parametrize(
    ("actions", "shown"),
    [
        (["delete", "create"], "replace"),
        (["create", "delete"], "replace"),
        (["forget"], "forget"),
        (["create", "forget"], "create and forget"),
        (["hibernate"], "hibernate"),
    ],
)
def test_actions_are_shown_also_those_that_are_not_known(actions: list[str], shown: str) -> None:
    (change,) = _planned(plan(changes=(resource("module.a.aws_vpc.this", actions, {}, {}),))).changes
    assert change.action == shown


class Trail:
    """CloudTrail, with events in two pages."""

    def __init__(self, *events: dict[str, Any]) -> None:
        self.events = events

    def lookup_events(self, **arguments: Any) -> dict[str, Any]:
        (attribute,) = arguments["LookupAttributes"]
        key = attribute["AttributeKey"]
        matching = [event for event in self.events if key != "EventName" or event[key] == attribute["AttributeValue"]]
        if "NextToken" in arguments:
            return {"Events": matching[1:]}
        return {"Events": matching[:1], **({"NextToken": "2"} if len(matching) > 1 else {})}


def event(name: str, hours_ago: int, arn: str, **details: Any) -> dict[str, Any]:
    time: datetime = NOW - timedelta(hours=hours_ago)
    trail = {"userIdentity": {"arn": arn}, **details}
    return {"EventName": name, "EventTime": time, "ReadOnly": "false", "CloudTrailEvent": json.dumps(trail)}


def test_the_callers_of_an_environment_come_latest_first_without_failures_and_other_environments() -> None:
    parameters = {"requestParameters": {"Name": "analytics-data-etl"}}
    trail = Trail(
        event("UpdateEnvironment", 1, "arn:aws:sts::222222222222:assumed-role/ops/ben", **parameters),
        event("UpdateEnvironment", 2, "arn:cid", errorCode="AccessDeniedException", **parameters),
        event("UpdateEnvironment", 3, "arn:dee", requestParameters={"Name": "analytics-data-etl-2"}),
        event("CreateEnvironment", 9, "arn:ops", **parameters),
    )
    found = environment_events(trail, "analytics-data-etl")
    assert [(each.name, each.principal) for each in found] == [
        ("UpdateEnvironment", "arn:aws:sts::222222222222:assumed-role/ops/ben"),
        ("CreateEnvironment", "arn:ops"),
    ]


@pytest.mark.parametrize("details", ["{", "[" * 100_000])
def test_reads_changed_nothing_and_an_event_without_details_has_its_user(details: str) -> None:
    read = {**event("DescribeVpcs", 1, "arn:ops"), "ReadOnly": "true"}
    bare = {"EventName": "DeleteVpc", "EventTime": NOW, "Username": "ben", "CloudTrailEvent": details}
    assert [each.principal for each in resource_events(Trail(read, bare), "vpc-1", None)] == ["ben"]


@pytest.mark.slow
def test_what_mwaa_sets_is_what_no_configuration_can_set(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "versions.tf").write_text(
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'
    )
    terraform.init(tmp_path, backend=False)
    (provider,) = terraform.providers_schema(tmp_path).values()
    attributes = provider["resource_schemas"]["aws_mwaa_environment"]["block"]["attributes"]
    computed = {
        name for name, described in attributes.items() if described.get("computed") and not described.get("optional")
    }
    # Optional for historical reasons: the id of a resource, and tags with the provider's default ones.
    assert computed | {"id", "tags_all"} == SET_BY_MWAA
