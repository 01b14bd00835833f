"""Actions of providers: what they do is in no plan, and no apply takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.model import PlanReview
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risks import RiskFinding, risk
from mwaa_tf.review.values import Hidden

_SOURCE = "https://developer.hashicorp.com/terraform/language/invoke-actions"

#: Types of actions and of resources that are an environment, an instance, or the network they live in.
_TYPES = re.compile(
    r"aws_(mwaa|ec2|vpc|instance|subnet|route|nat_gateway|internet_gateway|egress_only|network|security_group|eip|"
    r"autoscaling|ecs|eks|db_|rds|ssm|lb|alb|networkmanager|directconnect|dx_|customer_gateway|vpn|flow_log)\w*"
)

#: Ids of instances, of parts of a network, and ARNs of environments, as values of an action.
_IDS = re.compile(
    r"(?<![\w-])(?:i|mi|vpc|subnet|nat|igw|eigw|rtb|rtbassoc|vpce|vpce-svc|sg|sgr|eni|eipalloc|acl|pcx|tgw|tgw-attach)"
    r"-[0-9a-f]{8,17}(?![\w-])|arn:[\w-]+:airflow:[\w-]*:\d*:environment/[\w-]+"
)


@risk(
    "action-on-infrastructure",
    severity="high",
    title="Action touches an environment, its network or an instance",
    remediation="Invoke it apart from other changes, at a time when an interruption does no harm, or remove its "
    "`action_trigger`.",
    source=_SOURCE,
)
def action_on_infrastructure(plan: PlanReview) -> Iterator[RiskFinding]:
    """An action is invoked on an MWAA environment, on a part of its network, or on an instance.

    An action stops, restarts or changes what runs, outside of what the plan shows: the resource has no changes in it.
    Recognized are the types of actions and of the resources that they belong to, and ids and ARNs among their values.
    """
    for action in (*plan.actions, *plan.deferred_actions):
        if target := _target(action):
            yield RiskFinding(action, f"{quoted(action.type)} is invoked {target}.{_when(action)}")


@risk(
    "action-invoked",
    severity="low",
    title="Action is invoked",
    remediation="Make sure that it may run again with each apply that triggers it, and remove its `action_trigger` "
    "otherwise.",
    source=_SOURCE,
)
def action_invoked(plan: PlanReview) -> Iterator[RiskFinding]:
    """An action is invoked, whose effect no plan shows and no apply takes back.

    Where its values are known only after the apply, or are hidden, what it acts on cannot be judged: a medium risk.
    """
    for action in (*plan.actions, *plan.deferred_actions):
        if _target(action):
            continue
        if _has_hidden(action.config()):
            reason = f"{quoted(action.type)} is invoked with values that are hidden or known only after the apply."
            yield RiskFinding(action, reason + _when(action), severity="medium")
        else:
            yield RiskFinding(action, f"{quoted(action.type)} is invoked.{_when(action)}")


def _when(action: InvokedAction) -> str:
    return " It is deferred to a later plan." if action.deferred is not None else ""


def _target(action: InvokedAction) -> str | None:
    """What is touched, in words."""
    if match := next(_ids(action.config()), None):
        return f"on {quoted(match)}"
    if action.resource and _TYPES.fullmatch(_type_of(action.resource)):
        return f"for {quoted(action.resource)}"
    return "on what the plan does not name" if _TYPES.fullmatch(action.type) else None


def _type_of(address: str) -> str:
    """``aws_subnet`` of ``module.network.aws_subnet.this["a"]``."""
    *_, kind, _name = ["", *re.sub(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]', "", address).split(".")]
    return kind


def _ids(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from (match[0] for match in _IDS.finditer(value))
    elif isinstance(value, dict):
        for member in value.values():
            yield from _ids(member)
    elif isinstance(value, list):
        for member in value:
            yield from _ids(member)


def _has_hidden(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_hidden, value.values()))
    return any(map(_has_hidden, value)) if isinstance(value, list) else isinstance(value, Hidden)
