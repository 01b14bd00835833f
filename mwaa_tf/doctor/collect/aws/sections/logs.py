"""Recent errors in the log groups: a call for each log that is enabled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from mwaa_tf.concurrency import run_concurrently
from mwaa_tf.diagnostics.masking import Mask
from mwaa_tf.doctor.collect.aws.calls import LAST_PAGE, Answer
from mwaa_tf.doctor.collect.aws.operations import operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.doctor.view.logs import ErrorEvent, LogExcerpt, LogsSection, log_is_unknown
from mwaa_tf.mwaa.log_errors import FILTER, is_error
from mwaa_tf.mwaa.names import LogType
from mwaa_tf.text import message_lines

FILTER_LOG_EVENTS = operation(
    "logs",
    "FilterLogEvents",
    why="recent errors in the logs",
    resource="arn:{partition}:logs:{region}:{account}:log-group:airflow-{environment}-*",
    most_pages=2,
)

#: As AWS's verification script does.
_WINDOW = timedelta(hours=1)

#: Characters of an event: a traceback has its error at its end.
_LONGEST = 4_000


def collect(source: AwsSource) -> LogsSection:
    """Ask CloudWatch Logs for errors of the last hour, in each log that is enabled."""
    environment = source.environment
    if environment.gap:
        return LogsSection(Reading.unread(environment.gap, environment.source))
    names = dict(_groups(environment.value))
    end = datetime.now(UTC).replace(microsecond=0)
    read = run_concurrently(lambda name: _excerpt(source, name, end), tuple(names.values()), jobs=5, stop=lambda: None)
    excerpts = {**dict(_unknown(environment.value)), **dict(zip(names, read, strict=True))}
    return LogsSection(Reading.of(excerpts, source.participant.source(FILTER_LOG_EVENTS)))


def _groups(environment: EnvironmentFacts) -> Iterator[tuple[str, str]]:
    """The name of each log group whose log is enabled, by log."""
    for log, setting in environment.logs.items():
        name = setting.group_arn.partition(":log-group:")[2].removesuffix(":*")
        if setting.enabled:
            yield log, name


def _unknown(environment: EnvironmentFacts) -> Iterator[tuple[str, Gap]]:
    """The logs of which GetEnvironment does not say whether they are enabled."""
    known = {log for log, setting in environment.logs.items() if setting.enabled is not None}
    for log in (*LogType, *environment.logs):
        if log not in known:
            yield str(log), log_is_unknown(log)


def _excerpt(source: AwsSource, name: str, end: datetime) -> LogExcerpt | Gap:
    if not name:
        return Gap(GapKind.ABSENT, "MWAA names no log group for a log that is enabled")
    reading = source.read(
        FILTER_LOG_EVENTS,
        lambda answer: LogExcerpt(name, True, tuple(_errors(answer)), _is_complete(answer)),
        logGroupName=name,
        startTime=_milliseconds(end - _WINDOW),
        endTime=_milliseconds(end),
        filterPattern=FILTER,
    )
    if reading.gap and reading.gap.kind is GapKind.ABSENT:
        return LogExcerpt(name, exists=False)
    return reading.gap or reading.value


def _is_complete(answer: Answer) -> bool:
    return "nextToken" not in answer[LAST_PAGE]


def _errors(answer: Answer) -> Iterator[ErrorEvent]:
    """The events that tell of an error, the last first.

    The filter of CloudWatch takes more than errors: a word may stand in a task's name.
    """
    mask = Mask()
    for event in sorted(answer["events"], key=_time, reverse=True):
        text = str(event["message"])
        if is_error(text):
            yield ErrorEvent(datetime.fromtimestamp(event["timestamp"] / 1000, UTC), _shown(mask(text)))


def _shown(text: str) -> str:
    return message_lines(text[-_LONGEST:].strip())


def _time(event: Mapping[str, int]) -> int:
    return event["timestamp"]


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
