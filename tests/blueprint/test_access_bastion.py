"""Stage 4: the way through a bastion."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint import Blueprint, RemoteValue
from mwaa_tf.config.access import Bastion
from tests.support import DATA, OWNER, deployment

WITHOUT_INTERNET: dict[str, Any] = {
    "account_id": OWNER,
    "network": {"internet": "none"},
    "service_endpoints": {"additional": ["ssm", "ssmmessages"]},
}


def planned(bastion: dict[str, Any], **owner: Any) -> Blueprint:
    environments = [{"name": "etl", "access": {"bastion": bastion}}]
    participants = [{"name": "data", "account_id": DATA, "environments": environments}]
    return build_blueprint(deployment(participants=participants, **owner))


def arguments(bastion: dict[str, Any], **owner: Any) -> dict[str, Any]:
    (call,) = planned(bastion, **owner).by_path["4-access/data-etl"].calls
    return call.arguments


def test_what_is_as_usual_is_left_to_the_module() -> None:
    assert arguments({}) == {
        "name": "analytics-data-etl",
        "network": {
            "vpc_id": RemoteValue("network", "vpc_id"),
            "subnet_ids": RemoteValue("network", "private_subnet_ids"),
        },
        "webserver": {
            "host_name": RemoteValue("environment", "webserver_url"),
            "endpoint_dns_name": RemoteValue("endpoints", "webserver_dns_name"),
            "security_group_id": RemoteValue("endpoints", "security_group_id"),
        },
    }


def test_one_that_is_switched_off_is_not_made() -> None:
    assert "4-access/data-etl" not in planned({"enabled": False}).by_path


def test_where_session_manager_answers_in_the_vpc_nothing_leaves_it() -> None:
    assert arguments({}, owner=WITHOUT_INTERNET)["network"]["session_manager_cidrs"] == (
        RemoteValue("network", "vpc_cidr_block"),
    )


@pytest.mark.parametrize(
    ("changes", "argument", "expected"),
    [
        ({"instance_type": "t3.nano"}, "instance", {"type": "t3.nano"}),
        ({"ami_id": "ami-0123456789abcdef0"}, "instance", {"ami_id": "ami-0123456789abcdef0"}),
        (
            {"kms_key_arn": f"arn:aws:kms:us-east-1:{OWNER}:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d"},
            "instance",
            {"kms_key_arn": f"arn:aws:kms:us-east-1:{OWNER}:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d"},
        ),
        (
            {"permissions_boundary": f"arn:aws:iam::{OWNER}:policy/boundary"},
            "instance",
            {"permissions_boundary": f"arn:aws:iam::{OWNER}:policy/boundary"},
        ),
        ({"local_port": 443}, "local_port", 443),
    ],
)
def test_what_is_asked_for_reaches_the_module(changes: dict[str, Any], argument: str, expected: object) -> None:
    assert arguments(changes)[argument] == expected


def test_every_field_is_one_of_the_above() -> None:
    tried = {"enabled", "instance_type", "ami_id", "kms_key_arn", "permissions_boundary", "local_port"}

    assert set(Bastion.model_fields) == tried
