"""Later versions of Airflow that MWAA does not take an environment to at once."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.mwaa.airflow_versions import numbers
from mwaa_tf.mwaa.upgrade_path import is_refused, upgrade_path
from mwaa_tf.review.changes import values_of
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risks import RiskFinding, risk


@risk(
    "airflow-upgrade-refused",
    severity="high",
    title="MWAA refuses the upgrade of Airflow",
    remediation="Go there version by version: `mwaa_tf upgrade` does, and keeps the environment and its history.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/upgrading-environment.html",
)
def airflow_upgrade_refused(plan: PlanReview) -> Iterator[RiskFinding]:
    """An environment is to be updated in place to a later version of Airflow that MWAA does not take it to at once.

    Only the latest 2.11 is upgraded to 3.x. Terraform's AWS provider replaces the environment instead (5.100), which
    is a risk of its own; one that updates it in place gets an error from MWAA.
    """
    for change in environments(plan, Action.UPDATE):
        old, new = (values.get("airflow_version") for values in values_of(change))
        if isinstance(old, str) and isinstance(new, str) and is_refused(old, new) and numbers(old) < numbers(new):
            steps = upgrade_path(old, new)
            way = f" It goes by way of {quoted(steps[0].requested)}." if steps else ""
            yield RiskFinding(
                change,
                f"Airflow goes from {quoted(old)} to {quoted(new)} at once: MWAA refuses that, and the apply ends with "
                f"an error.{way}",
            )
