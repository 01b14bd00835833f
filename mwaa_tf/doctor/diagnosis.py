"""From views to a diagnosis: every check looks at every view."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from mwaa_tf.doctor.checks import Check, checks
from mwaa_tf.doctor.commands import runnable
from mwaa_tf.doctor.finding import CheckResult, Finding, Issue, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError, sources_read
from mwaa_tf.doctor.target import Target, labelled
from mwaa_tf.doctor.view import EnvironmentView, ViewOrigin
from mwaa_tf.errors import UsageError
from mwaa_tf.text import did_you_mean, one_line

_log = logging.getLogger(__name__)

_ORDER = {result: place for place, result in enumerate(CheckResult)}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the doctor found out."""

    targets: tuple[Target, ...]
    origin: ViewOrigin
    checks: tuple[Check, ...]
    """Those that were made, in their order."""
    findings: tuple[Finding, ...]
    """By environment, the worst first; of the same severity, what is more likely a cause comes first."""
    at: datetime
    calls: int = 0
    """Calls of AWS's APIs that were made."""

    def of(self, result: CheckResult) -> tuple[Finding, ...]:
        """The findings that ended with ``result``."""
        return tuple(finding for finding in self.findings if finding.result is result)

    @property
    def has_failures(self) -> bool:
        """Whether any check failed."""
        return bool(self.of(CheckResult.FAILURE))


def select_checks(only: Sequence[str] = ()) -> tuple[Check, ...]:
    """The checks whose id or group one of the patterns matches; all for none.

    A pattern is one of :mod:`fnmatch`. Raises :class:`UsageError` for one that matches nothing.
    """
    known = checks()
    for pattern in only:
        if not any(_matches(check, pattern) for check in known):
            words = [*dict.fromkeys(check.group for check in known), *(check.id for check in known)]
            raise UsageError(
                f"no check matches {pattern!r}{did_you_mean(pattern, words)}; `mwaa_tf doctor --list` lists them"
            )
    return tuple(check for check in known if not only or any(_matches(check, pattern) for pattern in only))


def sections_read(chosen: Iterable[Check]) -> frozenset[str]:
    """The sections of the view that the checks ``chosen`` read."""
    return frozenset(section for check in chosen for section in check.reads)


def examine(views: Sequence[EnvironmentView], chosen: Sequence[Check] | None = None, *, calls: int = 0) -> Diagnosis:
    """What ``chosen``, by default all checks, find in ``views``."""
    made = tuple(checks() if chosen is None else chosen)
    places = {check.id: place for place, check in enumerate(made)}
    targets = labelled([view.target for view in views])
    findings = [
        finding
        for view, target in zip(views, targets, strict=True)
        for finding in sorted(
            (finding for check in made for finding in _findings(check, view, target.shown)),
            key=lambda each: (_ORDER[each.result], places[each.check]),
        )
    ]
    origin = views[0].origin if views else ViewOrigin.AWS
    return Diagnosis(targets, origin, made, tuple(findings), datetime.now(UTC), calls)


def _matches(check: Check, pattern: str) -> bool:
    return fnmatchcase(check.id, pattern) or check.group == pattern


def _findings(check: Check, view: EnvironmentView, target: str) -> Iterator[Finding]:
    issues: list[Issue] = []
    with sources_read() as sources:
        try:
            for issue in check.function(view):
                issues.append(issue)  # noqa: PERF402 - what it yields before it fails still counts
        except UnreadError as error:
            issues.append(not_checkable(error.gap))
        except Exception as error:  # noqa: BLE001 - a fault of one check must not cost the others
            _log.error("the check %s failed", check.id, exc_info=True)
            gap = Gap(GapKind.NOT_UNDERSTOOD, one_line(f"the check itself failed: {error!r}"))
            issues.append(not_checkable(gap))
    if not issues:
        issues.append(Issue(CheckResult.PASS, ""))
    for issue in issues:
        yield Finding(
            check=check.id,
            target=target,
            result=issue.result,
            message=one_line(issue.message),
            fix=one_line(runnable(issue.fix or (check.fix if issue.result.is_problem else ""), view.target)),
            subject=one_line(issue.subject),
            gap=issue.gap,
            is_answer=issue.is_answer,
            read_from=tuple(sources),
            series=issue.series,
        )
