"""An update of an environment, during which its workers are replaced."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.review.changes import after_of, before_of
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import Found, risk
from mwaa_tf.review.values import UNKNOWN

#: Kept by AWS or by Terraform beside the environment: no update of MWAA comes of them.
_BESIDE = {"tags", "tags_all", "timeouts", "worker_replacement_strategy", "region"}


@risk(
    "environment-restarted",
    severity="medium",
    title="An environment's workers are replaced",
    way_out="Apply when nothing that must not break off runs, with the schedules paused or in the maintenance window.",
    source="Amazon MWAA user guide, update-environment: worker replacement strategy",
)
def environment_restarted(plan: PlanReview) -> Iterator[Found]:
    """MWAA stops running tasks, or with GRACEFUL waits for them for up to 12 hours."""
    for change in environments(plan, Action.UPDATE):
        after = after_of(change)
        names = [
            name
            for attribute in change.attributes()
            if attribute.path and attribute.after is not UNKNOWN and (name := str(attribute.path[0])) not in _BESIDE
        ]
        if not names:
            continue
        window = before_of(change).get("weekly_maintenance_window_start")
        when = f" Its maintenance window begins at {quoted(window)}, UTC." if isinstance(window, str) else ""
        what = f"An update of {listed(map(quoted, names))}"
        if after.get("worker_replacement_strategy") == "GRACEFUL":
            reason = f"{what}: MWAA waits up to 12 hours for running tasks before it replaces the workers.{when}"
            yield Found(change, reason, severity="low")
        else:
            yield Found(change, f"{what}: tasks that run while MWAA replaces the workers are stopped.{when}")
