"""The weekly maintenance window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError
from mwaa_tf.mwaa.maintenance import DAYS, is_window
from mwaa_tf.text import in_hours
from mwaa_tf.upgrade.durations import longest_step
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_WEEK = timedelta(days=7)


@upgrade_check(
    "upgrade.maintenance-window",
    title="No maintenance begins while the upgrade runs",
    fix="start after the window, or move it: `weekly_maintenance_window_start`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/maintenance-window.html",
)
def maintenance_window(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """The weekly maintenance window does not begin before the upgrade can be over.

    While MWAA maintains an environment it takes no update, so that the next step waits. Each step counts as the
    longest that `upgrade` names: 2 hours (inferred), and 12 hours more with GRACEFUL.
    """
    text = upgrade.view.environment.value.maintenance_window
    if not upgrade.path:
        return
    if not is_window(text):
        told = f"{text}, which is no start of a maintenance window" if text else "no start of its maintenance window"
        raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, f"MWAA tells {told}"))
    day, hour, minute = text.split(":")
    until = _next(upgrade.view.at, DAYS.index(day), int(hour), int(minute)) - upgrade.view.at
    longest = len(upgrade.path) * longest_step(upgrade.strategy)
    if until < longest:
        yield warning(
            f"The maintenance window {text} UTC begins in {in_hours(until)}, and the upgrade may take "
            f"{in_hours(longest)}."
        )


def _next(now: datetime, weekday: int, hour: int, minute: int) -> datetime:
    start = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    start += timedelta(days=(weekday - now.weekday()) % 7)
    return start if start > now else start + _WEEK
