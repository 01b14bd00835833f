"""Sharing within the organization that is switched off, for all of it."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.changes import sides_of
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.risks import Found, risk

_RAM = "ram.amazonaws.com"


@risk(
    "organization-sharing-off",
    severity="high",
    title="Sharing within the organization is switched off",
    way_out="Take the resource out of the state instead: a `removed` block with `destroy = false`.",
    source="AWS RAM user guide, getting-started-sharing: enabling sharing is a setting of the whole organization",
)
def organization_sharing_off(plan: PlanReview) -> Iterator[Found]:
    """Every share with accounts and units of the organization depends on it, not only those of this deployment."""
    for change in plan.changes:
        if change.type == "aws_ram_sharing_with_organization" and change.action in (Action.DELETE, Action.REPLACE):
            yield Found(
                change,
                "It is a setting of the whole organization: all its accounts' shares with it end, not this one alone.",
            )
        elif change.type == "aws_organizations_organization" and change.action is Action.UPDATE:
            name = "aws_service_access_principals"
            before, after = (side.get(name) or [] for side in sides_of(change))
            if isinstance(before, list) and isinstance(after, list) and _RAM in before and _RAM not in after:
                yield Found(
                    change,
                    f"`{name}` loses `{_RAM}`: the shares of all accounts with the organization end.",
                    way_out=f"Keep `{_RAM}` in the list.",
                )
