"""Metrics arrive."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.load._shared import is_settled
from mwaa_tf.doctor.finding import Issue, passed, warning
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import AIRFLOW, CONTAINERS, METRICS


@check(
    "load.metrics",
    title="Metrics arrive in CloudWatch",
    fix="Allow `cloudwatch:PutMetricData` in the execution role, and give the subnets a way to CloudWatch: a NAT "
    "gateway or the endpoint `monitoring`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/access-metrics-cw.html",
    reads=("metrics",),
)
def metrics(view: EnvironmentView) -> Iterator[Issue]:
    """Both of an environment's namespaces have had values within three hours.

    MWAA itself publishes CPU and memory, Airflow the rest with the execution role. Without them no alarm fires, and
    checks of load find nothing. An environment that is new or not available need not have any.
    """
    if not is_settled(view.environment.value):
        yield passed("the environment is new, or is not available")
        return
    silent = [namespace for namespace in (CONTAINERS, AIRFLOW) if not _has_values(view, namespace)]
    if silent:
        yield warning(f"No metrics of {' and '.join(silent)} have arrived for three hours.")


def _has_values(view: EnvironmentView, namespace: str) -> bool:
    """Whether any metric of ``namespace`` has a value, or may have one that could not be read."""
    for key, series in view.metrics.series.value.items():
        if METRICS[key].namespace == namespace and (not isinstance(series, TimeSeries) or series.known):
            return True
    return False
