"""Policies of AWS's own and boundaries: what a role or user gets or loses as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.changes import after_of, sides_of
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risks import Found, risk

_ATTACHMENTS = {
    "aws_iam_role_policy_attachment": ("role", "aws_iam_role"),
    "aws_iam_user_policy_attachment": ("user", "aws_iam_user"),
    "aws_iam_group_policy_attachment": ("group", "aws_iam_group"),
    "aws_iam_policy_attachment": ("name", ""),
    "aws_ssoadmin_managed_policy_attachment": ("permission_set_arn", "aws_ssoadmin_permission_set"),
}
_EVERYTHING = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")


@risk(
    "privileges-attached",
    severity="medium",
    title="Somebody gets another policy",
    way_out="Attach a policy of what is needed.",
    source="IAM user guide, best-practices: least privilege; access_policies_boundaries",
)
def privileges_attached(plan: PlanReview) -> Iterator[Found]:
    """Attaching a policy gives as much as writing one."""
    new: set[tuple[str, str]] | None = None
    for change in plan.changes:
        if change.type in _ATTACHMENTS and change.action in (Action.CREATE, Action.REPLACE):
            name, kind = _ATTACHMENTS[change.type]
            after = after_of(change)
            policy = after.get("policy_arn") or after.get("managed_policy_arn")
            if not isinstance(policy, str):
                continue
            if policy.rpartition("/")[2] in _EVERYTHING:
                yield Found(
                    change,
                    f"{quoted(after.get(name))} gets {quoted(policy)}, and with it nearly everything.",
                    severity="high",
                )
            elif change.action is Action.CREATE and isinstance(who := after.get(name), str):
                new = _new(plan) if new is None else new
                if (kind, who) not in new:
                    yield Found(change, f"{quoted(who)}, which is there already, gets {quoted(policy)}.")
        elif change.type in ("aws_iam_role", "aws_iam_user") and change.action is Action.UPDATE:
            before, after = sides_of(change)
            if before.get("permissions_boundary") and after.get("permissions_boundary") in (None, ""):
                yield Found(
                    change,
                    f"Without {quoted(before['permissions_boundary'])} nothing limits what its policies allow.",
                    severity="high",
                    title="A permissions boundary is taken off",
                    way_out="Keep the boundary.",
                )


def _new(plan: PlanReview) -> set[tuple[str, str]]:
    """Types and names of those that the same plan makes."""
    kinds = {kind for _, kind in _ATTACHMENTS.values() if kind}
    return {
        (item.type, name)
        for item in plan.changes
        if item.type in kinds and item.action in (Action.CREATE, Action.REPLACE)
        if isinstance(name := after_of(item).get("name"), str)
    }
