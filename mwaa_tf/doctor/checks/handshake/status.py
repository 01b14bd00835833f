"""The environment is up."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake.last_update import error_of
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.status import Status


@check(
    "handshake.status",
    title="The environment is up",
    fix="Wait until MWAA has finished, and run `mwaa_tf doctor` again",
    source="https://docs.aws.amazon.com/mwaa/latest/API/API_Environment.html",
)
def status(view: EnvironmentView) -> Iterator[Issue]:
    """GetEnvironment answers a status in which the environment works, or one that MWAA leaves by itself.

    PENDING, CREATE_FAILED and UPDATE_FAILED have checks of their own. A status that this version of mwaa_tf does not
    know is named.
    """
    environment = view.environment.value
    if not environment.status:
        return
    match environment.known_status:
        case None:
            reason = f"unknown status {environment.status!r} of {environment.name}"
            yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
        case Status.UNAVAILABLE:
            yield failure(
                f"{environment.name} is UNAVAILABLE{_reason(view)}.",
                fix="Fix what the other findings say, and ask AWS Support if nothing is left: MWAA cannot reach the "
                "environment, and no update is accepted",
            )
        case Status.DELETING | Status.DELETED:
            yield warning(f"{environment.name} is {environment.status}.", fix="Apply it again once it is deleted")
        case Status.AVAILABLE:
            return
        case known:
            yield passed(f"{environment.name} is {known}")


def _reason(view: EnvironmentView) -> str:
    update = view.environment.value.last_update
    return f": {error_of(update)}" if update.error_code or update.error_message else ""
