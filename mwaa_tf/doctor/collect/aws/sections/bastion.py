"""The bastion in front of the web server, as EC2 and Systems Manager answer its owner.

With a configuration it is the instance whose security group has the name that the module gives it; without one, the
instance whose security group the web server's endpoint admits.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from mwaa_tf.blueprint.access import bastion_group_prefix
from mwaa_tf.doctor.collect.aws.access_methods import (
    CONFIGURATION,
    absent,
    admitted_groups,
    after,
    groups,
    network_of,
)
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, unread_section
from mwaa_tf.doctor.view.bastion import AgentFacts, BastionFacts, BastionSection
from mwaa_tf.mwaa.web_access import InstanceState
from mwaa_tf.text import escape_control_characters as printable

DESCRIBE_INSTANCES = operation("ec2", "DescribeInstances", by=CallerSide.OWNER, why="the bastion")
DESCRIBE_AGENTS = operation(
    "ssm", "DescribeInstanceInformation", by=CallerSide.OWNER, why="whether the bastion's agent is online"
)

_ENDING = (InstanceState.SHUTTING_DOWN, InstanceState.TERMINATED)


def collect(source: AwsSource) -> BastionSection:
    """Ask the owner's account for the bastion of the environment."""
    settings = source.target.settings
    bastion = settings.settings.access.bastion if settings else None
    if settings and not (bastion and bastion.enabled):
        return _without_instance(Reading.of(None, CONFIGURATION))
    instances = after(_vpc_id(source), partial(_instances_of, source))
    if settings:
        prefix = bastion_group_prefix(settings.access_name)
        instance = instances.map(lambda known: next((each for each in known if _is_in(each, prefix)), None))
    else:
        instance = after(instances, partial(_admitted, source))
    if instance.content is None:
        return _without_instance(instance)
    facts = instance.content
    return BastionSection(
        instance=instance,
        agent=source.owner.read(DESCRIBE_AGENTS, partial(_agent, facts.id)),
        groups=groups(source, facts.vpc_id, facts.security_group_ids),
    )


def _vpc_id(source: AwsSource) -> Reading[str]:
    subnets = network_of(source).subnets
    if subnets.content == ():
        gap = Gap(GapKind.ABSENT, "no account sees a subnet of the environment")
        return Reading.unread(gap, subnets.source)
    return subnets.map(lambda known: known[0].vpc_id)


def _instances_of(source: AwsSource, vpc_id: str) -> Reading[tuple[BastionFacts, ...]]:
    filters = [{"Name": "vpc-id", "Values": [vpc_id]}]
    return source.owner.read(DESCRIBE_INSTANCES, _instances, Filters=filters)


def _is_in(instance: BastionFacts, prefix: str) -> bool:
    return any(name.startswith(prefix) for name in instance.security_group_names)


def _admitted(source: AwsSource, instances: tuple[BastionFacts, ...]) -> Reading[BastionFacts | None]:
    """The first instance with a group that the endpoint admits, and that may therefore forward to it."""
    if not instances:
        return Reading.of(None, source.owner.source(DESCRIBE_INSTANCES))
    return admitted_groups(source).map(
        lambda admitted: next((each for each in instances if admitted & {*each.security_group_ids}), None)
    )


def _without_instance(instance: Reading[BastionFacts | None]) -> BastionSection:
    section = unread_section(BastionSection, instance.gap or absent("bastion"))
    return BastionSection(instance=instance, agent=section.agent, groups=section.groups)


def _instances(answer: Answer) -> tuple[BastionFacts, ...]:
    """All instances that exist, the running ones first."""
    instances = [_facts(instance) for reservation in answer["Reservations"] for instance in reservation["Instances"]]
    existing = (each for each in instances if each.state not in _ENDING)
    return tuple(sorted(existing, key=lambda each: (each.state != InstanceState.RUNNING, each.id)))


def _facts(instance: Mapping[str, Any]) -> BastionFacts:
    state = printable(instance["State"]["Name"])
    # A terminated one has no groups, no VPC and no subnet.
    groups = () if state in _ENDING else instance["SecurityGroups"]
    attached = sorted(groups, key=lambda group: str(group["GroupId"]))
    return BastionFacts(
        id=instance["InstanceId"],
        state=state,
        vpc_id="" if state in _ENDING else instance["VpcId"],
        subnet_id="" if state in _ENDING else instance["SubnetId"],
        security_group_ids=tuple(group["GroupId"] for group in attached),
        security_group_names=tuple(printable(group["GroupName"]) for group in attached),
        has_profile=bool(instance.get("IamInstanceProfile")),
    )


def _agent(instance_id: str, answer: Answer) -> AgentFacts | None:
    for agent in answer["InstanceInformationList"]:
        if agent["InstanceId"] == instance_id:
            return AgentFacts(printable(agent["PingStatus"]), printable(agent.get("AgentVersion") or ""))
    return None
