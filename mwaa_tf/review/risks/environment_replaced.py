"""Environments that are deleted and created again."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.mwaa.status import Status
from mwaa_tf.mwaa.upgrade_path import in_place_explanation, replaced_for_version
from mwaa_tf.review.changes import values_before, values_of
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.differences import path_text
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import quoted
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
    `kms_key`, `endpoint_management` and `subnet_ids` cannot be updated in place. Nor does Terraform raise the major
    version of Airflow, but MWAA does, from the latest 2.11: where nothing else forces the replacement, `mwaa_tf apply`
    holds it back, and `mwaa_tf upgrade` keeps the environment and its history.
    """
    for change in environments(plan, Action.REPLACE):
        if not _never_worked(change):
            reason = f"{_cause(change)}: about half an hour without Airflow, and the history of all runs is lost."
            steps = replaced_for_version(*values_of(change), change.replaced_by)
            if steps:
                yield RiskFinding(
                    change, f"{reason} {in_place_explanation(steps)}.", _upgrade(plan.workspace, steps[-1].requested)
                )
            else:
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


def _upgrade(workspace: str, version: str) -> str:
    """What to do instead of replacing the environment of ``workspace``."""
    ref = Stage.parse(workspace)
    if ref and ref.key:
        return f"Do not apply this: {quoted(f'mwaa_tf upgrade {ref.key} --to {version}')} upgrades it in place."
    return "Do not apply this: upgrade it in place with UpdateEnvironment, then write the new version here."


def _cause(change: ReviewedChange) -> str:
    if change.replaced_by:
        return "Forced by " + ", ".join(f"`{path_text(path)}`" for path in change.replaced_by)
    return _ON_REQUEST.get(change.reason or "", "Forced by a reason that the plan does not name")


def _never_worked(change: ReviewedChange) -> bool:
    status = values_before(change).get("status")
    return status == Status.CREATE_FAILED or (change.reason == "replace_because_tainted" and not status)
