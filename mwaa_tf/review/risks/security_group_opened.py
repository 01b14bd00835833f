"""Security groups that allow more traffic than before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mwaa_tf.review.changes import values_before, values_of
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import RiskFinding, risk
from mwaa_tf.review.traffic import TrafficRange, added_ranges, internet_ranges, rule_ranges
from mwaa_tf.text import plural

_GROUPS = ("aws_security_group", "aws_default_security_group")
_DIRECTIONS = {
    "aws_vpc_security_group_ingress_rule": "ingress",
    "aws_vpc_security_group_egress_rule": "egress",
}
_RULE = "aws_security_group_rule"

#: The key at the end of an address; a key of `for_each` has quotes, and may have brackets in them.
_KEY = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]$')

_ACTIONS = (Action.CREATE, Action.UPDATE, Action.REPLACE)

_SOURCE = "https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html"
_REMEDIATION = "Name the networks or groups and the ports that need it."


@risk(
    "security-group-public",
    severity="high",
    title="Security group is open to the internet",
    remediation=_REMEDIATION,
    source=_SOURCE,
)
def security_group_public(plan: PlanReview) -> Iterator[RiskFinding]:
    """A security group allows ingress from the internet, or from a good part of it, that it did not allow before.

    New groups count as well, and so do rules of one group that admit it together.
    """
    added_ingress = [*_added(plan, "ingress")]
    together = _open_together(added_ingress)
    for added in added_ingress:
        allows = "now allows" if added.existed else "allows"
        if internet := internet_ranges(added.ranges):
            yield RiskFinding(added.change, f"It {allows} {_phrase(internet, 'from')}.")
        elif added.change.address in together:
            count = plural(together[added.change.address], "other rule")
            phrase = _phrase(added.ranges, "from")
            yield RiskFinding(added.change, f"It {allows} {phrase}; with {count}, a good part of the internet.")


@risk(
    "security-group-opened",
    severity="medium",
    title="Security group allows more ingress",
    remediation=_REMEDIATION,
    source=_SOURCE,
)
def security_group_opened(plan: PlanReview) -> Iterator[RiskFinding]:
    """A security group that exists allows ingress that it did not allow before.

    Networks, ports and protocols are compared as ranges: a rule that was split or joined does not allow more.
    """
    added_ingress = [*_added(plan, "ingress")]
    together = _open_together(added_ingress)
    for added in added_ingress:
        if added.existed and not internet_ranges(added.ranges) and added.change.address not in together:
            yield RiskFinding(added.change, f"It now allows {_phrase(added.ranges, 'from')}.")


@risk(
    "security-group-egress",
    severity="low",
    title="Security group allows more egress",
    remediation=_REMEDIATION,
    source=_SOURCE,
)
def security_group_egress(plan: PlanReview) -> Iterator[RiskFinding]:
    """A security group that exists allows egress that it did not allow before.

    Data can leave to more places. New groups are left out: AWS gives them all egress from the start.
    """
    for added in _added(plan, "egress"):
        if added.existed and (added.before or added.change.type not in _GROUPS):
            yield RiskFinding(added.change, f"It now allows {_phrase(added.ranges, 'to')}.")


@dataclass(frozen=True, slots=True)
class _Added:
    """Traffic that a change allows and that was not allowed before."""

    change: ReviewedChange
    before: list[TrafficRange]
    ranges: list[TrafficRange]
    existed: bool
    """Whether the group exists already."""


def _added(plan: PlanReview, direction: str) -> Iterator[_Added]:
    removed: dict[tuple[str, str], list[TrafficRange]] | None = None
    for change in plan.changes:
        if change.action not in _ACTIONS:
            continue
        if change.type in _GROUPS:
            before, after = (_blocks(values, direction) for values in values_of(change))
            existed = change.action is not Action.CREATE
        elif change.type in _DIRECTIONS or change.type == _RULE:
            old, new = values_of(change)
            group = _group(change.type, new)
            if group[1] != direction:
                continue
            removed = _removed(plan) if removed is None else removed
            before, after = [*rule_ranges(old), *removed.get(group, ())], list(rule_ranges(new))
            existed = change.action is not Action.CREATE or group[0] != ""
        else:
            continue
        if ranges := added_ranges(before, after):
            yield _Added(change, before, ranges, existed)


def _open_together(ingress: Iterable[_Added]) -> dict[str, int]:
    """Rules that admit a good part of the internet only together, by address, and how many others each is with.

    Rules of a group that does not exist yet are taken together if they come from one resource with `for_each`.
    """
    groups: dict[tuple[str, ...], list[_Added]] = {}
    for added in ingress:
        if added.change.type not in _GROUPS and not internet_ranges(added.ranges):
            group, _ = _group(added.change.type, values_of(added.change)[1])
            key = ("id", group) if group else ("resource", _without_key(added.change.address))
            groups.setdefault(key, []).append(added)
    together: dict[str, int] = {}
    for rules in groups.values():
        internet = internet_ranges(allowed for added in rules for allowed in added.ranges)
        own = [added.change.address for added in rules if any(allowed in internet for allowed in added.ranges)]
        together |= dict.fromkeys(own, len(own) - 1)
    return together


def _without_key(address: str) -> str:
    """The address of the resource of an instance: without the key of `for_each` or the number of `count` at its end."""
    return _KEY.sub("", address)


def _removed(plan: PlanReview) -> dict[tuple[str, str], list[TrafficRange]]:
    """What the deleted rules allow: a rule of another name in their place adds nothing."""
    removed: dict[tuple[str, str], list[TrafficRange]] = {}
    for change in plan.changes:
        if change.action is Action.DELETE and (change.type in _DIRECTIONS or change.type == _RULE):
            before = values_before(change)
            removed.setdefault(_group(change.type, before), []).extend(rule_ranges(before))
    return removed


def _group(kind: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """The group that a rule belongs to, "" for one that does not exist yet, and the rule's direction."""
    group = values.get("security_group_id")
    direction = _DIRECTIONS.get(kind) or str(values.get("type"))
    return group if isinstance(group, str) else "", "ingress" if direction == "ingress" else "egress"


def _blocks(values: Mapping[str, Any], direction: str) -> list[TrafficRange]:
    blocks = values.get(direction)
    return [allowed for block in (blocks if isinstance(blocks, list) else []) for allowed in rule_ranges(block)]


def _phrase(ranges: list[TrafficRange], preposition: str) -> str:
    return listed(f"{allowed.ports} {preposition} {quoted(allowed.peer)}" for allowed in ranges)
