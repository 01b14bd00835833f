"""All workers that may run are running, and tasks wait."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.load._shared import SUSTAINED_MINUTES, sustained, update
from mwaa_tf.doctor.finding import Issue, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import QUEUED_TASKS, RUNNING_TASKS, Cluster, containers


@check(
    "load.worker-maximum",
    title="Workers can be added for tasks that wait",
    fix="Raise `max_workers`; above the quota, ask for more in Service Quotas",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-autoscaling.html",
    reads=("metrics",),
    covers=("guide: t-apache-airflow-202#stranded-tasks-202",),
)
def worker_maximum(view: EnvironmentView) -> Iterator[Issue]:
    """Tasks do not wait for 20 minutes while as many workers run as `max_workers` allows.

    MWAA has no metric of the number of workers: they are counted by how many report their CPU each minute (inferred).
    """
    environment = view.environment.value
    queued, running = view.metrics.of(QUEUED_TASKS), view.metrics.of(RUNNING_TASKS)
    counts = [view.metrics.of(containers(cluster)) for cluster in (Cluster.BASE_WORKER, Cluster.ADDITIONAL_WORKER)]
    waiting, active = sustained(queued), sustained(running)
    if not waiting or min(waiting) < 1 or not active or max(active) == 0:
        return
    if environment.max_workers is None:
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, "the environment has no maximum of workers"))
    elif (workers := _most(counts)) >= environment.max_workers:
        yield warning(
            f"{workers} workers run, which is the maximum, and {queued.text(round(waiting[-1]))} tasks wait.",
            fix=f"Raise `max_workers`, or `{update(environment)} --max-workers {2 * environment.max_workers}`",
            series=(queued, *counts),
        )


def _most(counts: list[TimeSeries]) -> int:
    """The most workers at a time; a period that has not ended counts fewer."""
    periods = SUSTAINED_MINUTES * 60 // counts[0].period_seconds
    recent = zip(*(series.values[-periods:] for series in counts), strict=True)
    return round(max(sum(value or 0 for value in values) for values in recent))
