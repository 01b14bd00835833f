"""Which logs are on."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, passed, warning
from mwaa_tf.doctor.view import EnvironmentView

#: Settings of `logging` in the configuration, and how the API names them (API reference, LoggingConfiguration).
_COMPONENTS = {
    "dag_processing": "DagProcessingLogs",
    "scheduler": "SchedulerLogs",
    "task": "TaskLogs",
    "webserver": "WebserverLogs",
    "worker": "WorkerLogs",
}
_OFF = "off"

#: Levels at which a task's own output reaches its log (Airflow logs it at INFO).
_WITH_OUTPUT = ("DEBUG", "INFO")


@check(
    "code.logs-enabled",
    title="Logs are off only where the configuration says so",
    fix="switch the logs on in `logging` of the environment, at the level INFO",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html",
    covers=(
        "checkov: CKV_AWS_242",
        "checkov: CKV_AWS_243",
        "checkov: CKV_AWS_244",
        "guide: t-cloudwatch-cloudtrail-logs#t-task-logs",
    ),
)
def logs_enabled(view: EnvironmentView) -> Iterator[Issue]:
    """The logs of all five components are on, and those of tasks have the tasks' output.

    Without them nothing tells afterwards why a DAG was not imported or a task failed. Logs that the configuration
    switches off are a choice.
    """
    off = []
    for setting, component in _COMPONENTS.items():
        log = view.environment.value.logs.get(component)
        chosen = getattr(view.target.settings.settings.logging, setting) if view.target.settings else None
        if log is None or not log.enabled:
            off.append(component)
            if chosen != _OFF:
                yield warning(f"{component} are off: nothing will tell what happened there.", subject=component)
        elif component == "TaskLogs" and log.level not in (*_WITH_OUTPUT, chosen):
            yield warning(f"TaskLogs have the level {log.level}: the UI shows no output of tasks.", subject=component)
    if off:
        yield passed(f"off: {', '.join(off)}")
