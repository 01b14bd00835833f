"""Open, update and close the issue that says where an account differs from its configuration."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from mwaa_tf.review.marker import parse_marker, with_run
from mwaa_tf.review.post._errors import GoneError, PostError, UncertainError
from mwaa_tf.review.post._posted import Posted

#: How often the issues are read again after something was written.
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class PlatformIssue:
    """An open issue, and where a browser finds it."""

    number: int
    title: str
    body: str
    url: str


@dataclass(frozen=True, slots=True)
class DriftReport:
    """The result of planning everything that one issue is about."""

    title: str
    label: str
    document: str
    """The review of the plans, which begins with its marker."""
    has_drift: bool
    is_complete: bool = True
    """Whether there is a plan of every workspace; without one, it is not known that nothing differs."""


class IssueClient(Protocol):
    """The issues of one project on a platform."""

    run: int | None
    """The run of the pipeline; a later run has a higher number."""
    run_url: str
    """The page of the run; empty where it is not known."""

    def open_issues(self, label: str) -> Iterator[PlatformIssue]:
        """All open issues with ``label``, of any user."""

    def ensure_label(self, label: str) -> None:
        """Create ``label`` where it does not exist, and the platform does not create it with an issue."""

    def create(self, title: str, body: str, label: str) -> PlatformIssue:
        """Open an issue. Raises :class:`UncertainError` where it is not known whether it was opened."""

    def update(self, issue: PlatformIssue, body: str) -> None:
        """Replace an issue's text. Raises :class:`GoneError` where it was deleted meanwhile."""

    def comment(self, issue: PlatformIssue, text: str) -> None:
        """Comment on an issue. Raises :class:`UncertainError` where it is not known whether the comment was created."""

    def close(self, issue: PlatformIssue) -> None:
        """Close an issue. Raises :class:`GoneError` where it was deleted meanwhile."""


def synchronise_issue(client: IssueClient, report: DriftReport) -> Posted:
    """Let there be one open issue with the title of ``report`` if it has drift, and none if it has not.

    An issue belongs to the report by its title and label, whichever user opened it, so that a token may be replaced
    by that of another user. The issues are read again after one was opened: two runs that both found none end with the
    older issue. An older run that comes late changes nothing.
    """
    return _IssueSynchronisation(client, report).run()


class _IssueSynchronisation:
    """One update, with the issues that it opened and closed, which the platform may not list as such yet."""

    def __init__(self, client: IssueClient, report: DriftReport) -> None:
        self._client = client
        self._report = report
        self._body = f"{with_run(report.document, client.run).rstrip()}\n\n{_origin(client.run_url)}\n"
        self._created: dict[int, PlatformIssue] = {}
        self._updated: dict[int, PlatformIssue] = {}
        self._closed: set[int] = set()

    def run(self) -> Posted:
        last_error: PostError | None = None
        for _ in range(_ROUNDS):
            issues = self._open_issues()
            if newer := self._newer(issues):
                return Posted("skipped", reason=f"run {newer} of the pipeline is newer than this one")
            try:
                posted = self._reported(issues) if self._report.has_drift else self._without_drift(issues)
            except (GoneError, UncertainError) as error:
                last_error = error
                continue
            if posted:
                return posted
            last_error = None
        raise last_error or PostError("other runs of the pipeline keep changing the issue; run the job again")

    def _open_issues(self) -> list[PlatformIssue]:
        """The issues of this title, the oldest first."""
        listed = {issue.number: issue for issue in self._client.open_issues(self._report.label)}
        known = {**self._created, **listed, **self._updated}
        return [
            known[number]
            for number in sorted(known)
            if known[number].title == self._report.title and number not in self._closed
        ]

    def _newer(self, issues: Sequence[PlatformIssue]) -> int | None:
        own = self._client.run
        runs = [marker.run for issue in issues if (marker := parse_marker(issue.body)) and marker.run is not None]
        return max((run for run in runs if own is not None and run > own), default=None)

    def _reported(self, issues: Sequence[PlatformIssue]) -> Posted | None:
        """The issue with this report, or None after one was opened, which may be a second one."""
        if not issues:
            self._client.ensure_label(self._report.label)
            created = self._client.create(self._report.title, self._body, self._report.label)
            self._created[created.number] = PlatformIssue(created.number, self._report.title, self._body, created.url)
            return None
        oldest, *others = issues
        if _text(oldest.body) != _text(self._body):
            self._client.update(oldest, self._body)
            self._updated[oldest.number] = PlatformIssue(oldest.number, oldest.title, self._body, oldest.url)
        for duplicate in others:
            if parse_marker(duplicate.body):
                self._close(duplicate, f"Duplicate of #{oldest.number}.")
        return Posted(self._outcome(oldest), (oldest.url,))

    def _outcome(self, issue: PlatformIssue) -> str:
        if issue.number in self._created:
            return "created"
        return "updated" if issue.number in self._updated else "unchanged"

    def _without_drift(self, issues: Sequence[PlatformIssue]) -> Posted:
        urls = tuple(issue.url for issue in issues)
        if not issues:
            # Those of an earlier round are closed.
            return Posted("closed" if self._closed else "unchanged", reason="" if self._closed else "there is no drift")
        if not self._report.is_complete:
            return Posted("unchanged", urls, "not every workspace could be planned")
        for issue in issues:
            self._close(issue, f"No drift any more{f': {self._client.run_url}' if self._client.run_url else '.'}")
        return Posted("closed", urls)

    def _close(self, issue: PlatformIssue, reason: str) -> None:
        try:
            # A comment that may not have arrived is no reason to leave the issue open, or to comment twice.
            with contextlib.suppress(UncertainError):
                self._client.comment(issue, reason)
            self._client.close(issue)
        finally:
            self._closed.add(issue.number)


def _origin(run_url: str) -> str:
    """The last line of an issue."""
    found_by = run_url or "`mwaa_tf review`"
    return f"Found by {found_by}. `mwaa_tf apply` puts it back; a change of the configuration keeps it."


def _text(body: str) -> str:
    """A body as platforms may give it back: with other line ends, without surrounding space."""
    return body.replace("\r\n", "\n").strip()
