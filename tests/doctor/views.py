"""Views of healthy environments, made by hand, and what a check finds in one.

A test changes what it is about::

    view = healthy(network=network(dns_support=False))
    assert problems("network.dns-attributes", view) == ["The VPC vpc-1 has enableDnsSupport off."]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from mwaa_tf.doctor import EnvironmentView, Finding, examine, select_checks, targets_of
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view import ViewOrigin
from mwaa_tf.doctor.view.environment import EnvironmentFacts, LogSetting
from mwaa_tf.doctor.view.network import (
    ALL_PROTOCOLS,
    BlockPublicAccess,
    GroupRule,
    NatGateway,
    NetworkAcl,
    NetworkAclRule,
    NetworkSection,
    Route,
    RouteTable,
    SecurityGroupFacts,
    Subnet,
    Vpc,
    VpcEndpointFacts,
)
from mwaa_tf.mwaa.endpoint_services import GATEWAY, REQUIRED
from mwaa_tf.mwaa.names import LogType
from tests.support import DATA, OWNER, deployment

T = TypeVar("T")
S = TypeVar("S")

REGION = "us-east-1"
DATABASE_SERVICE = f"com.amazonaws.vpce.{REGION}.vpce-svc-database"
WEBSERVER_SERVICE = f"com.amazonaws.vpce.{REGION}.vpce-svc-webserver"
ANYWHERE = "0.0.0.0/0"

#: A gap, where it does not matter which.
DENIED = Gap(GapKind.DENIED, "needs ec2:DescribeX in account 111111111111: AccessDenied")


def read(content: T) -> Reading[T]:
    """A fact that was read."""
    return Reading.of(content, "this test")


def section(kind: type[S], **facts: Any) -> S:
    """A section with ``facts``, plain values or readings; of the rest nothing is known."""
    known = {name: fact if isinstance(fact, Reading) else read(fact) for name, fact in facts.items()}
    missing = {field.name for field in fields(kind)} - known.keys()  # type: ignore[arg-type]
    return kind(**{name: Reading.unread(DENIED) for name in missing}, **known)


def changed(part: S, **facts: Any) -> S:
    """A section with other ``facts``: plain values, or readings, such as ``Reading.unread(DENIED)``."""
    known = {name: fact if isinstance(fact, Reading) else read(fact) for name, fact in facts.items()}
    return replace(part, **known)  # type: ignore[type-var]


ALL_OFF = dict.fromkeys(LogType, LogSetting(enabled=False, level="INFO", group_arn=""))
"""Logs that are all switched off."""


def environment(**changes: Any) -> EnvironmentFacts:
    """An environment of class mw1.small with a private web server, AVAILABLE."""
    components = ("DagProcessingLogs", "SchedulerLogs", "TaskLogs", "WebserverLogs", "WorkerLogs")
    healthy_environment = EnvironmentFacts(
        name="analytics-data-etl",
        arn=f"arn:aws:airflow:{REGION}:{DATA}:environment/analytics-data-etl",
        status="AVAILABLE",
        airflow_version="2.10.3",
        environment_class="mw1.small",
        access_mode="PRIVATE_ONLY",
        endpoint_management="CUSTOMER",
        subnet_ids=("subnet-a", "subnet-b"),
        security_group_ids=("sg-env",),
        execution_role_arn=f"arn:aws:iam::{DATA}:role/analytics-data-etl",
        bucket_arn="arn:aws:s3:::analytics-data-etl",
        dags_path="dags",
        kms_key="",
        logs={component: LogSetting(enabled=True, level="INFO", group_arn="") for component in components},
        min_workers=1,
        max_workers=10,
        schedulers=2,
        min_webservers=2,
        max_webservers=2,
        webserver_url="abc-vpce.c1.us-east-1.airflow.amazonaws.com",
        database_service=DATABASE_SERVICE,
        webserver_service=WEBSERVER_SERVICE,
        celery_queue_arn=f"arn:aws:sqs:{REGION}:999999999999:airflow-celery-4b6c",
    )
    if "options" in changes:
        changes["options"] = Reading.of(changes["options"], "")
    return replace(healthy_environment, **changes)


def subnet(name: str, **changes: Any) -> Subnet:
    """One of the private subnets: ``a``, ``b``."""
    number = ord(name) - ord("a")
    return replace(
        Subnet(
            id=f"subnet-{name}",
            vpc_id="vpc-1",
            owner_id=OWNER,
            cidr=f"10.0.{number + 10}.0/24",
            zone_id=f"use1-az{number + 1}",
            zone=f"{REGION}{name}",
            free_addresses=200,
        ),
        **changes,
    )


def route(target: str, destination: str = ANYWHERE, state: str = "active") -> Route:
    """A route, by default to everywhere."""
    return Route(destination, target, state)


def route_table(name: str, *routes: Route, subnets: Iterable[str] = (), is_main: bool = False) -> RouteTable:
    """A route table with the route to the VPC itself and ``routes``."""
    local = Route("10.0.0.0/16", "local", "active")
    return RouteTable(f"rtb-{name}", "vpc-1", is_main, tuple(subnets), (local, *routes))


def acl_rule(number: int, *, is_egress: bool = False, is_allow: bool = True, **changes: Any) -> NetworkAclRule:
    """A rule of a network ACL about all traffic with everybody."""
    return replace(NetworkAclRule(number, is_egress, is_allow, ALL_PROTOCOLS, ANYWHERE, None, None), **changes)


def network_acl(
    *rules: NetworkAclRule, name: str = "1", subnets: Iterable[str] = ("subnet-a", "subnet-b")
) -> NetworkAcl:
    """A network ACL of the private subnets; by default it lets everything through."""
    everything = (acl_rule(100), acl_rule(100, is_egress=True))
    return NetworkAcl(f"acl-{name}", not rules, tuple(subnets), rules or everything)


def rule(peer: str, port: int | None = None, *, is_egress: bool = False, protocol: str = "") -> GroupRule:
    """A rule of a security group about one port of TCP, or all traffic."""
    return GroupRule(is_egress, protocol or (ALL_PROTOCOLS if port is None else "tcp"), port, port, peer)


def group(id: str, *rules: GroupRule, owner_id: str = OWNER) -> SecurityGroupFacts:
    """A security group."""
    return SecurityGroupFacts(id, owner_id, "vpc-1", id.removeprefix("sg-"), rules)


def environment_group(*rules: GroupRule) -> SecurityGroupFacts:
    """The environment's group; by default all traffic within itself, and all out."""
    return group("sg-env", *(rules or (rule("sg-env"), rule(ANYWHERE, is_egress=True))), owner_id=DATA)


