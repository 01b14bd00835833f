"""The rules of the listeners, as Elastic Load Balancing answers the owner of the load balancer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from mwaa_tf.doctor.collect.aws.access_methods import after, joined
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.sections import load_balancer
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.listener_rules import ListenerRuleFacts, ListenerRulesSection
from mwaa_tf.text import escape_control_characters as printable

DESCRIBE_RULES = operation(
    "elbv2",
    "DescribeRules",
    by=CallerSide.OWNER,
    why="which paths of the load balancer lead to the web server",
    only_upgrades=True,
)


def collect(source: AwsSource) -> ListenerRulesSection:
    """Ask for the rules of each listener of the load balancer."""
    section = load_balancer.collect(source)  # whose calls are made once for both sections
    if section.balancer.is_known and section.balancer.content is None:
        return ListenerRulesSection(Reading.of((), section.balancer.source))
    return ListenerRulesSection(
        after(
            section.listeners,
            lambda listeners: joined(
                source.owner.read(DESCRIBE_RULES, partial(_rules, listener.arn), ListenerArn=listener.arn)
                for listener in listeners
            ).map(lambda rules: tuple(rule for of_listener in rules for rule in of_listener)),
        )
    )


def _rules(listener_arn: str, answer: Answer) -> list[ListenerRuleFacts]:
    return [
        ListenerRuleFacts(
            arn=rule["RuleArn"],
            listener_arn=listener_arn,
            path_patterns=tuple(_paths(rule)),
            forwards=any(action["Type"] == "forward" for action in rule["Actions"]),
        )
        for rule in sorted((rule for rule in answer["Rules"] if not rule["IsDefault"]), key=_priority)
    ]


def _paths(rule: Mapping[str, Any]) -> list[str]:
    return [
        printable(pattern)
        for condition in rule["Conditions"]
        if condition["Field"] == "path-pattern"
        for pattern in (condition.get("PathPatternConfig") or {}).get("Values") or condition.get("Values") or ()
    ]


def _priority(rule: Mapping[str, Any]) -> int:
    return int(rule["Priority"])
