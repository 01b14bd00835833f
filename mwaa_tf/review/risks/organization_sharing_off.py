"""Sharing within the organization that is disabled, for all of it."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.changes import values_of
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.risks import RiskFinding, risk

_RAM = "ram.amazonaws.com"


@risk(
    "organization-sharing-off",
    severity="high",
    title="Sharing within the organization is disabled",
    remediation="Remove the resource from the state instead: a `removed` block with `destroy = false`.",
    source="https://docs.aws.amazon.com/ram/latest/userguide/getting-started-sharing.html",
)
def organization_sharing_off(plan: PlanReview) -> Iterator[RiskFinding]:
    """Resource sharing within the organization is disabled, or RAM loses its trusted access to the organization.

    It is a setting of the whole organization: every share with its accounts and units depends on it, not only those of
    this deployment.
    """
    for change in plan.changes:
        if change.type == "aws_ram_sharing_with_organization" and change.action in (Action.DELETE, Action.REPLACE):
            yield RiskFinding(
                change,
                "It is a setting of the whole organization: the shares of all its accounts end, not only this one.",
            )
        elif change.type == "aws_organizations_organization" and change.action is Action.UPDATE:
            name = "aws_service_access_principals"
            before, after = (values.get(name) or [] for values in values_of(change))
            if isinstance(before, list) and isinstance(after, list) and _RAM in before and _RAM not in after:
                yield RiskFinding(
                    change,
                    f"`{name}` loses `{_RAM}`: the shares of all accounts with the organization end.",
                    remediation=f"Keep `{_RAM}` in the list.",
                )
