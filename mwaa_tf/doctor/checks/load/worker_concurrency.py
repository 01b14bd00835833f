"""The number of tasks on a worker."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView

_IGNORED = "celery.worker_concurrency"


@check(
    "load.worker-concurrency",
    title="The number of tasks on a worker is set by the option that MWAA heeds",
    fix="Remove `celery.worker_concurrency` and set `celery.worker_autoscale`, such as `10,5`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/best-practices-tuning.html",
    covers=("verify_env: check_airflow_config",),
)
def worker_concurrency(view: EnvironmentView) -> Iterator[Issue]:
    """The option `celery.worker_concurrency` is not set: MWAA overrides it, so that it has no effect."""
    if _IGNORED in view.environment.value.options.value:
        yield warning(f"The option {_IGNORED} has no effect on MWAA.", subject=_IGNORED)
