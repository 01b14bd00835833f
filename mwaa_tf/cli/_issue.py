"""The options of `review` that open, update and close an issue about drift."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli._output import tell
from mwaa_tf.errors import UsageError
from mwaa_tf.review.post import DriftReport, check_post_issue, post_issue

if TYPE_CHECKING:
    from mwaa_tf.review.formats import Options
    from mwaa_tf.review.model import Review

_DEFAULT_LABEL = "mwaa-drift"

#: Characters of a title (GitLab: 255, GitHub: 256) and of a label (GitHub: 50, GitLab: 255).
_MAX_TITLE, _MAX_LABEL = 255, 50


def _title(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not (value.isprintable() and value.strip() == value and 0 < len(value) <= _MAX_TITLE):
        raise click.BadParameter(f"expected is one line of at most {_MAX_TITLE} characters, without space around it.")
    return value


def _label(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    # GitLab takes a list of labels, separated by commas.
    valid = value is None or (value.isprintable() and value.strip() == value and 0 < len(value) <= _MAX_LABEL)
    if not valid or (value and "," in value):
        raise click.BadParameter(f"expected are up to {_MAX_LABEL} characters, without commas and space around them.")
    return value


_OPTIONS = (
    click.option(
        "--issue",
        "issue_title",
        callback=_title,
        metavar="TITLE",
        help="With --post: open or update the issue of that title if the plans have changes, and close it if they have "
        "none. Needs no pull request.",
    ),
    click.option(
        "--label",
        callback=_label,
        metavar="NAME",
        help=f"Label of the issue, which is also found by it.  [default: {_DEFAULT_LABEL}]",
    ),
    click.option(
        "--incomplete",
        is_flag=True,
        help="Keep the issue open if these plans have no changes: others are missing.",
    ),
)


def issue_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--issue`, `--label` and `--incomplete`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class IssueOptions:
    """Where the issue is, and how it is found there."""

    platform: str
    title: str
    label: str
    is_complete: bool

    @classmethod
    def checked(
        cls,
        title: str | None,
        label: str | None,
        incomplete: bool,
        platform: str | None,
        conflicts: Mapping[str, bool],
    ) -> IssueOptions | None:
        """The options of the issue; None without `--issue`.

        ``conflicts`` has the options of comments, and whether they are set. Raises :class:`UsageError` for options that
        do not go together, and for variables of the pipeline that are missing.
        """
        if title is None:
            if label is not None or incomplete:
                raise UsageError(f"{'--label' if label is not None else '--incomplete'} requires --issue")
            return None
        if platform is None:
            raise UsageError("--issue requires --post")
        for option, is_set in conflicts.items():
            if is_set:
                raise UsageError(f"--issue and {option} are mutually exclusive")
        check_post_issue(platform, os.environ)
        return cls(platform, title, label or _DEFAULT_LABEL, not incomplete)


def tell_issue(review: Review, issue: IssueOptions, options: Options) -> None:
    """Open, update or close the issue about ``review``, and print which."""
    from mwaa_tf.review.conditions import DRIFT_CONDITIONS, matching_conditions
    from mwaa_tf.review.formats import write

    (document,) = write(review, "markdown", options)
    has_drift = any(matching_conditions(review, DRIFT_CONDITIONS))
    report = DriftReport(issue.title, issue.label, document, has_drift, issue.is_complete)
    posted = post_issue(issue.platform, report, os.environ)
    reason = f": {posted.reason}" if posted.reason else ""
    tell(" ".join([f"{issue.platform}: issue {posted.outcome}{reason}", *posted.urls]))
