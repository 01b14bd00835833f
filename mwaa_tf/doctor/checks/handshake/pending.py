"""The environment does not wait for endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import MANAGEMENT_PAGE, apply
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa import quotas
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import in_hours

URGENT = timedelta(hours=24)
"""With less than this left it is a failure and no longer a warning: what follows is a deletion and a new creation."""


@check(
    "handshake.pending",
    title="The environment does not wait for endpoints",
    fix="Create its endpoints: `mwaa_tf apply 3-endpoints`",
    source=MANAGEMENT_PAGE,
    covers=("guide: vpc-endpoint-management: PENDING for 72 hours",),
)
def pending(view: EnvironmentView) -> Iterator[Issue]:
    """The environment is not PENDING. MWAA waits there for the owner's endpoints, for up to 72 hours.

    A warning while there is time, a failure in the last 24 hours. MWAA does not say since when an environment is
    PENDING: it is counted from its creation, some minutes earlier, so that there is never less time than this says.
    """
    environment = view.environment.value
    if environment.known_status is not Status.PENDING:
        return
    since = environment.created_at
    if since is None:
        reason = f"MWAA does not say when {environment.name} was created, so how long it may stay PENDING is unknown"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
        yield warning(f"{environment.name} is PENDING: it waits for its endpoints.", fix=_fix(view))
        return
    left = since + quotas.PENDING - view.at
    severity = failure if left < URGENT else warning
    yield severity(f"{environment.name} is PENDING since about {_minute(since)}: {_left(left)}.", fix=_fix(view))


def _left(left: timedelta) -> str:
    if left <= timedelta():
        return "its 72 hours are over, and MWAA is about to give up (CREATE_FAILED)"
    return f"in {in_hours(left)} it becomes CREATE_FAILED, unless its endpoints are available by then"


def _fix(view: EnvironmentView) -> str:
    return (
        f"Create its endpoints: {apply(view, Stage.ENDPOINTS)}; if they exist, see what is said about them"
        if view.target.settings
        else "Create its endpoints in the account that owns the VPC; if they exist, see what is said about them"
    )


def _minute(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
