"""Changes that an apply does not make yet."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.model import PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import RiskFinding, risk
from mwaa_tf.review.vocabulary import DEFERRED_REASONS


@risk(
    "change-deferred",
    severity="medium",
    title="Changes are deferred to a later plan",
    remediation="Apply what can be applied, then plan again and review that plan: only it shows what the rest will do.",
    source="https://github.com/hashicorp/terraform/blob/main/CHANGELOG.md",
)
def change_deferred(plan: PlanReview) -> Iterator[RiskFinding]:
    """Terraform leaves changes or actions to a later plan, because something that they need is not known yet.

    After the apply the workspace is incomplete, and what the plan shows of the deferred changes is a guess.
    """
    reasons: dict[str, list[ReviewedChange | InvokedAction]] = {}
    for deferred in plan.deferred:
        reasons.setdefault(deferred.reason, []).append(deferred.change)
    for action in plan.deferred_actions:
        reasons.setdefault(action.deferred or "", []).append(action)
    for reason, changes in reasons.items():
        why = DEFERRED_REASONS.get(reason, quoted(reason))
        names = listed(quoted(change.address) for change in changes)
        yield RiskFinding(changes[0] if len(changes) == 1 else None, f"{names}: {why}.")
