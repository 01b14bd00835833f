"""VPC endpoints of plans."""

from __future__ import annotations

from mwaa_tf.doctor.collect.plan.network_groups import security_groups
from mwaa_tf.doctor.collect.plan.objects import PlannedObject
from mwaa_tf.doctor.collect.plan.source import PlanSource, joined, not_in_plans
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.network import SecurityGroupFacts, VpcEndpointFacts
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.text import join_words

#: What associates something with an endpoint besides its own attributes: the attribute, and the types it refers to.
_ASSOCIATIONS = {
    "aws_vpc_endpoint_subnet_association": ("subnet_id", ("aws_subnet", "aws_default_subnet")),
    "aws_vpc_endpoint_security_group_association": (
        "security_group_id",
        ("aws_security_group", "aws_default_security_group"),
    ),
    "aws_vpc_endpoint_route_table_association": ("route_table_id", ("aws_route_table", "aws_default_route_table")),
}
_LISTS = {
    "subnet_ids": "aws_vpc_endpoint_subnet_association",
    "security_group_ids": "aws_vpc_endpoint_security_group_association",
    "route_table_ids": "aws_vpc_endpoint_route_table_association",
}

#: Types of endpoints that have subnets and groups (EC2 API reference, VpcEndpoint).
_WITH_INTERFACES = ("Interface", "GatewayLoadBalancer")

#: Who manages the endpoints (botocore, mwaa, EndpointManagement), where the customer does.
_CUSTOMER = "CUSTOMER"


def endpoints(source: PlanSource, vpc: PlannedObject) -> Reading[tuple[VpcEndpointFacts, ...]]:
    """Those that plans have in the VPC, by service."""
    found = [
        (endpoint, _endpoint(source, endpoint))
        for endpoint in source.objects.of("aws_vpc_endpoint")
        if source.belongs(endpoint, "vpc_id", vpc)
    ]
    reading = joined(found, "the service, the policy, a subnet or a group")
    if services := _without_endpoint(source, reading.content):
        return not_in_plans(f"the endpoint of {join_words(services)}")
    return reading.map(lambda facts: tuple(sorted(facts, key=lambda each: (each.service, each.id))))


def _without_endpoint(source: PlanSource, known: tuple[VpcEndpointFacts, ...] | None) -> tuple[str, ...]:
    """The environment's services, if none of them has an endpoint: then it is in a workspace that was not given.

    If one of two has an endpoint, the plan of their workspace exists, and lacks the other one.
    """
    environment = source.environment.content
    if known is None or environment is None or environment.endpoint_management != _CUSTOMER:
        return ()
    services = tuple(filter(None, (environment.database_service, environment.webserver_service)))
    return services if {endpoint.service for endpoint in known}.isdisjoint(services) else ()


def endpoint_groups(
    source: PlanSource, known: Reading[tuple[VpcEndpointFacts, ...]]
) -> Reading[tuple[SecurityGroupFacts, ...]]:
    """The security groups of ``known``."""
    if known.gap:
        return Reading.unread(known.gap, known.source)
    return security_groups(
        source, dict.fromkeys(name for endpoint in known.content or () for name in endpoint.security_group_ids)
    )


def _endpoint(source: PlanSource, endpoint: PlannedObject) -> VpcEndpointFacts | None:
    """The endpoint; None where it is not clear what it is."""
    service = endpoint.text("service_name") or source.references.attribute(endpoint, "service_name")
    kind = endpoint.text("vpc_endpoint_type") or "Gateway"
    lists = {}
    for attribute in _LISTS:
        lists[attribute] = names = _names(source, endpoint, attribute, kind)
        if names is None:
            return None
    policy = _policy(source, endpoint)
    if not service or policy is None:
        return None
    return VpcEndpointFacts(
        id=endpoint.name,
        owner_id=endpoint.owner_id,
        vpc_id=source.text(endpoint, "vpc_id", "aws_vpc", "aws_default_vpc"),
        service=service,
        kind=kind,
        state="available",
        private_dns=bool(endpoint.values.get("private_dns_enabled")),
        policy=parse_policy(policy) if policy else None,
        **{attribute: tuple(sorted(names or ())) for attribute, names in lists.items()},
    )


def _policy(source: PlanSource, endpoint: PlannedObject) -> str | None:
    """The policy, in a resource of its own or in the endpoint; empty for full access, None where it is not known."""
    policies = source.objects.of("aws_vpc_endpoint_policy")
    own = [policy for policy in policies if source.belongs(policy, "vpc_endpoint_id", endpoint)]
    holder = own[0] if own else endpoint
    if holder.is_unknown("policy") and source.references.is_given(holder, "policy"):
        return None
    return holder.text("policy")


def _names(source: PlanSource, endpoint: PlannedObject, attribute: str, kind: str) -> tuple[str, ...] | None:
    association, types = _ASSOCIATIONS[_LISTS[attribute]]
    more = tuple(
        source.text(planned, association, *types)
        for planned in source.objects.of(_LISTS[attribute])
        if source.belongs(planned, "vpc_endpoint_id", endpoint)
    )
    has_interfaces = kind in _WITH_INTERFACES
    if has_interfaces is (attribute == "route_table_ids"):
        return more
    names = source.names(endpoint, attribute, *types)
    if names is None:
        # Not given, so that the resources of the associations decide.
        return more or None
    return tuple(dict.fromkeys((*names, *more)))
