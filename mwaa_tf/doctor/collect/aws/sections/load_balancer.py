"""The load balancer in front of the web server, as Elastic Load Balancing, ACM and Route 53 answer its owner.

With a configuration it is the one that has the name that the module gives it; without one, the one that has the
addresses of the web server's endpoint among its targets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from mwaa_tf.blueprint.access import balancer_name
from mwaa_tf.config.access import Alb
from mwaa_tf.doctor.collect.aws.access_methods import (
    CONFIGURATION,
    absent,
    after,
    certificates,
    groups,
    joined,
    network_of,
    web_addresses,
)
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.dns_records import record_of
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Reading, unread_section
from mwaa_tf.doctor.view.load_balancer import (
    CertificateFacts,
    ListenerFacts,
    LoadBalancerFacts,
    LoadBalancerSection,
    TargetFacts,
    TargetGroupFacts,
)
from mwaa_tf.mwaa.access_modes import BASE_URL_OPTION
from mwaa_tf.mwaa.web_access import ListenerProtocol
from mwaa_tf.text import escape_control_characters as printable

DESCRIBE_LOAD_BALANCERS = operation(
    "elbv2", "DescribeLoadBalancers", by=CallerSide.OWNER, why="the load balancer in front of the web server"
)
DESCRIBE_TARGET_GROUPS = operation(
    "elbv2", "DescribeTargetGroups", by=CallerSide.OWNER, why="what the load balancer leads to"
)
DESCRIBE_TARGET_HEALTH = operation(
    "elbv2", "DescribeTargetHealth", by=CallerSide.OWNER, why="whether the load balancer reaches the web server"
)
DESCRIBE_LISTENERS = operation(
    "elbv2", "DescribeListeners", by=CallerSide.OWNER, why="the protocol and the certificate of the load balancer"
)
DESCRIBE_CERTIFICATES = operation(
    "elbv2",
    "DescribeListenerCertificates",
    by=CallerSide.OWNER,
    why="the certificates of the load balancer that are for certain host names",
)


_WITH_CERTIFICATE = [protocol.value for protocol in ListenerProtocol if protocol.has_certificate]


def collect(source: AwsSource) -> LoadBalancerSection:
    """Ask the owner's account for the load balancer of the environment."""
    settings = source.target.settings
    alb = settings.settings.access.alb if settings else None
    if settings and not alb:
        return _without_balancer(Reading.of(None, CONFIGURATION))
    group = _named_group(source, balancer_name(settings.access_name)) if settings else _group_by_addresses(source)
    balancer = _named_balancer(source, balancer_name(settings.access_name)) if settings else _balancer_of(source, group)
    if balancer.content is None:
        return _without_balancer(balancer)
    return _section(source, balancer.content, balancer, group, alb)


def _section(
    source: AwsSource,
    balancer: LoadBalancerFacts,
    reading: Reading[LoadBalancerFacts | None],
    group: Reading[TargetGroupFacts | None],
    alb: Alb | None,
) -> LoadBalancerSection:
    listeners = source.owner.read(DESCRIBE_LISTENERS, _listeners, LoadBalancerArn=balancer.arn)
    host_name = _host_name(source, alb)
    return LoadBalancerSection(
        balancer=reading,
        listeners=listeners,
        target_group=after(group, partial(_with_targets, source)),
        certificates=after(listeners, partial(_certificates, source)),
        groups=groups(source, balancer.vpc_id, balancer.security_group_ids),
        host_name=host_name,
        record=after(host_name, lambda name: record_of(source, name, balancer.vpc_id, alb)),
    )


def _certificates(source: AwsSource, listeners: tuple[ListenerFacts, ...]) -> Reading[tuple[CertificateFacts, ...]]:
    """The default certificates of the listeners, and those for certain host names, which only a call of its own tells.

    A listener itself names its default one (Elastic Load Balancing API reference, Listener and
    DescribeListenerCertificates).
    """
    lists = joined(
        source.owner.read(DESCRIBE_CERTIFICATES, _defaults_and_others, ListenerArn=listener.arn)
        for listener in listeners
        if listener.certificate_arns
    )
    return after(
        lists,
        lambda known: certificates(
            source, (arn for defaults, _ in known for arn in defaults), (arn for _, others in known for arn in others)
        ),
    )


def _defaults_and_others(answer: Answer) -> tuple[list[str], list[str]]:
    """A default one that is in the list, too, is in both."""
    known = [(str(certificate["CertificateArn"]), certificate["IsDefault"]) for certificate in answer["Certificates"]]
    return [arn for arn, is_default in known if is_default], [arn for arn, is_default in known if not is_default]


def _without_balancer(balancer: Reading[LoadBalancerFacts | None]) -> LoadBalancerSection:
    gap = balancer.gap or absent("load balancer")
    section = unread_section(LoadBalancerSection, gap)
    return LoadBalancerSection(
        balancer=balancer,
        listeners=section.listeners,
        target_group=section.target_group,
        certificates=section.certificates,
        groups=section.groups,
        host_name=section.host_name,
        record=section.record,
    )


def _host_name(source: AwsSource, alb: Alb | None) -> Reading[str]:
    """The name that people open: the configuration's, or else the one that Airflow redirects to."""
    if alb:
        return Reading.of(alb.domain_name or "", CONFIGURATION)
    options = after(source.environment, lambda environment: environment.options)
    return options.map(lambda known: printable(known.get(BASE_URL_OPTION, "")))


def _named_balancer(source: AwsSource, name: str) -> Reading[LoadBalancerFacts | None]:
    return _balancers(source).map(lambda all_of_owner: next((each for each in all_of_owner if each.name == name), None))


