"""An environment that is deleted and made anew."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.changes import before_of
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.differences import path_text
from mwaa_tf.review.model import Action, Change, PlanReview
from mwaa_tf.review.risks import Found, risk

_ON_REQUEST = {
    "replace_by_request": "Asked for on the command line (`-replace`)",
    "replace_by_triggers": "Forced by a `replace_triggered_by` of its lifecycle",
    "replace_because_tainted": "It is marked as tainted, for its last apply failed",
}


@risk(
    "environment-replaced",
    severity="high",
    title="An environment is replaced",
    way_out="Put the attribute back, or make a second environment beside this one and move the DAGs.",
    source="aws_mwaa_environment: name, kms_key, endpoint_management, subnet_ids and a major version cannot be updated",
)
def environment_replaced(plan: PlanReview) -> Iterator[Found]:
    """About half an hour without Airflow, and the history of all runs is lost with the database."""
    for change in environments(plan, Action.REPLACE):
        if _never_worked(change):
            yield Found(
                change,
                "It never came up, and nothing is lost with it: deleting it and making it anew is what AWS advises.",
                way_out="See first why it failed (share, endpoints, security groups), or it will fail again.",
                severity="low",
                title="An environment that failed is made anew",
            )
            continue
        yield Found(
            change, f"{_because(change)}: about half an hour without Airflow, and the history of all runs is lost."
        )


def _because(change: Change) -> str:
    if change.replaced_by:
        return "Forced by " + ", ".join(f"`{path_text(path)}`" for path in change.replaced_by)
    return _ON_REQUEST.get(change.reason or "", "Forced by a reason that the plan does not name")


def _never_worked(change: Change) -> bool:
    before = before_of(change)
    return before.get("status") == "CREATE_FAILED" or (
        change.reason == "replace_because_tainted" and not before.get("status")
    )
