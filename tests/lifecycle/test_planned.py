"""What the search for orphans reads in a plan: the words of Terraform's JSON that count, and those that do not."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.lifecycle.orphans.planned import created_resources, ids_in_state, tainted_addresses


def change(kind: str = "aws_vpc", *actions: str, mode: str = "managed", reason: str | None = None) -> dict[str, Any]:
    """A resource change, as in https://developer.hashicorp.com/terraform/internals/json-format#change-representation."""
    resource: dict[str, Any] = {"address": f"{kind}.this", "mode": mode, "type": kind}
    resource["change"] = {"actions": list(actions), "before": None, "after": {"name": "etl"}}
    return {**resource, "action_reason": reason} if reason else resource


@pytest.mark.parametrize(
    "actions",
    [("no-op",), ("read",), ("update",), ("delete",), ("forget",), ("delete", "create"), ("create", "delete")],
)
def test_only_what_a_plan_creates_and_does_not_replace_can_be_an_orphan(actions: tuple[str, ...]) -> None:
    plan = {"resource_changes": [change("aws_vpc", *actions), change("aws_subnet", "create")]}
    assert [resource.resource_type for resource in created_resources(plan)] == ["aws_subnet"]


def test_a_data_source_is_no_orphan() -> None:
    assert list(created_resources({"resource_changes": [change("aws_vpc", "create", mode="data")]})) == []


@pytest.mark.parametrize(
    ("kind", "direction"),
    [
        ("aws_vpc_security_group_egress_rule", {"egress": True}),
        ("aws_vpc_security_group_ingress_rule", {"egress": False}),
        ("aws_security_group", {}),
    ],
)
def test_a_rule_of_a_security_group_has_its_direction(kind: str, direction: dict[str, bool]) -> None:
    (resource,) = created_resources({"resource_changes": [change(kind, "create")]})
    assert resource.values == {"name": "etl", **direction}
    assert (resource.address, resource.resource_type) == (f"{kind}.this", kind)


def test_a_plan_without_changes_or_state_has_none() -> None:
    assert (list(created_resources({})), list(tainted_addresses({})), ids_in_state({})) == ([], [], set())


@pytest.mark.parametrize(
    ("kind", "reason", "reported"),
    [
        ("aws_mwaa_environment", "replace_because_tainted", True),
        ("aws_s3_bucket", "replace_because_tainted", True),
        ("aws_s3_bucket_versioning", "replace_because_tainted", True),
        ("aws_security_group", "replace_because_tainted", False),
        ("aws_mwaa_environment", "replace_because_cannot_update", False),
        ("aws_mwaa_environment", "replace_by_request", False),
        ("aws_mwaa_environment", None, False),
    ],
)
def test_of_tainted_resources_those_that_are_better_kept_are_reported(
    kind: str, reason: str | None, reported: bool
) -> None:
    plan = {"resource_changes": [change(kind, "delete", "create", reason=reason)]}
    assert list(tainted_addresses(plan)) == ([f"{kind}.this"] if reported else [])


def test_managed_resources_of_all_modules_are_in_the_state_and_data_sources_are_not() -> None:
    def resource(kind: str, name: str, mode: str = "managed") -> dict[str, Any]:
        return {"type": kind, "mode": mode, "values": {"id": name}}

    inner = {"resources": [resource("aws_subnet", "subnet-1")]}
    outer = {"resources": [resource("aws_vpc", "vpc-2", "data")], "child_modules": [inner]}
    root = {"resources": [resource("aws_vpc", "vpc-1")], "child_modules": [outer, {}]}
    plan = {"prior_state": {"values": {"root_module": root}}}
    assert ids_in_state(plan) == {("aws_vpc", "vpc-1"), ("aws_subnet", "subnet-1")}
