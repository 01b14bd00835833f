"""Errors in the logs without a known cause."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._error_groups import ErrorGroup, described, error_groups, unread_logs
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import plural

_SOURCE = "https://docs.aws.amazon.com/mwaa/latest/userguide/troubleshooting.html"

#: Errors without a known cause that are shown, the most frequent ones.
_MOST = 5


@check(
    "code.other-errors",
    title="The logs of the last hour have no other error",
    fix="Read the log group in CloudWatch at that time",
    source=_SOURCE,
    reads=("logs",),
    covers=(
        "verify_env: check_for_failing_logs",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: CheckForErrorsInLogGroups",
    ),
)
def other_errors(view: EnvironmentView) -> Iterator[Issue]:
    """No log has an error whose cause is not known here. The five most frequent ones are shown, secrets masked."""
    yield from unread_logs(view)
    others = [group for group in error_groups(view) if group.cause is None]
    for group in others[:_MOST]:
        yield warning(described([group]), fix=_where(group), subject=group.log_group)
    if len(others) > _MOST:
        rest = sum(group.count for group in others[_MOST:])
        yield warning(f"{plural(rest, 'other error')} of {plural(len(others) - _MOST, 'kind')} in the last hour.")


def _where(group: ErrorGroup) -> str:
    return f"read {group.log_group} in CloudWatch at {group.events[0].at:%H:%M:%S} UTC"
