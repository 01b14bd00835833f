"""Updates of environments, during which MWAA replaces the workers."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.changes import values_after, values_before
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import RiskFinding, risk
from mwaa_tf.review.values import UNKNOWN

#: Kept by AWS or by Terraform beside the environment: no update of MWAA follows from them.
_WITHOUT_UPDATE = {"tags", "tags_all", "timeouts", "worker_replacement_strategy", "region"}


@risk(
    "environment-restarted",
    severity="medium",
    title="Environment's workers are replaced",
    remediation="Apply when no critical task runs: with the schedules paused, or in the maintenance window.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/update-environment.html",
)
def environment_restarted(plan: PlanReview) -> Iterator[RiskFinding]:
    """An environment is updated in place.

    MWAA replaces the workers for it, and stops the tasks that run on them. With the worker replacement strategy
    GRACEFUL it waits up to 12 hours for running tasks, which is a low risk.
    """
    for change in environments(plan, Action.UPDATE):
        names = [
            name
            for attribute in change.attributes()
            if attribute.path
            and attribute.after is not UNKNOWN
            and (name := str(attribute.path[0])) not in _WITHOUT_UPDATE
        ]
        if not names:
            continue
        window = values_before(change).get("weekly_maintenance_window_start")
        when = f" Its maintenance window begins at {quoted(window)}, UTC." if isinstance(window, str) else ""
        update = f"An update of {listed(map(quoted, names))}"
        if values_after(change).get("worker_replacement_strategy") == "GRACEFUL":
            reason = f"{update}: MWAA waits up to 12 hours for running tasks before it replaces the workers.{when}"
            yield RiskFinding(change, reason, severity="low")
        else:
            yield RiskFinding(change, f"{update}: tasks that run while MWAA replaces the workers are stopped.{when}")
