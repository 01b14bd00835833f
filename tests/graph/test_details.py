"""The facts of a detailed picture: of every module that has any, and true to the modules' own defaults."""

from __future__ import annotations

import re

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.graph.details import facts_of, modules_with_facts, state_facts
from mwaa_tf.graph.diagram import diagram
from mwaa_tf.mwaa.endpoint_services import GATEWAY, REQUIRED
from tests.graph.cases import ALB, CASES, EXAMPLE_BLUEPRINTS, participant
from tests.support import DATA, OWNER, REPOSITORY, deployment, many

#: Modules without anything that a picture of the network would show.
WITHOUT_FACTS = {"airflow-access", "monitoring", "network-tags"}


def facts(example: str, path: str) -> tuple[str, ...]:
    return facts_of(EXAMPLE_BLUEPRINTS[example].by_path[path])


def test_every_module_has_facts_or_is_known_to_have_none() -> None:
    modules = {path.parent.name for path in REPOSITORY.glob("modules/*/versions.tf")}

    assert modules_with_facts() | WITHOUT_FACTS == modules
    assert not modules_with_facts() & WITHOUT_FACTS


def test_the_network_has_its_ranges_zones_and_gateways() -> None:
    assert facts("web-access", "1-network") == (
        "VPC 10.192.0.0/16",
        "private subnets 10.192.20.0/24, 10.192.21.0/24",
        "public subnets 10.192.10.0/24, 10.192.11.0/24",
        "zones use1-az1, use1-az2",
        "a NAT gateway in each zone",
        "shared with 222222222222",
    )


def test_a_private_network_has_endpoints_of_services_and_no_gateway() -> None:
    assert facts("private-vpc", "1-network") == (
        "VPC 10.192.0.0/16",
        "private subnets 10.192.20.0/24, 10.192.21.0/24",
        "zones use1-az1, use1-az2",
        "no internet access",
        "flow logs, kept 365 days",
        "interface endpoints airflow.api, airflow.env, airflow.ops, ecr.api, ecr.dkr, kms, logs, monitoring, "
        "secretsmanager, sqs",
        "gateway endpoint s3",
        "endpoint policies restricted",
        "shared with 222222222222",
    )


def test_an_existing_vpc_is_named() -> None:
    assert facts("existing-vpc", "1-network") == (
        "existing VPC vpc-0a1b2c3d4e5f60718",
        "private subnets subnet-0123456789abcdef0, subnet-0fedcba9876543210",
        "existing share 7ab63972-b505-4e2a-820d-6f5d3c1b0a99",
        "shared with 222222222222",
    )


def test_zones_that_the_first_apply_chooses_are_not_known() -> None:
    assert "zones known after apply" in facts_of(CASES["smallest"].by_path["1-network"])


def test_many_principals_are_counted() -> None:
    assert "shared with 150 principals" in facts_of(build_blueprint(many(150, 1)).by_path["1-network"])


@pytest.mark.parametrize(("region", "has_ops"), [("us-east-1", True), ("af-south-1", False)])
def test_endpoints_are_those_that_the_region_has(region: str, has_ops: bool) -> None:
    owner = {"account_id": OWNER, "service_endpoints": {"enabled": True}}
    (line,) = [
        fact
        for fact in facts_of(build_blueprint(deployment(region=region, owner=owner)).by_path["1-network"])
        if fact.startswith("interface endpoints")
    ]

    assert ("airflow.ops" in line) is has_ops


def test_the_endpoints_without_any_setting_are_those_of_the_module() -> None:
    """The picture repeats the module's default, which it cannot read."""
    services = (REPOSITORY / "modules/service-endpoints/services.tf").read_text("utf-8")
    (needed,) = re.findall(r"^  needed = \[(.*)\]$", services, re.MULTILINE)

    assert set(re.findall(r'"([\w.]+)"', needed)) == {*REQUIRED} - GATEWAY


def test_access_methods_say_who_may_connect() -> None:
    assert facts("web-access", "4-access/data-office") == (
        "internet-facing load balancer",
        "at airflow.example.com",
        "allowed from 203.0.113.0/24, 198.51.100.7/32",
    )
    assert facts("web-access", "4-access/data-sessions") == ("bastion through Session Manager",)
    assert facts("client-vpn", "4-access/data-etl")[0].startswith("Client VPN, clients in 10.")
    internal = build_blueprint(deployment(participants=[participant("data", DATA, "etl", access={"alb": ALB})]))
    assert facts_of(internal.by_path["4-access/data-etl"])[0] == "internal load balancer"


def test_an_environment_has_its_version_class_and_kind_of_web_server() -> None:
    assert facts("several-participants", "2-environments/data-ingest") == (
        "Airflow 2.10.3, mw1.medium",
        "web server PRIVATE_ONLY",
    )
    assert facts("public-webserver", "3-endpoints/data-etl") == ("interface endpoint: database",)


@pytest.mark.parametrize(
    ("example", "states"),
    [
        ("smallest", "states in local files: terraform.tfstate"),
        ("several-participants", "states in S3: bucket acme-platform-tfstate in eu-central-1"),
        ("one-account", "states in HCP Terraform: organization acme"),
    ],
)
def test_the_first_box_says_where_the_states_are(example: str, states: str) -> None:
    plan = EXAMPLE_BLUEPRINTS[example]
    boxes = diagram(plan, detail=True).boxes

    assert state_facts(plan) == (states,)
    assert boxes[0].facts[-1] == states
    assert not [box for box in boxes[1:] if states in box.facts]


def test_environments_with_different_facts_are_drawn_apart_in_detail_alone() -> None:
    plan = EXAMPLE_BLUEPRINTS["several-participants"]

    assert [box.count for box in diagram(plan).boxes if box.stage == 2] == [3, 1]
    assert [box.count for box in diagram(plan, detail=True).boxes if box.stage == 2] == [1, 1, 1, 1]


def test_without_detail_no_box_has_facts() -> None:
    assert not [box for name in EXAMPLE_BLUEPRINTS for box in diagram(EXAMPLE_BLUEPRINTS[name]).boxes if box.facts]
