"""Managed policies and boundaries: what a role, user or group gets or loses as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mwaa_tf.review.changes import values_after, values_of
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risks import RiskFinding, risk

_ATTACHMENTS = {
    "aws_iam_role_policy_attachment": ("role", "aws_iam_role"),
    "aws_iam_user_policy_attachment": ("user", "aws_iam_user"),
    "aws_iam_group_policy_attachment": ("group", "aws_iam_group"),
    "aws_iam_policy_attachment": ("name", ""),
    "aws_ssoadmin_managed_policy_attachment": ("permission_set_arn", "aws_ssoadmin_permission_set"),
}

#: Types with all policies of a role, user or group in a list: the list, whose it is, and what that is.
_LISTS = {
    "aws_iam_role": ("managed_policy_arns", "name", "aws_iam_role"),
    "aws_iam_role_policy_attachments_exclusive": ("policy_arns", "role_name", "aws_iam_role"),
    "aws_iam_user_policy_attachments_exclusive": ("policy_arns", "user_name", "aws_iam_user"),
    "aws_iam_group_policy_attachments_exclusive": ("policy_arns", "group_name", "aws_iam_group"),
}
_EVERYTHING = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")


@risk(
    "privileges-attached",
    severity="medium",
    title="Policy attachment changes",
    remediation="Attach a policy that allows only what is needed.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
)
def privileges_attached(plan: PlanReview) -> Iterator[RiskFinding]:
    """A policy is attached to a role, user or group that exists, or one of AWS's policies that allow nearly everything.

    Attaching a policy grants as much as writing one. AdministratorAccess and its like are a high risk.
    """
    created: set[tuple[str, str]] | None = None
    for change in plan.changes:
        for attached in _attached(change):
            policy, principal = attached.policy, attached.principal
            if policy.rpartition("/")[2] in _EVERYTHING:
                reason = f"{quoted(principal)} gets {quoted(policy)}, and with it nearly everything."
                yield RiskFinding(change, reason, severity="high")
            elif attached.is_new and isinstance(principal, str):
                created = _created(plan) if created is None else created
                if (attached.kind, principal) not in created:
                    yield RiskFinding(change, f"{quoted(principal)}, which exists already, gets {quoted(policy)}.")


@risk(
    "permissions-boundary-removed",
    severity="high",
    title="Permissions boundary is removed",
    remediation="Keep the boundary.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def permissions_boundary_removed(plan: PlanReview) -> Iterator[RiskFinding]:
    """The permissions boundary of a role or user is removed.

    Without it nothing limits what the policies of the role or user allow.
    """
    for change in plan.changes:
        if change.type in ("aws_iam_role", "aws_iam_user") and change.action is Action.UPDATE:
            before, after = values_of(change)
            if before.get("permissions_boundary") and after.get("permissions_boundary") in (None, ""):
                boundary = quoted(before["permissions_boundary"])
                yield RiskFinding(change, f"Without {boundary} nothing limits what its policies allow.")


@dataclass(frozen=True, slots=True)
class _Attached:
    """A policy that a change attaches."""

    policy: str
    principal: Any
    """The name of the role, user or group, where it is known."""
    kind: str
    is_new: bool
    """Whether it was certainly not attached before."""


def _attached(change: ReviewedChange) -> Iterator[_Attached]:
    if change.type in _ATTACHMENTS and change.action in (Action.CREATE, Action.REPLACE):
        name, kind = _ATTACHMENTS[change.type]
        after = values_after(change)
        policy = after.get("policy_arn") or after.get("managed_policy_arn")
        if isinstance(policy, str):
            yield _Attached(policy, after.get(name), kind, change.action is Action.CREATE)
    elif change.type in _LISTS and change.action in (Action.CREATE, Action.UPDATE, Action.REPLACE):
        attribute, name, kind = _LISTS[change.type]
        before, after = values_of(change)
        attached_before = _texts(before.get(attribute))
        for policy in _texts(after.get(attribute)):
            if policy not in attached_before:
                yield _Attached(policy, after.get(name), kind, True)


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _created(plan: PlanReview) -> set[tuple[str, str]]:
    """Types and names of the roles, users and groups that the same plan creates."""
    kinds = {kind for _, kind in _ATTACHMENTS.values() if kind}
    return {
        (change.type, name)
        for change in plan.changes
        if change.type in kinds and change.action in (Action.CREATE, Action.REPLACE)
        if isinstance(name := values_after(change).get("name"), str)
    }
