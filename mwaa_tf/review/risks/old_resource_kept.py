"""Replacements that do not delete what they replace."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.changes import values_after, values_before
from mwaa_tf.review.dependents import ENVIRONMENT
from mwaa_tf.review.judged import is_replaced
from mwaa_tf.review.model import PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risk import Severity
from mwaa_tf.review.risks import RiskFinding, risk

_NAMES = ("name", "bucket", "identifier")


@risk(
    "old-resource-kept",
    severity="medium",
    title="Replaced resource keeps running outside Terraform",
    remediation="Delete the old resource once nothing uses it, or remove `destroy = false` so that Terraform does.",
    source="https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources",
)
def old_resource_kept(plan: PlanReview) -> Iterator[RiskFinding]:
    """A resource is replaced, and the old one is forgotten instead of deleted.

    It keeps running and costing, and no configuration manages it. For an environment that is a high risk: it goes on
    scheduling the same DAGs. If the new resource has the name of the old one, AWS may refuse to create it.
    """
    for change in filter(is_replaced, plan.changes):
        severity: Severity | None = "high" if change.type == ENVIRONMENT else None
        yield RiskFinding(
            change,
            f"A new one is created and the old one is forgotten, not deleted: it keeps running and costing outside "
            f"Terraform.{_same_name(change)}",
            severity=severity,
        )


def _same_name(change: ReviewedChange) -> str:
    before, after = values_before(change), values_after(change)
    name = next((before[key] for key in _NAMES if isinstance(before.get(key), str) and before[key]), None)
    taken = any(name is not None and after.get(key) == name for key in _NAMES)
    return f" The new one has the same name, {quoted(name)}, which AWS may refuse." if taken else ""
