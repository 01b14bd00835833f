"""Each bound of a rule at its exact edge: the last value that is accepted, and the first that is refused.

The bounds of single fields are in a golden file, where one that moves is a line that a reviewer reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from mwaa_tf.config.explain import explain
from mwaa_tf.config.schema import schema
from tests.support import DATA, OWNER, deployment

ROLE = {"arn": f"arn:aws:iam::{DATA}:role/airflow"}
BUCKET = {"arn": "arn:aws:s3:::acme-dags"}
SERVICES = {
    "database_vpc_endpoint_service": "com.amazonaws.vpce.us-east-1.vpce-svc-0a1b2c3d4e5f60718",
    "webserver_vpc_endpoint_service": "com.amazonaws.vpce.us-east-1.vpce-svc-0f9e8d7c6b5a40312",
    "security_group_id": "sg-0a9b8c7d6e5f40213",
}
ALB = {
    "certificate_arn": f"arn:aws:acm:us-east-1:{OWNER}:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
    "allowed_cidrs": ["203.0.113.0/24"],
}
VPN = {
    "server_certificate_arn": f"arn:aws:acm:us-east-1:{OWNER}:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
    "client_certificate_arn": f"arn:aws:acm:us-east-1:{OWNER}:certificate/6a7b8c9d-0e1f-4a2b-9c3d-4e5f60718293",
    "client_cidr": "10.8.0.0/22",
}

Change = dict[str, Any]


def environment(**settings: Any) -> Change:
    """The changes of the smallest deployment that give its environment these settings."""
    return {"participants": [{"name": "data", "account_id": DATA, "environments": [{"name": "etl", **settings}]}]}


def network(**settings: Any) -> Change:
    return {"owner": {"account_id": OWNER, "network": settings}}


def both_ways(**settings: Any) -> Change:
    """An environment with a web server that is public and private."""
    provider = {"terraform": {"aws_provider": ">= 6.0"}}
    return {**provider, **environment(webserver_access_mode="PUBLIC_AND_PRIVATE", **settings)}


def short_timeouts(**settings: Any) -> Change:
    """An environment that inherits an update timeout of 45 minutes."""
    (participant,) = environment(**settings)["participants"]
    return {"participants": [{**participant, "defaults": {"timeouts": {"update": "45m"}}}]}


def graceful(region: str, **settings: Any) -> Change:
    """An environment in ``region`` that inherits the worker replacement strategy GRACEFUL."""
    (participant,) = environment(**settings)["participants"]
    defaults = {"worker_replacement_strategy": "GRACEFUL"}
    return {"region": region, "participants": [{**participant, "defaults": defaults}]}


def named(length: int, **settings: Any) -> Change:
    """An environment whose name in AWS has ``length`` characters: ``analytics-data-eee…``."""
    return environment(**{"name": "e" * (length - len("analytics-data-")), **settings})


def tagged(length: int) -> Change:
    participant = environment()["participants"][0]
    return {"participants": [{**participant, "network_tags": {"Name": "n" * length}}]}


#: The rule, the last change that it accepts, the first that it refuses.
EDGES: list[Any] = [
    ("names-lengths-of-the-deployment", {"name": "n" * 48, "participants": []}, {"name": "n" * 49, "participants": []}),
    ("names-lengths", *(named(n, execution_role=ROLE, source_bucket=BUCKET) for n in (80, 81))),
    ("names-lengths-of-a-bucket", *(named(n, execution_role=ROLE) for n in (50, 51))),
    (
        "names-lengths-of-a-bastion",
        *(named(n, execution_role=ROLE, source_bucket=BUCKET, access={"bastion": {}}) for n in (56, 57)),
    ),
    ("existing-network-tags-name", tagged(235), tagged(236)),
    ("environments-capacity", environment(schedulers=2), environment(schedulers=1)),
    ("environments-capacity", environment(min_webservers=2), environment(min_webservers=1, max_webservers=2)),
    (
        "environments-capacity",
        environment(environment_class="mw1.micro", schedulers=1, min_webservers=1, max_webservers=1),
        environment(environment_class="mw1.micro", schedulers=2),
    ),
    ("environments-workers", environment(min_workers=3, max_workers=3), environment(min_workers=4, max_workers=3)),
    ("environments-workers", environment(min_workers=10), environment(min_workers=11)),
    (
        "environments-webservers",
        environment(min_webservers=3, max_webservers=3),
        environment(min_webservers=4, max_webservers=3),
    ),
    ("environments-webservers", environment(min_webservers=2), environment(min_webservers=3)),
    ("environments-access-mode-version", *(both_ways(airflow_version=version) for version in ("3.2.1", "3.2.0"))),
    (
        "environments-access-mode-provider",
        both_ways(),
        {**both_ways(), "terraform": {"aws_provider": ">= 5.999"}},
    ),
    (
        "environments-access-mode-internet",
        {
            **network(internet="none"),
            **environment(webserver_access_mode="PUBLIC_ONLY", airflow_version="2.11.2"),
        },
        {
            **network(internet="none"),
            **environment(webserver_access_mode="PUBLIC_ONLY", airflow_version="3.0.0"),
        },
    ),
    (
        "versions-provider",
        {"terraform": {"aws_provider": ">= 5.100"}, **environment(environment_class="mw1.micro", max_webservers=1)},
        {"terraform": {"aws_provider": ">= 5.99"}, **environment(environment_class="mw1.micro", max_webservers=1)},
    ),
    *(
        (
            f"access-alb-subnets-{kind}",
            {**network(**{f"{kind}_subnets": ["10.192.30.0/27", "10.192.31.0/27"]}), **environment(access=access)},
            {**network(**{f"{kind}_subnets": ["10.192.30.0/27", "10.192.31.0/28"]}), **environment(access=access)},
        )
        for kind in ("private", "public")
        for access in [{"alb": {**ALB, "subnets": kind}}]
    ),
    *(
        (
            "access-alb-internet",
            environment(access={"alb": {**ALB, "allowed_cidrs": allowed}}),
            environment(access={"alb": {**ALB, "allowed_cidrs": refused}}),
        )
        for allowed, refused in (
            (["16.0.0.0/8"], ["16.0.0.0/7"]),
            (["10.0.0.0/8"], ["0.0.0.0/1"]),
            (["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], ["0.0.0.0/0"]),
            # No one of them is wide, and together they are a /7.
            (["16.0.0.0/8", "18.0.0.0/9"], ["16.0.0.0/8", "18.0.0.0/9", "20.0.0.0/9"]),
        )
    ),
    (
        "access-alb-base-url",
        environment(
            access={"alb": {**ALB, "domain_name": "a.example.com"}},
            airflow_configuration_options={"webserver.base_url": "a.example.com"},
        ),
        environment(
            access={"alb": {**ALB, "domain_name": "a.example.com"}},
            airflow_configuration_options={"webserver.base_url": "b.example.com"},
        ),
    ),
    (
        "access-client-vpn-client-cidr",
        environment(access={"client_vpn": {**VPN, "client_cidr": "10.191.252.0/22"}}),
        environment(access={"client_vpn": {**VPN, "client_cidr": "10.192.0.0/22"}}),
    ),
    (
        "network-subnets",
        network(cidr="10.192.0.0/19", private_subnets=["10.192.30.0/24", "10.192.31.0/24"]),
        network(cidr="10.192.0.0/19", private_subnets=["10.192.31.0/24", "10.192.32.0/24"]),
    ),
    (
        "network-subnets-disjoint",
        network(private_subnets=["10.192.30.0/24", "10.192.31.0/24"]),
        network(private_subnets=["10.192.30.0/23", "10.192.31.0/24"]),
    ),
    ("network-flow-logs", network(flow_logs={"retention_days": 3653}), network(flow_logs={"retention_days": 3652})),
    (
        "log-groups-retention",
        environment(log_groups={"retention_days": 3653}),
        environment(log_groups={"retention_days": 3652}),
    ),
    (
        "log-groups-create",
        environment(log_groups={"create": False}),
        environment(log_groups={"create": False, "retention_days": 120}),
    ),
    (
        "tags-number",
        {"tags": {f"T{number}": "x" for number in range(49)}},
        {"tags": {f"T{number}": "x" for number in range(50)}},
    ),
    (
        "tags-number-of-environments",
        {"tags": {f"T{number}": "x" for number in range(49)}, **environment(tags={"T0": "y", "Name": "z"})},
        {"tags": {f"T{number}": "x" for number in range(49)}, **environment(tags={"U0": "y"})},
    ),
    (
        "names-lengths-of-a-bastion",
        *(
            named(57, execution_role=ROLE, source_bucket=BUCKET, access={"bastion": {"enabled": enabled}})
            for enabled in (False, True)
        ),
    ),
    (
        "secrets-configuration-options",
        *(environment(airflow_configuration_options={f"{section}.token": "x"}) for section in ("secrets", "core")),
    ),
    (
        "service-endpoints-policies-services",
        *(
            {
                "owner": {
                    "account_id": OWNER,
                    "service_endpoints": {
                        "enabled": True,
                        "policies": "restricted",
                        "exclude": exclude,
                        "allow": [{"service": "s3", "actions": ["s3:GetObject"], "resources": ["*"]}],
                    },
                }
            }
            for exclude in (["kms"], ["s3"])
        ),
    ),
    *(
        (
            "existing-webserver-url",
            environment(existing=SERVICES, access={method: {"Op": []} if method != "cli" else []}),
            environment(existing=SERVICES, access={method: {"Op": []} if method != "cli" else [], "alb": ALB}),
        )
        for method in ("roles", "rest_api", "cli")
    ),
]


#: The rule that warns, the last change that it says nothing about, the first that it warns about.
WARNING_EDGES: list[Any] = [
    # 24 containers, 12 in each subnet, and 2 endpoints; a /28 has 11 addresses.
    ("addresses-subnets", network(private_subnets=["10.192.30.0/27", "10.192.31.0/27"]),
     network(private_subnets=["10.192.30.0/28", "10.192.31.0/27"])),
    # 2 schedulers, 2 web servers and twice 7 workers are 9 in each subnet, 2 endpoints: 11.
    *(("addresses-subnets", {**network(private_subnets=["10.192.30.0/28", "10.192.31.0/28"]), **accepted},
       {**network(private_subnets=["10.192.30.0/28", "10.192.31.0/28"]), **warned})
      for accepted, warned in [
          (environment(max_workers=7), environment(max_workers=8)),
          (environment(max_workers=6, max_webservers=4), environment(max_workers=6, max_webservers=5)),
          (environment(max_workers=6, schedulers=4), environment(max_workers=6, schedulers=5)),
          (environment(max_workers=7), environment(max_workers=7, schedulers=3)),
          (environment(environment_class="mw1.micro", min_workers=8),
           environment(environment_class="mw1.micro", min_workers=9)),
          (environment(environment_class="mw1.micro"), environment()),
          ({"participants": []}, environment()),
      ]),
    ("timeouts-update", short_timeouts(existing=SERVICES), short_timeouts()),
    ("timeouts-update", environment(timeouts={"update": "5400s"}), environment(timeouts={"update": "5399s"})),
    ("versions-airflow", environment(airflow_version="2.7.2"), environment(airflow_version="2.6.3")),
    ("versions-airflow", environment(airflow_version="3.3.1"), environment(airflow_version="3.3.2")),
    *(("regions-without-graceful", silent, graceful("ca-west-1"))
      for silent in [
          graceful("ca-central-1"),
          graceful("ca-west-1", worker_replacement_strategy="FORCED"),
          graceful("ca-west-1", existing={key: text.replace("us-east", "ca-west") for key, text in SERVICES.items()}),
      ]),
    ("regions-without-mwaa", {"region": "ap-southeast-5"}, {"region": "ap-southeast-6"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "silent", "warned"), WARNING_EDGES, ids=[f"{i}-{edge[0]}" for i, edge in enumerate(WARNING_EDGES)]
)
def test_a_rule_warns_about_the_first_value_beyond_its_bound(rule: str, silent: Change, warned: Change) -> None:
    assert rule not in {warning.rule for warning in deployment(**silent).warnings}
    assert rule in {warning.rule for warning in deployment(**warned).warnings}


def broken(change: Change) -> set[str | None]:
    """The rules that the smallest deployment with ``change`` breaks."""
    try:
        deployment(**change)
    except ValidationError as error:
        return {problem.rule for problem in explain(error)}
    return set()


@pytest.mark.parametrize(("rule", "accepted", "refused"), EDGES, ids=[f"{i}-{edge[0]}" for i, edge in enumerate(EDGES)])
def test_a_rule_refuses_the_first_value_beyond_its_bound(rule: str, accepted: Change, refused: Change) -> None:
    assert rule not in broken(accepted)
    assert rule in broken(refused)


def test_the_roles_of_an_externally_managed_environment_are_managed_with_it() -> None:
    """One field more than the rest: the policies of the REST API as well, which no web server's host name is for."""
    change = environment(existing=SERVICES, access={"rest_api": {"Op": [f"arn:aws:iam::{DATA}:role/ci"]}})

    assert broken(change) == {"access-roles-existing"}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (environment(environment_class="mw1.micro", min_webservers=2), {"environments-capacity"}),
        ({"tags": {"AWS:owner": "x"}}, {"value"}),
        ({"state": {"backend": "hcp", "organization": "acme", "force_destroy": True}}, {"state-backend"}),
        (
            {"owner": {"account_id": OWNER, "sharing": {"managed": False, "principals": []}}},
            {"existing-share-unmanaged"},
        ),
    ],
)
def test_one_mistake_is_reported_by_one_rule(change: Change, rules: set[str]) -> None:
    assert broken(change) == rules


def test_every_bound_of_a_field_is_a_reviewed_one(golden: Callable[[str, str], None]) -> None:
    """Patterns, lengths, numbers and choices: as editors see them, and as the loader checks them (see test_schema)."""
    whole = schema()
    lines = []
    for name, model in {"Deployment": whole, **whole["$defs"]}.items():
        for field, about in model["properties"].items():
            bounds = {key: value for key, value in _bounds(about).items() if key != "description"}
            lines.append(f"{name}.{field}: {json.dumps(bounds, sort_keys=True, ensure_ascii=True)}\n")

    golden("golden/bounds.txt", "".join(lines))


def _bounds(about: Any) -> Any:
    if isinstance(about, dict):
        return {key: _bounds(value) for key, value in about.items() if key not in ("description", "examples", "$ref")}
    return [_bounds(value) for value in about] if isinstance(about, list) else about
