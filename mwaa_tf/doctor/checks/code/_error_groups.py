"""Errors of the logs, grouped: the same text with other numbers is the same error."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from mwaa_tf.doctor.finding import Issue, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.logs import ErrorEvent, LogExcerpt
from mwaa_tf.mwaa.log_errors import LogErrorCause, cause_of
from mwaa_tf.text import one_line, plural, truncate

_LONGEST = 160

#: What differs between two events of the same error: times, ids, addresses, numbers.
_VARIABLE = re.compile(
    r"""
    \d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]?\d*(?:Z|[+-]\d\d:?\d\d)?
    | \b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b
    | \b0x[0-9a-f]+\b
    | \b[0-9a-f]{12,}\b
    | \d+
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: What stands before the message: a time, a place in Airflow's source, a level.
_PREFIX = re.compile(r"^(?:\[[^\]]*\]\s*|\{[^}]*\}\s*|(?:ERROR|CRITICAL|FATAL|WARNING|INFO)\s*[-:]\s*)+")

#: The line at the end of a traceback.
_EXCEPTION = re.compile(r"^[A-Za-z_][\w.]*(?:Error|Exception|Timeout|Interrupt|Exit|Conflict|Denied|Fault)\b.*$")


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Events of one log that tell of the same error."""

    log: str
    log_group: str
    text: str
    """The message of the last one."""
    cause: LogErrorCause | None
    events: tuple[ErrorEvent, ...]
    """The last first."""

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.events)


def error_groups(view: EnvironmentView) -> tuple[ErrorGroup, ...]:
    """The errors of all logs, the most frequent first."""
    groups = [
        group
        for log, excerpt in view.logs.excerpts.value.items()
        if isinstance(excerpt, LogExcerpt)
        for group in _grouped(log, excerpt)
    ]
    return tuple(sorted(groups, key=lambda group: -group.count))


def described(groups: list[ErrorGroup]) -> str:
    """The message of the first group, and how often errors of all of them appeared."""
    count = sum(group.count for group in groups)
    return f"{groups[0].text} ({groups[0].log}, {plural(count, 'time')} in an hour)"


def unread_logs(view: EnvironmentView) -> Iterator[Issue]:
    """What was not read of the last hour."""
    for log, excerpt in view.logs.excerpts.value.items():
        if isinstance(excerpt, Gap):
            yield not_checkable(excerpt)
        elif not excerpt.is_complete:
            reason = f"{log} has more in the last hour than is read; see {excerpt.group} in CloudWatch"
            yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))


def headline(text: str) -> str:
    """The line of an event that says what is wrong: the last of a traceback, else the first, without its prefix."""
    lines = [line.strip() for line in _structured(text).splitlines() if line.strip()]
    exceptions = [line for line in lines if _EXCEPTION.match(line)]
    line = exceptions[-1] if exceptions else (lines or [""])[0]
    return truncate(one_line(_PREFIX.sub("", line) or line), _LONGEST)


def _structured(text: str) -> str:
    """The message of a line of JSON, as Airflow 3 writes them; other text as it is."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        data = json.loads(text)
    except (RecursionError, ValueError):  # a log line may be nested as deeply as it likes
        return text
    message = data.get("event") or data.get("message") or text
    details = data.get("error_detail")
    errors = [
        f"{detail.get('exc_type', '')}: {detail.get('exc_value', '')}"
        for detail in (details if isinstance(details, list) else ())
        if isinstance(detail, dict)
    ]
    return "\n".join([str(message), *errors])


def _grouped(log: str, excerpt: LogExcerpt) -> Iterator[ErrorGroup]:
    by_text: dict[str, list[ErrorEvent]] = defaultdict(list)
    for event in excerpt.errors:
        cause = cause_of(event.text)
        by_text[f"{cause.name if cause else ''}\n{_VARIABLE.sub('#', headline(event.text))}"].append(event)
    for events in by_text.values():
        first = events[0]
        yield ErrorGroup(log, excerpt.group, headline(first.text), cause_of(first.text), tuple(events))
