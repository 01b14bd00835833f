"""Changes that an apply does not make yet."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.model import PlanReview
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
    reasons: dict[str, list[str]] = {}
    for deferred in plan.deferred:
        reasons.setdefault(deferred.reason, []).append(deferred.change.address)
    for action in plan.deferred_actions:
        reasons.setdefault(action.deferred or "", []).append(action.address)
    for reason, addresses in reasons.items():
        why = DEFERRED_REASONS.get(reason, quoted(reason))
        yield RiskFinding(None, f"{listed(map(quoted, addresses))}: {why}.")
