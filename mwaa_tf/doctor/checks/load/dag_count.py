"""DAGs against the class."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.load._shared import larger_class
from mwaa_tf.doctor.finding import Issue, not_checkable, passed, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.environment_classes import CLASSES
from mwaa_tf.mwaa.metrics import DAG_BAG_SIZE


@check(
    "load.dag-count",
    title="The environment class is large enough for the DAGs",
    fix="Raise the environment class, or move DAGs to another environment",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/environment-class.html",
    reads=("metrics",),
    covers=("verify_env: check_environment_class_dag_count", "guide: t-apache-airflow-202#stranded-tasks-202"),
)
def dag_count(view: EnvironmentView) -> Iterator[Issue]:
    """`DagBagSize` is at most the number of DAGs that AWS recommends for the class.

    More DAGs than that take longer to parse than between two passes, and schedules slip.
    """
    environment, series = view.environment.value, view.metrics.of(DAG_BAG_SIZE)
    known = CLASSES.get(environment.environment_class)
    if known is None:
        reason = f"this version knows no environment class {environment.environment_class}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
    elif series.latest is None:
        yield passed("no number of DAGs has arrived")
    elif series.latest > known.dags:
        yield warning(
            f"{series.text(series.latest)} DAGs are more than the {known.dags:,} that AWS recommends for {known.name}.",
            fix=larger_class(environment),
            series=(series,),
        )
