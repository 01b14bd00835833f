"""What checks find."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mwaa_tf.doctor.reading import Gap
from mwaa_tf.doctor.series import TimeSeries


class CheckResult(StrEnum):
    """How a check ended."""

    FAILURE = "failure"
    """Something does not work, or will not."""
    WARNING = "warning"
    """Something works and should be changed."""
    NOT_CHECKABLE = "not checkable"
    """A fact could not be read."""
    PASS = "pass"
    """The check looked at everything and found nothing."""

    @property
    def is_problem(self) -> bool:
        """Whether there is something to do about it."""
        return self in (CheckResult.FAILURE, CheckResult.WARNING)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found about an environment."""

    check: str
    """Id of the check."""
    target: str
    """Key of the environment, or its name."""
    result: CheckResult
    message: str
    """What is wrong, in one line that names the thing; of a pass, what was looked at, or nothing."""
    fix: str = ""
    """What to do, in one line; commands are in backticks."""
    subject: str = ""
    """Id or ARN of the resource that it is about, or its address in a plan; empty where it is the environment."""
    gap: Gap | None = None
    """Of one that is not checkable, why."""
    is_answer: bool = False
    """Whether a person asked for what it says: it is shown though nothing is wrong."""
    read_from: tuple[str, ...] = field(default=(), compare=False)
    """Where the facts were read that led to it."""
    series: tuple[TimeSeries, ...] = field(default=(), compare=False)
    """Metrics to draw beside it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What the function of a check yields: a finding, without what is the same for all findings of the check."""

    result: CheckResult
    message: str
    fix: str = ""
    subject: str = ""
    gap: Gap | None = None
    series: tuple[TimeSeries, ...] = ()
    is_answer: bool = False


def failure(message: str, *, fix: str = "", subject: str = "", series: tuple[TimeSeries, ...] = ()) -> Issue:
    """Something does not work. Without ``fix``, that of the check holds."""
    return Issue(CheckResult.FAILURE, message, fix, subject, series=series)


def warning(message: str, *, fix: str = "", subject: str = "", series: tuple[TimeSeries, ...] = ()) -> Issue:
    """Something works and should be changed."""
    return Issue(CheckResult.WARNING, message, fix, subject, series=series)


def not_checkable(gap: Gap, message: str = "", *, subject: str = "") -> Issue:
    """A part of what the check looks at is not known; what else it yields still counts."""
    return Issue(CheckResult.NOT_CHECKABLE, message or gap.reason, subject=subject, gap=gap)


def passed(message: str) -> Issue:
    """Nothing to find, and why that is so, where the reader should know: there is no load balancer."""
    return Issue(CheckResult.PASS, message)


def answer(message: str) -> Issue:
    """Nothing is wrong, and this is what a person asked for, as with ``--principal``."""
    return Issue(CheckResult.PASS, message, is_answer=True)
