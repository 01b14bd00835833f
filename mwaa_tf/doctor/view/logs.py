"""Recent errors in the logs of an environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mwaa_tf.doctor.reading import Gap, GapKind, Reading


@dataclass(frozen=True, slots=True)
class ErrorEvent:
    """An event of a log that tells of an error."""

    at: datetime
    text: str
    """Without secrets and control characters; of a traceback, every line."""


@dataclass(frozen=True, slots=True)
class LogExcerpt:
    """What a log group says about the last hour."""

    group: str
    exists: bool
    errors: tuple[ErrorEvent, ...] = ()
    is_complete: bool = True
    """False where CloudWatch answered only a part of the hour."""


@dataclass(frozen=True, slots=True)
class LogsSection:
    """The log groups of an environment."""

    excerpts: Reading[Mapping[str, LogExcerpt | Gap]]
    """By log, as the API names it (``SchedulerLogs``), those that are enabled; a gap for one that cannot be read."""


def log_is_unknown(log: str) -> Gap:
    """The gap of a log of which the answer does not say whether it is on, or at which level."""
    return Gap(GapKind.NOT_UNDERSTOOD, f"GetEnvironment does not say whether {log} are on, and at which level")
