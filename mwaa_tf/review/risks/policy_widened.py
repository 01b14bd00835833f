"""Policies that allow more than before: of roles and users, buckets, keys, endpoints, topics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mwaa_tf.review.model import Action, Change, PlanReview
from mwaa_tf.review.policies import Gain, Policy, Statement, gains, parse_policy
from mwaa_tf.review.policies.document import FULL_ACCESS, Matter
from mwaa_tf.review.risks import Found, risk
from mwaa_tf.review.sides import before_of, sides_of
from mwaa_tf.review.values import UNKNOWN
from mwaa_tf.review.words import listed, quoted

_NOTHING = Policy()

#: Beside `policy` of everything that has one.
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "aws_iam_role": ("assume_role_policy", "inline_policy"),
    "aws_ssoadmin_permission_set_inline_policy": ("inline_policy",),
}
_WITH_POLICY = ("aws_vpc_endpoint", "aws_kms_key", "aws_s3_bucket", "aws_sqs_queue", "aws_sns_topic")

#: Types whose deletion takes what they belonged to out of the question, and where that is said.
_SUBJECTS = (
    "aws_iam_role",
    "aws_iam_user",
    "aws_iam_group",
    "aws_s3_bucket",
    "aws_sqs_queue",
    "aws_sns_topic",
    "aws_kms_key",
    "aws_vpc_endpoint",
    "aws_secretsmanager_secret",
    "aws_ecr_repository",
)
_NAMES = ("id", "name", "arn", "bucket", "url")
_BELONGS = (
    "role",
    "user",
    "group",
    "bucket",
    "queue_url",
    "arn",
    "key_id",
    "vpc_endpoint_id",
    "secret_arn",
    "repository",
)


@risk(
    "policy-widened",
    severity="medium",
    title="A policy allows more",
    way_out="Name the actions, resources and principals that are needed, and keep the conditions.",
    source="IAM user guide, best-practices: least privilege",
)
def policy_widened(plan: PlanReview) -> Iterator[Found]:
    """Statements are compared by what they allow: order, names, and how they are cut do not matter."""
    gone: set[str] | None = None
    for change in plan.changes:
        if not _has_policy(change.type) or change.action in (Action.FORGET, Action.MOVE, Action.IMPORT):
            continue
        before, after = sides_of(change)
        if change.action is Action.DELETE:
            if change.type in _SUBJECTS:
                continue
            gone = _deleted(plan) if gone is None else gone
            if gone.intersection(value for name in _BELONGS if isinstance(value := before.get(name), str)):
                continue
        for name in _ATTRIBUTES.get(change.type, ("policy",)):
            if change.action is Action.CREATE:
                yield from _created(change, name, after.get(name))
            elif (old := before.get(name)) != (new := after.get(name)):
                yield from _changed(change, name, old, new)


def _has_policy(kind: str) -> bool:
    return kind.startswith("aws_") and (kind.endswith("_policy") or kind in _WITH_POLICY or kind in _ATTRIBUTES)


def _created(change: Change, name: str, text: Any) -> Iterator[Found]:
    """What no new policy should allow. What else it allows is new, but not more than before."""
    policy = None if change.type.startswith("aws_vpc_endpoint") else _policy(change.type, text)
    if policy is None:
        return
    for statement in policy.allows:
        if statement.conditions:
            continue
        if statement.names_principals and "*" in statement.principals.patterns and not statement.principals.negated:
            yield Found(
                change,
                f"`{name}` allows {_what(statement)} to everyone, in every account.",
                severity="high",
                title="A policy is open to everyone",
            )
        elif not statement.names_principals and _is_all(statement.actions) and _is_all(statement.resources):
            yield Found(
                change,
                f"`{name}` allows all actions on all resources.",
                severity="high",
                title="A policy allows everything",
            )


def _changed(change: Change, name: str, old: Any, new: Any) -> Iterator[Found]:
    if new is UNKNOWN:
        yield Found(
            change,
            f"What `{name}` will allow is known only when it is applied.",
            severity="low",
            title="A policy changes to what is not known yet",
            way_out="Apply what it depends on first, and plan again.",
        )
        return
    before, after = (_policy(change.type, item) for item in (old, new))
    if before is None or after is None:
        return
    gained = list(gains(before, after))
    allowed = [gain for gain in gained if gain.statement.allows]
    denied = [gain for gain in gained if not gain.statement.allows]
    if allowed:
        broad = any(_is_broad(gain) for gain in allowed)
        yield Found(change, f"`{name}` now allows {_gained(allowed)}.", severity="high" if broad else None)
    if denied:
        yield Found(
            change, f"`{name}` no longer denies {_gained(denied)}.", title="A policy denies less", severity="medium"
        )


def _policy(kind: str, given: Any) -> Policy | None:
    if given in (None, "", []):
        return FULL_ACCESS if kind.startswith("aws_vpc_endpoint") else _NOTHING
    if isinstance(given, list):
        inline = [parse_policy(item.get("policy")) for item in given if isinstance(item, dict)]
        return Policy(tuple(statement for policy in inline if policy for statement in policy.statements))
    return parse_policy(given)


def _gained(gained: Sequence[Gain]) -> str:
    """The gains in words, those on the same resource under the same conditions together."""
    together: dict[tuple[Any, ...], list[Gain]] = {}
    for gain in gained:
        one = gain.statement
        alike = (one.resources, one.principals, frozenset(one.conditions.items()), gain.lost_conditions)
        together.setdefault(alike, []).append(gain)
    return listed(_together(gains) for gains in together.values())


def _together(gains: Sequence[Gain]) -> str:
    first = gains[0]
    negated = first.statement.actions.negated
    alike = [gain.statement for gain in gains if gain.statement.actions.negated == negated]
    patterns = tuple(item for statement in alike for item in statement.actions.patterns)
    spelling = {lower: item for statement in alike for lower, item in statement.spelling.items()}
    text = _what(replace(first.statement, actions=Matter(patterns, negated), spelling=spelling))
    if first.statement.names_principals:
        text += f" to {_who(first.statement.principals)}"
    if first.lost_conditions:
        text += f" whatever {listed(map(quoted, first.lost_conditions))} is"
    if keys := dict.fromkeys(key for _, key in first.statement.conditions):
        text += f", under conditions on {listed(quoted(spelling.get(key, key)) for key in keys)}"
    return text


def _what(statement: Statement) -> str:
    actions, resources = statement.actions, statement.resources
    spelled = (statement.spelling.get(item, item) for item in actions.patterns)
    what = "all actions" if _is_all(actions) else listed(map(quoted, spelled))
    where = "all resources" if _is_all(resources) else listed(map(quoted, resources.patterns))
    return f"{'all but ' * actions.negated}{what} on {'all but ' * resources.negated}{where}"


def _who(principals: Matter) -> str:
    who = listed("everyone" if item == "*" else quoted(item.partition(":")[2]) for item in principals.patterns)
    return f"{'all but ' * principals.negated}{who}"


def _is_all(matter: Matter) -> bool:
    return not matter.negated and bool({"*", "*:*"} & set(matter.patterns))


def _is_broad(gain: Gain) -> bool:
    """Whether it is more than somebody forgot to name: whole services, all resources, everyone."""
    one = gain.statement
    whole = one.actions.negated or any(item == "*" or item.endswith(":*") for item in one.actions.patterns)
    everyone = one.names_principals and (one.principals.negated or "*" in one.principals.patterns)
    return whole or ((one.resources.negated or everyone) and not one.conditions)


def _deleted(plan: PlanReview) -> set[str]:
    """What is called what of the subjects that go: their policies go with them."""
    return {
        value
        for item in plan.changes
        if item.type in _SUBJECTS and item.action is Action.DELETE
        for before in [before_of(item)]
        for name in _NAMES
        if isinstance(value := before.get(name), str)
    }
