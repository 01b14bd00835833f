"""Which logs are on."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, not_checkable, passed, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.logs import log_is_unknown
from mwaa_tf.mwaa.names import LOG_LEVELS, LogType
from mwaa_tf.text import join_words

_OFF = "off"

#: Levels at which a task's own output reaches its log (Airflow logs it at INFO).
_WITH_OUTPUT = LOG_LEVELS[LOG_LEVELS.index("INFO") :]


@check(
    "code.logs-enabled",
    title="Logs are off only where the configuration says so",
    fix="Switch the logs on in `logging` of the environment, at the level INFO",
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
    chosen: list[str] = []
    for component in LogType:
        log = view.environment.value.logs.get(component)
        if log is None or log.enabled is None or (log.enabled and log.level not in LOG_LEVELS):
            yield not_checkable(log_is_unknown(component), subject=component)
            continue
        level = log.level if log.enabled else _OFF
        if level != _OFF and (component is not LogType.TASK or level in _WITH_OUTPUT):
            continue
        if level == _configured(view, component):
            chosen.append(f"{component} are {'off' if level == _OFF else f'at {level}'}")
        elif level == _OFF:
            yield warning(f"{component} are off: nothing will tell what happened there.", subject=component)
        else:
            yield warning(f"{component} are at {level}: the UI shows no output of tasks.", subject=component)
    if chosen:
        yield passed(f"as configured, {join_words(chosen)}")


def _configured(view: EnvironmentView, component: LogType) -> str | None:
    """The level in `logging` of the configuration, whose settings are named like the logs; None without one."""
    settings = view.target.settings
    return getattr(settings.settings.logging, component.name.lower()) if settings else None
