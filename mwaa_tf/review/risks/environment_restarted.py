"""Updates of environments, during which MWAA replaces the workers."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.mwaa import updates
from mwaa_tf.review.changes import values_before, values_of
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risk import Severity
from mwaa_tf.review.risks import RiskFinding, risk
from mwaa_tf.review.values import UNKNOWN


@risk(
    "environment-restarted",
    severity="medium",
    title="Environment's workers are replaced",
    remediation="Apply when no critical task runs: with the schedules paused, or with `mwaa_tf apply --in-window`.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/update-environment.html",
)
def environment_restarted(plan: PlanReview) -> Iterator[RiskFinding]:
    """An environment is updated in place.

    MWAA begins at once, replaces the workers, and stops the tasks that run on them. With the worker replacement
    strategy GRACEFUL it waits up to 12 hours for running tasks, which is a low risk; the provider sends the strategy
    only with the update that introduces it. Any update can wait for the weekly maintenance window:
    `mwaa_tf apply --in-window`. Tags and timeouts need no update; docs/updates.md has
    what each setting does.
    """
    for change in environments(plan, Action.UPDATE):
        names = updates.updated(
            str(attribute.path[0])
            for attribute in change.attributes()
            if attribute.path and attribute.after is not UNKNOWN
        )
        if not names:
            continue
        window = values_before(change).get("weekly_maintenance_window_start")
        when = f" Its maintenance window begins at {quoted(window)}, UTC." if isinstance(window, str) else ""
        strategies = [values.get("worker_replacement_strategy") for values in values_of(change)]
        effect = updates.effect_of(names, *strategies)
        severity: Severity | None = "low" if updates.waits_for_tasks(*strategies) else None
        yield RiskFinding(change, f"An update of {listed(map(quoted, names))}: {effect}{when}", severity=severity)
