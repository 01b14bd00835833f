"""Whether the environment takes an update."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks.handshake.last_update import error_of
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.mwaa.status import Status
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.status",
    title="The environment takes an update",
    fix="wait until MWAA has finished, and look at it with `mwaa_tf doctor` if it does not become AVAILABLE",
    source="https://docs.aws.amazon.com/mwaa/latest/API/API_Environment.html",
)
def status(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """The environment is ready to use, and its last update did not fail.

    While MWAA is at work it refuses another update. UPDATE_FAILED takes one, but what made the last one fail may make
    the next one fail, too.
    """
    environment = upgrade.view.environment.value
    known = environment.known_status
    if known is None and environment.status:
        reason = f"unknown status {environment.status!r} of {environment.name}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
    elif known is not None and not known.takes_updates:
        yield failure(f"{environment.name} is {known}: MWAA accepts no update of it.")
    update = environment.last_update
    if known is not None and known.takes_updates and (known is Status.UPDATE_FAILED or update.status == "FAILED"):
        because = f": {error_of(update)}" if update.error_code or update.error_message else ""
        yield warning(
            f"The last update of {environment.name} failed{because}.",
            fix="correct its cause first: an upgrade meets it, too",
        )
    elif update.status == "PENDING" and environment.is_ready:
        yield warning(f"An update of {environment.name} is still pending.", fix="wait until LastUpdate is SUCCESS")
