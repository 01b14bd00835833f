"""Stage 4: the access methods to a private web server, and what each of them reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import build_blueprint, render_deployment
from mwaa_tf.blueprint import Blueprint, RemoteValue, Workspace
from mwaa_tf.config.access import Access
from mwaa_tf.plugins import plugin_names
from tests.support import DATA, OWNER, deployment

CERTIFICATE = f"arn:aws:acm:us-east-1:{OWNER}:certificate/1a2b3c4d"
WEB_ACL = f"arn:aws:wafv2:us-east-1:{OWNER}:regional/webacl/airflow/1a2b3c4d"
ALB: dict[str, Any] = {"certificate_arn": CERTIFICATE, "allowed_cidrs": ["203.0.113.0/24"]}


def planned(access: dict[str, Any], **environment: Any) -> Blueprint:
    environments = [{"name": "etl", "access": access, **environment}, {"name": "closed"}]
    return build_blueprint(
        deployment(participants=[{"name": "data", "account_id": DATA, "environments": environments}]),
    )


def balancer(**changes: Any) -> tuple[Workspace, dict[str, Any]]:
    workspace = planned({"alb": {**ALB, **changes}}).by_path["4-access/data-etl"]
    (call,) = workspace.calls
    return workspace, call.arguments


def test_only_an_environment_with_an_access_method_has_the_workspace_and_it_is_the_owners() -> None:
    found = [workspace for workspace in planned({"alb": ALB}).workspaces if workspace.stage == 4]

    assert [(workspace.path, workspace.account.account_id) for workspace in found] == [("4-access/data-etl", OWNER)]


def test_it_comes_after_everything_that_it_reads() -> None:
    plan = planned({"alb": ALB})

    assert [read.workspace for read in plan.by_path["4-access/data-etl"].reads] == [
        "1-network",
        "2-environments/data-etl",
        "3-endpoints/data-etl",
    ]
    assert plan.workspaces[-1].stage == 4


def test_nothing_is_read_that_no_call_uses() -> None:
    workspace, _ = balancer()

    assert {read.name: read.outputs for read in workspace.reads} == {
        "network": ("private_subnet_ids", "vpc_id"),
        "environment": ("webserver_url",),
        "endpoints": ("security_group_id", "webserver_endpoint_ips"),
    }


def test_a_balancer_stands_in_the_private_subnets_unless_asked_otherwise() -> None:
    assert balancer()[1]["subnets"] == {"ids": RemoteValue("network", "private_subnet_ids")}
    assert balancer(subnets="public")[1]["subnets"] == {
        "ids": RemoteValue("network", "public_subnet_ids"),
        "internet_facing": True,
    }


def test_a_balancer_leads_to_the_addresses_of_the_endpoint() -> None:
    assert balancer()[1]["webserver"] == {
        "host_name": RemoteValue("environment", "webserver_url"),
        "endpoint_ips": RemoteValue("endpoints", "webserver_endpoint_ips"),
        "security_group_id": RemoteValue("endpoints", "security_group_id"),
    }


@pytest.mark.parametrize(
    ("changes", "argument", "expected"),
    [
        ({}, "domain", None),
        ({"domain_name": "a.example.com"}, "domain", {"name": "a.example.com"}),
        (
            {"domain_name": "a.example.com", "zone_id": "Z0123456789"},
            "domain",
            {"name": "a.example.com", "zone": {"id": "Z0123456789"}},
        ),
        (
            {"domain_name": "a.example.com", "private_zone": True},
            "domain",
            {"name": "a.example.com", "private_zone": True},
        ),
        ({}, "protection", None),
        ({"web_acl_arn": WEB_ACL}, "protection", {"web_acl": {"arn": WEB_ACL}}),
        ({"deletion_protection": True}, "protection", None),
        ({"deletion_protection": False}, "protection", {"deletion_protection": False}),
        ({"access_logs": {"bucket": "acme-logs"}}, "access_logs", {"bucket": "acme-logs"}),
        (
            {"access_logs": {"bucket": "acme-logs", "prefix": "alb"}},
            "access_logs",
            {"bucket": "acme-logs", "prefix": "alb"},
        ),
        ({}, "allowed_cidrs", ("203.0.113.0/24",)),
        ({}, "certificate_arn", CERTIFICATE),
    ],
)
def test_what_the_configuration_says_of_a_balancer_reaches_the_module(
    changes: dict[str, Any], argument: str, expected: Any
) -> None:
    assert balancer(**changes)[1].get(argument) == expected


def test_every_access_method_of_the_configuration_is_found() -> None:
    assert set(plugin_names("mwaa_tf.blueprint.access")) == set(Access.model_fields) & {"alb", "client_vpn", "bastion"}


def test_outputs_of_several_methods_do_not_clash() -> None:
    names = [output.name for output in balancer()[0].outputs]

    assert all(name.startswith("alb_") for name in names)
    assert names == sorted(names)


def test_the_tags_of_the_environment_are_those_of_its_access_methods() -> None:
    workspace = planned({"alb": ALB}, tags={"Team": "data"}).by_path["4-access/data-etl"]

    assert [call.arguments["tags"] for call in workspace.calls] == [{"Team": "data"}]


def test_the_map_of_the_deployment_says_when_the_access_methods_go(tmp_path: Path) -> None:
    environment = {"name": "etl", "access": {"alb": ALB}}
    participants = [{"name": "data", "account_id": DATA, "environments": [environment]}]
    render_deployment(deployment(participants=participants), tmp_path)

    text = (tmp_path / "analytics" / "README.md").read_text()

    assert "| 4 | [4-access/data-etl](4-access/data-etl) |" in text
    assert "In reverse order: access methods, endpoints, environments, network." in text


def options(domain_name: str | None, **environment: Any) -> Any:
    """Options of Airflow that the environment's module gets."""
    blueprint = planned({"alb": {**ALB, **({"domain_name": domain_name} if domain_name else {})}}, **environment)
    airflow: Any = blueprint.by_path["2-environments/data-etl"].calls[0].arguments["airflow"]
    return airflow.get("configuration_options")


def test_airflow_redirects_to_the_domain_name_of_its_load_balancer() -> None:
    both = {"webserver.base_url": "a.example.com", "core.default_timezone": "utc"}

    assert options(None) is None
    assert options("a.example.com") == {"webserver.base_url": "a.example.com"}
    assert options("a.example.com", airflow_configuration_options={"core.default_timezone": "utc"}) == both
    assert options("a.example.com", airflow_configuration_options=both) == both


def test_a_web_server_that_is_public_too_keeps_its_own_host_name() -> None:
    """AWS documents the option for private web servers."""
    environment = {"webserver_access_mode": "PUBLIC_AND_PRIVATE", "airflow_version": "3.2.1"}
    access = {"alb": {**ALB, "domain_name": "a.example.com"}}
    participant = {
        "name": "data",
        "account_id": DATA,
        "environments": [{"name": "etl", "access": access, **environment}],
    }

    blueprint = build_blueprint(deployment(participants=[participant], terraform={"aws_provider": ">= 6.40, < 7.0"}))

    assert "configuration_options" not in str(blueprint.by_path["2-environments/data-etl"].calls[0].arguments)
