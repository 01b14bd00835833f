"""What is protected against deletion, and what to change first."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from mwaa_tf.lifecycle.delete_obstacles import delete_obstacles
from mwaa_tf.lifecycle.recorded_state import RecordedResource
from tests.lifecycle.support import OWNER, workspace

ACCESS = workspace("4-access/data-etl", 4, OWNER)
STATE = replace(workspace("0-state", 0, OWNER), owns_state_bucket=True)


def resource(kind: str, **attributes: Any) -> RecordedResource:
    return RecordedResource(f"{kind}.this", kind, attributes)


def test_a_protected_load_balancer_is_named_with_the_field_and_the_command() -> None:
    balancers = [resource("aws_lb", name="etl", enable_deletion_protection=True)]

    assert list(delete_obstacles(ACCESS, balancers)) == [
        "4-access/data-etl: the load balancer etl is protected against deletion; set access.alb.deletion_protection to "
        "false for environment data-etl, render, and run `mwaa_tf apply 4-access/data-etl`"
    ]


def test_an_unprotected_load_balancer_is_no_obstacle() -> None:
    assert not list(delete_obstacles(ACCESS, [resource("aws_lb", name="etl", enable_deletion_protection=False)]))


def test_the_protected_bucket_of_all_states_is_named_with_the_field() -> None:
    bucket = resource("aws_s3_bucket", bucket="acme-tfstate", force_destroy=False)

    assert list(delete_obstacles(replace(STATE, protected=True), [bucket])) == [
        "0-state: the bucket of all states is protected; set state.force_destroy to true, render, and run "
        "`mwaa_tf apply 0-state`"
    ]


def test_a_protection_that_was_removed_must_also_be_applied() -> None:
    for applied in (False, True):
        bucket = resource("aws_s3_bucket", bucket="acme-tfstate", force_destroy=applied)
        obstacles = list(delete_obstacles(STATE, [bucket]))
        assert obstacles == [] if applied else "run `mwaa_tf apply 0-state`" in obstacles[0]


def test_a_bucket_of_states_that_does_not_exist_is_no_obstacle() -> None:
    assert not list(delete_obstacles(replace(STATE, protected=True), []))
