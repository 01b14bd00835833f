"""Environments that are deleted and created again."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.mwaa.status import Status
from mwaa_tf.review.changes import values_before
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.differences import path_text
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.risks import RiskFinding, risk

_ON_REQUEST = {
    "replace_by_request": "Requested on the command line (`-replace`)",
    "replace_by_triggers": "Forced by a `replace_triggered_by` of its lifecycle",
    "replace_because_tainted": "It is marked as tainted because its last apply failed",
}


@risk(
    "environment-replaced",
    severity="high",
    title="Environment is replaced",
    remediation="Put the attribute back, or create a second environment beside this one and move the DAGs.",
    source="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mwaa_environment",
)
def environment_replaced(plan: PlanReview) -> Iterator[RiskFinding]:
    """An environment is deleted, and another one created in its place.

    That is about half an hour without Airflow, and the history of all runs is lost with the database. `name`,
    `kms_key`, `endpoint_management`, `subnet_ids` and the major version of Airflow cannot be updated in place.
    """
    for change in environments(plan, Action.REPLACE):
        if not _never_worked(change):
            reason = f"{_cause(change)}: about half an hour without Airflow, and the history of all runs is lost."
            yield RiskFinding(change, reason)


@risk(
    "failed-environment-replaced",
    severity="low",
    title="Failed environment is recreated",
    remediation="Find out first why it failed (share, endpoints, security groups), or it will fail again.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/t-create-update-environment.html",
)
def failed_environment_replaced(plan: PlanReview) -> Iterator[RiskFinding]:
    """An environment that could not be created is deleted and created again.

    Nothing is lost, and AWS recommends it, but without a change of its cause the creation fails again.
    """
    for change in environments(plan, Action.REPLACE):
        if _never_worked(change):
            reason = "Creation failed, so nothing is lost; AWS recommends deleting and recreating it."
            yield RiskFinding(change, reason)


def _cause(change: ReviewedChange) -> str:
    if change.replaced_by:
        return "Forced by " + ", ".join(f"`{path_text(path)}`" for path in change.replaced_by)
    return _ON_REQUEST.get(change.reason or "", "Forced by a reason that the plan does not name")


def _never_worked(change: ReviewedChange) -> bool:
    status = values_before(change).get("status")
    return status == Status.CREATE_FAILED or (change.reason == "replace_because_tainted" and not status)