def endpoint(name: str, service: str = "", **changes: Any) -> VpcEndpointFacts:
    """The endpoint of an AWS service, ``sqs`` or ``airflow.env``, or of another ``service``."""
    is_gateway = name in GATEWAY
    return replace(
        VpcEndpointFacts(
            id=f"vpce-{name}",
            owner_id=OWNER,
            vpc_id="vpc-1",
            service=service or f"com.amazonaws.{REGION}.{name}",
            kind="Gateway" if is_gateway else "Interface",
            state="available",
            subnet_ids=() if is_gateway else ("subnet-a", "subnet-b"),
            route_table_ids=("rtb-a", "rtb-b") if is_gateway else (),
            security_group_ids=() if is_gateway else ("sg-endpoints" if service else "sg-services",),
            private_dns=not service and not is_gateway,
            interface_ids=() if is_gateway else (f"eni-{name}-a", f"eni-{name}-b"),
        ),
        **changes,
    )


def environment_endpoints() -> tuple[VpcEndpointFacts, ...]:
    """The endpoints of the environment's database and web server."""
    return endpoint("database", DATABASE_SERVICE), endpoint("webserver", WEBSERVER_SERVICE)


def service_endpoints() -> tuple[VpcEndpointFacts, ...]:
    """Those of all AWS services that an environment without internet calls."""
    return tuple(endpoint(name) for name in REQUIRED)


