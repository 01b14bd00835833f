"""Policies that allow more than before: of roles and users, buckets, keys, endpoints, topics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from mwaa_tf.iam.comparison import AddedPermission, added_permissions
from mwaa_tf.iam.document import EVERYTHING, FULL_ACCESS, Element, PolicyDocument, PolicyStatement, PrincipalElement
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.review.changes import values_before, values_of
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.policy_attributes import policy_attributes
from mwaa_tf.review.policy_breadth import allows_everything, limits_something
from mwaa_tf.review.risk import Severity
from mwaa_tf.review.risks import RiskFinding, risk
from mwaa_tf.review.values import UNKNOWN

_NOTHING = PolicyDocument()

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


_LEAST_PRIVILEGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"
_REMEDIATION = "Name the actions, resources and principals that are needed, and keep the conditions."


@risk(
    "policy-widened",
    severity="medium",
    title="Policy allows more",
    remediation=_REMEDIATION,
    source=_LEAST_PRIVILEGE,
)
def policy_widened(plan: PlanReview) -> Iterator[RiskFinding]:
    """A policy of a role, user, bucket, key, endpoint, queue or topic allows what it did not allow before.

    Statements are compared by what they allow: their order, their names and how they are divided do not matter.
    Whole services, all resources and everyone are a high risk.
    """
    for change, name, old, new in _changed_policies(plan):
        allowed = [permission for permission in _added(change, old, new) if not permission.statement.denies]
        if _is_no_policy(new):
            yield RiskFinding(change, f"It cannot be judged: `{name}` is no policy that can be read.")
        elif allowed:
            severity: Severity | None = "high" if any(map(_is_broad, allowed)) else None
            yield RiskFinding(change, f"`{name}` now allows {_listed(allowed)}.", severity=severity)


@risk(
    "policy-denies-less",
    severity="medium",
    title="Policy denies less",
    remediation="Keep the `Deny` statement, or narrow it no further than needed.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
)
def policy_denies_less(plan: PlanReview) -> Iterator[RiskFinding]:
    """A policy no longer denies what it denied before.

    An explicit `Deny` overrides every `Allow`, of other policies too: without it, they take effect.
    """
    for change, name, old, new in _changed_policies(plan, containing=b"deny"):
        denied = [permission for permission in _added(change, old, new) if permission.statement.denies]
        if denied:
            yield RiskFinding(change, f"`{name}` no longer denies {_listed(denied)}.")


@risk(
    "policy-unknown",
    severity="low",
    title="Policy is unknown until apply",
    remediation="Apply what it depends on first, and plan again.",
    source=_LEAST_PRIVILEGE,
)
def policy_unknown(plan: PlanReview) -> Iterator[RiskFinding]:
    """A policy changes to a value that is known only after apply.

    No reviewer can see what it will allow.
    """
    for change in plan.changes:
        if change.action in (Action.CREATE, Action.DELETE) or b"policy" not in bytes(change.raw.after_unknown):
            continue
        for name, old, new in _policies(change):
            if new is UNKNOWN and old != new:
                yield RiskFinding(change, f"What `{name}` will allow is known only when it is applied.")


@risk(
    "policy-public",
    severity="high",
    title="Policy is open to everyone",
    remediation=_REMEDIATION,
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
)
def policy_public(plan: PlanReview) -> Iterator[RiskFinding]:
    """A new policy of a resource allows something to everyone, in every account, without a condition."""
    for change, name, statement in _unconditional(plan):
        principals = statement.principals
        if principals and not principals.negated and _names_everyone(principals):
            yield RiskFinding(change, f"`{name}` allows {_what(statement)} to everyone, in every account.")


@risk(
    "policy-unlimited",
    severity="high",
    title="Policy allows everything",
    remediation=_REMEDIATION,
    source=_LEAST_PRIVILEGE,
)
def policy_unlimited(plan: PlanReview) -> Iterator[RiskFinding]:
    """A new policy of a role, user or group allows nearly all actions on nearly all resources, without a condition.

    So does one that allows to give roles any policy, and to pass them to services.
    """
    for change, name, statement in _unconditional(plan):
        if not statement.principals and allows_everything(statement):
            yield RiskFinding(change, f"`{name}` allows {_what(statement)}.")


def _policies(change: ReviewedChange) -> Iterator[tuple[str, Any, Any]]:
    """The attributes with policies: name, before, after."""
    names = policy_attributes(change.type)
    if names and change.action not in (Action.FORGET, Action.MOVE, Action.IMPORT):
        before, after = values_of(change, names)
        for name in names:
            yield name, before.get(name), after.get(name)


def _changed_policies(plan: PlanReview, containing: bytes = b"") -> Iterator[tuple[ReviewedChange, str, Any, Any]]:
    """The policies that existed and are known to change; of those, the ones in whose change ``containing`` stands.

    Looking for bytes costs a hundredth of decoding them.
    """
    deleted: set[str] | None = None
    for change in plan.changes:
        if change.action is Action.CREATE or (containing and containing not in bytes(change.raw.before).lower()):
            continue
        if change.action is Action.DELETE and policy_attributes(change.type):
            if change.type in _SUBJECTS:
                continue
            deleted = _deleted(plan) if deleted is None else deleted
            before = values_before(change, _BELONGS)
            if deleted.intersection(value for name in _BELONGS if isinstance(value := before.get(name), str)):
                continue
        for name, old, new in _policies(change):
            if new is not UNKNOWN and old != new:
                yield change, name, old, new


def _unconditional(plan: PlanReview) -> Iterator[tuple[ReviewedChange, str, PolicyStatement]]:
    """What new policies allow without a condition. A new endpoint allows no more than the endpoint service does."""
    for change in plan.changes:
        if change.action is not Action.CREATE or change.type.startswith("aws_vpc_endpoint"):
            continue
        for name, _, text in _policies(change):
            policy = _policy(change.type, text)
            for statement in policy.with_effect("Allow") if policy else ():
                if not any(map(limits_something, statement.conditions)):
                    yield change, name, statement


def _added(change: ReviewedChange, old: Any, new: Any) -> list[AddedPermission]:
    before, after = (_policy(change.type, policy) for policy in (old, new))
    # Of an old one that cannot be read, nothing is known to have been allowed.
    return [] if after is None else list(added_permissions(before or _NOTHING, after))


def _policy(kind: str, value: Any) -> PolicyDocument | None:
    """The policy in the value of an attribute; ``None`` where it cannot be read."""
    if value in (None, "", []):
        return FULL_ACCESS if kind.startswith("aws_vpc_endpoint") else _NOTHING
    if isinstance(value, list):
        inline = [_readable(item.get("policy")) for item in value if isinstance(item, dict)]
        return PolicyDocument(tuple(statement for policy in inline if policy for statement in policy.statements))
    return _readable(value)


def _is_no_policy(value: Any) -> bool:
    items = [item.get("policy") for item in value if isinstance(item, dict)] if isinstance(value, list) else [value]
    texts = [text for text in items if isinstance(text, str) and text and text.strip() != "{}"]
    return any(_readable(text) is None for text in texts)


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
    """Whether it is more than a forgotten name: whole services, all resources, everyone."""
    statement, principals = permission.statement, permission.statement.principals
    actions = _actions(statement)
    whole = actions.negated or any(pattern == "*" or pattern.endswith(":*") for pattern in actions.patterns)
    everyone = principals is not None and (principals.negated or _names_everyone(principals))
    resources = statement.resources or EVERYTHING
    return whole or allows_everything(statement) or ((resources.negated or everyone) and not statement.conditions)


def _deleted(plan: PlanReview) -> set[str]:
    """What is called what of the subjects that go: their policies go with them."""
    return {
        value
        for item in plan.changes
        if item.type in _SUBJECTS and item.action is Action.DELETE
        for before in [values_before(item, _NAMES)]
        for name in _NAMES
        if isinstance(value := before.get(name), str)
    }
