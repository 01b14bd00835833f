"""Endpoints of AWS services: where they are made, and what is said of the environments."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint import ModuleValue
from tests.support import DATA, OWNER, deployment

NETWORK = {
    "existing": {
        "vpc_id": "vpc-0a1b2c3d4e5f60718",
        "private_subnet_ids": ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"],
        "private_route_table_ids": ["rtb-0123456789abcdef0"],
    }
}
KEY = f"arn:aws:kms:us-east-1:{DATA}:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d"


def endpoints(*environments: dict[str, Any], network: Any = None, **given: Any) -> dict[str, Any] | None:
    """The arguments of the module, None where it is not called."""
    owner = {"account_id": OWNER, "network": network or {}, "service_endpoints": given}
    changes: dict[str, Any] = {"owner": owner}
    if environments:
        changes["participants"] = [{"name": "data", "account_id": DATA, "environments": list(environments)}]
    workspace = build_blueprint(deployment(**changes)).by_path["1-network"]
    calls = [call.arguments for call in workspace.calls if call.module == "service-endpoints"]
    assert bool(calls) == ("service_endpoint_ids" in {output.name for output in workspace.outputs})
    return calls[0] if calls else None


@pytest.mark.parametrize(
    ("network", "given", "made"),
    [
        ({}, {}, False),
        ({"internet": "none"}, {}, True),
        ({"internet": "none"}, {"enabled": False}, False),
        ({"internet": "single_nat_gateway"}, {"enabled": True}, True),
        (NETWORK, {}, False),
        (NETWORK, {"enabled": True}, True),
    ],
)
def test_they_are_made_where_asked_for_and_where_a_new_vpc_has_no_internet(
    network: Any, given: Any, made: bool
) -> None:
    assert (endpoints(network=network, **given) is not None) == made


def test_they_stand_in_the_private_subnets_and_route_tables() -> None:
    assert endpoints(enabled=True) == {
        "name": "analytics",
        "vpc_id": ModuleValue("network", "vpc_id"),
        "subnet_ids": ModuleValue("network", "private_subnet_ids"),
        "route_table_ids": ModuleValue("network", "private_route_table_ids"),
    }


def test_without_s3_no_route_table_is_named() -> None:
    arguments = endpoints(enabled=True, additional=["ecs"], exclude=["s3"])

    assert arguments is not None
    assert "route_table_ids" not in arguments
    assert arguments["services"] == {"additional": ("ecs",), "without": ("s3",)}


def test_restricted_policies_know_each_environment_before_it_is_made() -> None:
    arguments = endpoints(
        {"name": "etl"},
        {"name": "there", "source_bucket": {"arn": "arn:aws:s3:::acme-dags"}, "kms_key": {"arn": KEY}},
        {"name": "named", "source_bucket": {"name": "acme-named"}, "kms_key": {"create": True}},
        enabled=True,
        policies="restricted",
        allow=[{"service": "s3", "actions": ["s3:GetObject"], "resources": ["*"]}],
        unrestricted=["monitoring"],
    )

    assert arguments is not None
    assert arguments["environments"] == (
        {"name": "analytics-data-etl", "account_id": DATA, "source_bucket_name": f"analytics-data-etl-{DATA}"},
        {
            "name": "analytics-data-there",
            "account_id": DATA,
            "source_bucket_name": "acme-dags",
            "kms_key": {"arn": KEY},
        },
        {
            "name": "analytics-data-named",
            "account_id": DATA,
            "source_bucket_name": "acme-named",
            "kms_key": {"create": True},
        },
    )
    assert arguments["policies"] == {
        "mode": "restricted",
        "allow": ({"service": "s3", "actions": ("s3:GetObject",), "resources": ("*",)},),
        "unrestricted": ("monitoring",),
    }