def _balancer_of(source: AwsSource, group: Reading[TargetGroupFacts | None]) -> Reading[LoadBalancerFacts | None]:
    if group.content is None:
        return Reading(group.source, gap=group.gap)
    arns = group.content.balancer_arns
    return _balancers(source).map(lambda all_of_owner: next((each for each in all_of_owner if each.arn in arns), None))


def _balancers(source: AwsSource) -> Reading[tuple[LoadBalancerFacts, ...]]:
    return source.owner.read(DESCRIBE_LOAD_BALANCERS, _load_balancers)


def _named_group(source: AwsSource, name: str) -> Reading[TargetGroupFacts | None]:
    reading = source.owner.read(DESCRIBE_TARGET_GROUPS, _target_groups)
    return reading.map(lambda all_of_owner: next((each for each in all_of_owner if each.name == name), None))


def _group_by_addresses(source: AwsSource) -> Reading[TargetGroupFacts | None]:
    """The first target group of the VPC that has an address of the web server's endpoint among its targets."""
    addresses = web_addresses(source)
    if not addresses.content:
        return Reading(addresses.source, gap=addresses.gap)
    wanted = set(addresses.content)
    vpc_ids = {subnet.vpc_id for subnet in network_of(source).subnets.content or ()}
    candidates = source.owner.read(DESCRIBE_TARGET_GROUPS, _target_groups).map(
        lambda all_of_owner: [each for each in all_of_owner if each.kind == "ip" and each.vpc_id in vpc_ids]
    )
    groups_with_targets = after(candidates, lambda known: joined(_with_targets(source, each) for each in known))
    return groups_with_targets.map(
        lambda known: next(
            (each for each in known if each and wanted & {target.address for target in each.targets}), None
        )
    )


def _with_targets(source: AwsSource, group: TargetGroupFacts | None) -> Reading[TargetGroupFacts | None]:
    if group is None:
        return Reading.of(None, source.owner.source(DESCRIBE_TARGET_GROUPS))
    targets = source.owner.read(DESCRIBE_TARGET_HEALTH, _targets, TargetGroupArn=group.arn)
    return targets.map(lambda known: replace(group, targets=known))


def _load_balancers(answer: Answer) -> tuple[LoadBalancerFacts, ...]:
    return tuple(
        LoadBalancerFacts(
            arn=balancer["LoadBalancerArn"],
            name=printable(balancer["LoadBalancerName"]),
            # A gateway load balancer has no name, no scheme and no groups.
            dns_name=printable(balancer.get("DNSName") or "").lower(),
            state=printable(balancer["State"]["Code"]),
            scheme="" if balancer.get("Type") == "gateway" else printable(balancer["Scheme"]),
            vpc_id=balancer["VpcId"],
            subnet_ids=tuple(sorted(zone["SubnetId"] for zone in balancer["AvailabilityZones"])),
            security_group_ids=tuple(sorted(_security_groups(balancer))),
        )
        for balancer in answer["LoadBalancers"]
    )


def _security_groups(balancer: Mapping[str, Any]) -> list[str]:
    """A network load balancer may have none; one for applications has always some."""
    groups: list[str] = (
        balancer["SecurityGroups"] if balancer["Type"] == "application" else balancer.get("SecurityGroups", [])
    )
    return groups


def _target_groups(answer: Answer) -> tuple[TargetGroupFacts, ...]:
    return tuple(
        TargetGroupFacts(
            arn=group["TargetGroupArn"],
            name=printable(group["TargetGroupName"]),
            # A group of functions has neither of these.
            protocol=printable(group.get("Protocol") or ""),
            port=int(group.get("Port") or 0),
            kind=printable(group["TargetType"]),
            vpc_id=group.get("VpcId") or "",
            success_codes=printable((group.get("Matcher") or {}).get("HttpCode") or ""),
            balancer_arns=tuple(group["LoadBalancerArns"]),
            health_path=printable(group.get("HealthCheckPath") or ""),
        )
        for group in answer["TargetGroups"]
    )


def _targets(answer: Answer) -> tuple[TargetFacts, ...]:
    return tuple(
        TargetFacts(
            address=printable(description["Target"]["Id"]),
            port=int(description["Target"].get("Port") or 0),
            state=printable(description["TargetHealth"]["State"]),
            reason=printable(description["TargetHealth"].get("Reason") or ""),
            description=printable(description["TargetHealth"].get("Description") or ""),
        )
        for description in sorted(answer["TargetHealthDescriptions"], key=lambda each: str(each["Target"]["Id"]))
    )


def _listeners(answer: Answer) -> tuple[ListenerFacts, ...]:
    return tuple(
        ListenerFacts(
            arn=listener["ListenerArn"],
            port=int(listener["Port"]),
            protocol=printable(listener["Protocol"]),
            certificate_arns=tuple(
                each["CertificateArn"]
                for each in (listener["Certificates"] if listener["Protocol"] in _WITH_CERTIFICATE else ())
            ),
            target_group_arns=tuple(
                dict.fromkeys(arn for action in listener["DefaultActions"] for arn in _forwarded(action))
            ),
        )
        for listener in answer["Listeners"]
    )


def _forwarded(action: Mapping[str, Any]) -> list[str]:
    if action["Type"] == "forward" and "ForwardConfig" not in action:
        return [action["TargetGroupArn"]]
    weighted = (action.get("ForwardConfig") or {}).get("TargetGroups") or ()
    return [*filter(None, [action.get("TargetGroupArn")]), *(each["TargetGroupArn"] for each in weighted)]
