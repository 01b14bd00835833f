"""Policies that allow more than before: of roles and users, buckets, keys, endpoints, topics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mwaa_tf.review.changes import before_of, sides_of
from mwaa_tf.review.model import Action, Change, PlanReview
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.policies import Gain, Policy, Statement, gains, parse_policy
from mwaa_tf.review.policies.document import FULL_ACCESS, Matter
from mwaa_tf.review.risks import Found, risk
from mwaa_tf.review.values import UNKNOWN

_NOTHING = PolicyDocument()

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
    for statement in policy.with_effect("Allow"):
        if statement.conditions:
            continue
        principals = statement.principals
        if principals and not principals.negated and _names_everyone(principals):
            yield Found(
                change,
                f"`{name}` allows {_what(statement)} to everyone, in every account.",
                severity="high",
                title="A policy is open to everyone",
            )
        elif not principals and _is_all(statement.actions) and _is_all(statement.resources):
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
    added = list(added_permissions(before, after))
    allowed = [permission for permission in added if not permission.statement.denies]
    denied = [permission for permission in added if permission.statement.denies]
    if allowed:
        broad = any(map(_is_broad, allowed))
        yield Found(change, f"`{name}` now allows {_listed(allowed)}.", severity="high" if broad else None)
    if denied:
        yield Found(
            change, f"`{name}` no longer denies {_listed(denied)}.", title="A policy denies less", severity="medium"
        )


def _policy(kind: str, value: Any) -> PolicyDocument | None:
    """The policy in the value of an attribute; ``None`` where it cannot be read."""
    if value in (None, "", []):
        return FULL_ACCESS if kind.startswith("aws_vpc_endpoint") else _NOTHING
    if isinstance(value, list):
        inline = [_readable(item.get("policy")) for item in value if isinstance(item, dict)]
        return PolicyDocument(tuple(statement for policy in inline if policy for statement in policy.statements))
    return _readable(value)


def _readable(text: Any) -> PolicyDocument | None:
    policy = parse_policy(text) if isinstance(text, str) else None
    return policy if policy and not policy.unreadable else None


def _listed(added: Sequence[AddedPermission]) -> str:
    """Permissions in words, those on the same resource under the same conditions together."""
    groups: dict[tuple[Any, ...], list[AddedPermission]] = {}
    for permission in added:
        statement = permission.statement
        conditions = frozenset(statement.conditions)
        group = (statement.resources, statement.principals, conditions, permission.lost_conditions)
        groups.setdefault(group, []).append(permission)
    return listed(map(_in_words, groups.values()))


def _in_words(group: Sequence[AddedPermission]) -> str:
    first = group[0]
    negated = _actions(first.statement).negated
    actions = [_actions(permission.statement) for permission in group]
    patterns = tuple(pattern for element in actions if element.negated == negated for pattern in element.patterns)
    text = _what(replace(first.statement, actions=Element(patterns, negated)))
    if first.statement.principals:
        text += f" to {_who(first.statement.principals)}"
    if first.lost_conditions:
        text += f" whatever {listed(map(quoted, first.lost_conditions))} is"
    if keys := dict.fromkeys(condition.key for condition in first.statement.conditions):
        text += f", under conditions on {listed(map(quoted, keys))}"
    return text


def _what(statement: PolicyStatement) -> str:
    actions, resources = _actions(statement), statement.resources or EVERYTHING
    what = "all actions" if _is_all(actions) else listed(map(quoted, actions.patterns))
    where = "all resources" if _is_all(resources) else listed(map(quoted, resources.patterns))
    return f"{'all but ' * actions.negated}{what} on {'all but ' * resources.negated}{where}"


def _who(element: PrincipalElement) -> str:
    who = listed("everyone" if item.is_everyone else quoted(item.value) for item in element.principals)
    return f"{'all but ' * element.negated}{who}"


def _actions(statement: PolicyStatement) -> Element:
    return statement.actions or EVERYTHING


def _names_everyone(element: PrincipalElement) -> bool:
    return any(principal.is_everyone for principal in element.principals)


def _is_all(element: Element | None) -> bool:
    return element is None or (not element.negated and bool({"*", "*:*"} & set(element.patterns)))


def _is_broad(permission: AddedPermission) -> bool:
    """Whether it is more than somebody forgot to name: whole services, all resources, everyone."""
    statement, principals = permission.statement, permission.statement.principals
    actions = _actions(statement)
    whole = actions.negated or any(pattern == "*" or pattern.endswith(":*") for pattern in actions.patterns)
    everyone = principals is not None and (principals.negated or _names_everyone(principals))
    resources = statement.resources or EVERYTHING
    return whole or ((resources.negated or everyone) and not statement.conditions)


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