def endpoint_groups() -> tuple[SecurityGroupFacts, ...]:
    """The groups of all endpoints."""
    return (
        group("sg-endpoints", rule(f"{DATA}/sg-env"), rule(ANYWHERE, is_egress=True)),
        group("sg-services", rule("10.0.10.0/24", 443), rule("10.0.11.0/24", 443)),
    )


def addresses_of(endpoints: Iterable[VpcEndpointFacts]) -> dict[str, str]:
    """Addresses of the endpoints' interfaces."""
    return {
        interface_id: f"10.0.{10 + place}.{number + 20}"
        for number, facts in enumerate(endpoints)
        for place, interface_id in enumerate(facts.interface_ids)
    }


def network(**changes: Any) -> NetworkSection:
    """The network of :func:`environment`, whose private subnets reach the internet through NAT gateways."""
    return changed(
        NetworkSection(
            vpc=read(Vpc("vpc-1", OWNER, ("10.0.0.0/16",))),
            dns_support=read(True),
            dns_host_names=read(True),
            subnets=read((subnet("a"), subnet("b"))),
            route_tables=read(
                (
                    route_table("main", is_main=True),
                    route_table("public", route("igw-1"), subnets=("subnet-public-a", "subnet-public-b")),
                    route_table("a", route("nat-a"), subnets=("subnet-a",)),
                    route_table("b", route("nat-b"), subnets=("subnet-b",)),
                )
            ),
            network_acls=read((network_acl(subnets=("subnet-a", "subnet-b", "subnet-public-a", "subnet-public-b")),)),
            internet_gateway_ids=read(("igw-1",)),
            nat_gateways=read(
                tuple(NatGateway(f"nat-{name}", f"subnet-public-{name}", "available", is_public=True) for name in "ab")
            ),
            security_groups=read((environment_group(),)),
            endpoints=read(environment_endpoints()),
            endpoint_groups=read(endpoint_groups()[:1]),
            endpoint_addresses=read(addresses_of(environment_endpoints())),
            block_public_access=read(BlockPublicAccess("off")),
        ),
        **changes,
    )


def private_network(**changes: Any) -> NetworkSection:
    """The same without a way to the internet: AWS services are reached through endpoints."""
    s3 = route("vpce-s3", "pl-s3")
    endpoints = (*environment_endpoints(), *service_endpoints())
    without_internet = network(
        route_tables=(
            route_table("main", is_main=True),
            route_table("a", s3, subnets=("subnet-a",)),
            route_table("b", s3, subnets=("subnet-b",)),
        ),
        network_acls=(network_acl(),),
        internet_gateway_ids=(),
        nat_gateways=(),
        endpoints=endpoints,
        endpoint_groups=endpoint_groups(),
        endpoint_addresses=addresses_of(endpoints),
    )
    return changed(without_internet, **changes)


def healthy(
    facts: EnvironmentFacts | Reading[EnvironmentFacts] | None = None,
    *,
    origin: ViewOrigin = ViewOrigin.AWS,
    **sections: Any,
) -> EnvironmentView:
    """The view of an environment, with ``sections``; of the others but the network nothing is known."""
    known = facts if isinstance(facts, Reading) else read(facts or environment())
    return EnvironmentView(
        target=targets_of(deployment())[0], origin=origin, environment=known, **{"network": network(), **sections}
    )


def findings(check: str, view: EnvironmentView) -> tuple[Finding, ...]:
    """What the check of that id finds."""
    return examine([view], select_checks([check])).findings


def problems(check: str, view: EnvironmentView) -> list[str]:
    """The messages of its failures and warnings."""
    return [finding.message for finding in findings(check, view) if finding.result.is_problem]


def gaps(check: str, view: EnvironmentView) -> list[str]:
    """The messages of what it could not check."""
    return [finding.message for finding in findings(check, view) if finding.gap]
