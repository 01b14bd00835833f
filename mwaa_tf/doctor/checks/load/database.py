"""CPU and memory of the metadata database."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.load._shared import known_series, larger_class, sustained
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import DATABASE_CPU, DATABASE_FREE_MEMORY_MIB, DATABASE_HIGH_PERCENT, DATABASE_MEMORY


@check(
    "load.database",
    title="The metadata database has CPU and memory left",
    fix="Raise the environment class, and delete old runs with `airflow db clean`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-dashboard.html",
    reads=("metrics",),
)
def database(view: EnvironmentView) -> Iterator[Issue]:
    """The database's CPU is at most 95 % and its free memory at least 512 MiB, over 20 minutes.

    These are the thresholds of the alarms that AWS recommends. Every component waits for the database; a DAG that reads
    variables or connections when its file is parsed asks it every 30 seconds.
    """
    for series in known_series(view, (DATABASE_CPU, DATABASE_MEMORY)):
        if isinstance(series, Issue):
            yield series
        elif problem := _problem(series):
            yield warning(
                f"The {series.title} has been {problem} for 20 minutes.",
                fix=f"{larger_class(view.environment.value)}; delete old runs with `airflow db clean`",
                series=(series,),
            )


def _problem(series: TimeSeries) -> str:
    values = sustained(series)
    if series.title.startswith("CPU"):
        is_bad, limit = bool(values) and min(values) > DATABASE_HIGH_PERCENT, f"above {DATABASE_HIGH_PERCENT} %"
    else:
        is_bad, limit = bool(values) and max(values) < DATABASE_FREE_MEMORY_MIB, f"below {DATABASE_FREE_MEMORY_MIB} MiB"
    return limit if is_bad else ""
