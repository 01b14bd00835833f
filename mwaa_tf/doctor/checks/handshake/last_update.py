"""The last update succeeded."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import apply
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.environment import LastUpdateFacts
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import without_full_stop

UPDATE_STATUSES = ("SUCCESS", "PENDING", "FAILED")
"""Of LastUpdate (MWAA service model, UpdateStatus)."""

#: What MWAA says in them belongs to the creation, or to a change that a check of its own is about.
_OTHERS = (Status.CREATE_FAILED, Status.PENDING)


@check(
    "handshake.last-update",
    title="The last update succeeded",
    fix="Fix what the error names, and apply the change again: `mwaa_tf apply 2-environments`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/t-create-update-environment.html",
    covers=("guide: t-create-update-environment: the update failed",),
)
def last_update(view: EnvironmentView) -> Iterator[Issue]:
    """LastUpdate is no failed update, and the status is not UPDATE_FAILED. The message is MWAA's own error.

    After a failed update MWAA goes back to the previous settings, and the environment is ready to use (API reference,
    Environment, Status), but does not have what was applied last. Once it is AVAILABLE again, that is a warning.
    """
    environment = view.environment.value
    update = environment.last_update
    if environment.known_status in _OTHERS:
        return
    if update.status and update.status not in UPDATE_STATUSES:
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, f"unknown status {update.status!r} of the last update"))
    if not update.status and (update.created_at or update.source):
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, "GetEnvironment does not say how the last update ended"))
    is_failed = environment.known_status is Status.UPDATE_FAILED
    if not is_failed and update.status != "FAILED":
        return
    command = apply(view, Stage.ENVIRONMENTS)
    fix = f"Fix what the error names, and apply the change again{f': {command}' if command else ''}"
    severity, effect = (failure, "failed") if is_failed else (warning, "failed and was rolled back")
    yield severity(f"The last update of {environment.name} {effect}: {error_of(update)}.", fix=fix)


def error_of(update: LastUpdateFacts) -> str:
    """MWAA's error, without a full stop at its end."""
    error = ": ".join(filter(None, (update.error_code, update.error_message)))
    return without_full_stop(error) or "MWAA gives no reason"
