"""Security groups that let in, or out, more than before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mwaa_tf.review.changes import before_of, sides_of
from mwaa_tf.review.model import Action, Change, PlanReview
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import Found, risk
from mwaa_tf.review.traffic import Opening, beyond, rule_openings

_GROUPS = ("aws_security_group", "aws_default_security_group")
_DIRECTIONS = {
    "aws_vpc_security_group_ingress_rule": "ingress",
    "aws_vpc_security_group_egress_rule": "egress",
}
_RULE = "aws_security_group_rule"
_ACTIONS = (Action.CREATE, Action.UPDATE, Action.REPLACE)


@risk(
    "security-group-opened",
    severity="medium",
    title="A security group lets in more",
    way_out="Name the networks or groups and the ports that need it.",
    source="Amazon MWAA user guide, vpc-security",
)
def security_group_opened(plan: PlanReview) -> Iterator[Found]:
    """Networks, ports and protocols are compared as ranges: a rule that was split or joined is not more."""
    closed: dict[tuple[str, str], list[Opening]] | None = None
    for change in plan.changes:
        if change.action not in _ACTIONS:
            continue
        if change.type in _GROUPS:
            before, after = sides_of(change)
            there = change.action is not Action.CREATE
            for direction in ("ingress", "egress"):
                openings = _blocks(before, direction)
                yield from _found(change, direction, openings, _blocks(after, direction), there=there)
        elif change.type in _DIRECTIONS or change.type == _RULE:
            closed = _closed(plan) if closed is None else closed
            before, after = sides_of(change)
            group = _group(change.type, after)
            openings = [*rule_openings(before), *closed.get(group, ())]
            there = change.action is not Action.CREATE or group[0] != ""
            yield from _found(change, group[1], openings, list(rule_openings(after)), there=there)


def _closed(plan: PlanReview) -> dict[tuple[str, str], list[Opening]]:
    """What the rules let through that go: whoever makes a rule of another name in their place opens nothing."""
    found: dict[tuple[str, str], list[Opening]] = {}
    for change in plan.changes:
        if change.action is Action.DELETE and (change.type in _DIRECTIONS or change.type == _RULE):
            before = before_of(change)
            found.setdefault(_group(change.type, before), []).extend(rule_openings(before))
    return found


def _group(kind: str, side: Mapping[str, Any]) -> tuple[str, str]:
    """The group that a rule is of, "" for one that is still to be made, and its direction."""
    group = side.get("security_group_id")
    return group if isinstance(group, str) else "", _DIRECTIONS.get(kind) or str(side.get("type"))


def _blocks(side: Mapping[str, Any], direction: str) -> list[Opening]:
    blocks = side.get(direction)
    return [item for block in (blocks if isinstance(blocks, list) else []) for item in rule_openings(block)]


def _found(
    change: Change, direction: str, before: list[Opening], after: list[Opening], *, there: bool
) -> Iterator[Found]:
    more = beyond(before, after)
    if not more:
        return
    world = [item for item in more if item.is_world]
    if direction != "ingress":
        # All traffic out is what groups have from the start; only more than before is news.
        if there and (before or change.type not in _GROUPS):
            yield Found(
                change, f"It now lets out {_words(more, 'to')}.", severity="low", title="A security group lets out more"
            )
    elif world:
        what = "now lets in" if there else "lets in"
        yield Found(
            change,
            f"It {what} {_words(world)}.",
            severity="high",
            title="A security group is open to the internet",
        )
    elif there:
        yield Found(change, f"It now lets in {_words(more)}.")


def _words(openings: list[Opening], direction: str = "from") -> str:
    return listed(f"{item.ports} {direction} {quoted(item.place)}" for item in openings)
