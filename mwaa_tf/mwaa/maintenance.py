"""The weekly maintenance window of an environment (API reference, CreateEnvironment, WeeklyMaintenanceWindowStart).

AWS documents when it starts, in UTC and on the half hour, and not how long it lasts: nothing here assumes a length.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TypeGuard

from mwaa_tf.mwaa.names import MAINTENANCE_WINDOW

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")

JUST_BEGUN = timedelta(minutes=30)
"""How long after its start a window still counts as the one that was waited for. A choice of this project: the distance
of two starts."""


def is_window(start: object) -> TypeGuard[str]:
    """Whether ``start`` is the start of a window, such as ``SUN:03:00``."""
    return isinstance(start, str) and re.fullmatch(MAINTENANCE_WINDOW, start) is not None


def next_window(start: str, now: datetime) -> datetime:
    """The next time that is ``start``, such as ``SUN:03:00``, in UTC; in the past if it has :data:`JUST_BEGUN`.

    ``now`` is an aware datetime. Raises :class:`ValueError` for another form of ``start``.
    """
    if not is_window(start):
        raise ValueError(f"{start!r} is no start of a maintenance window")
    day, hour, minute = start.split(":")
    this_day = now.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    window = this_day + timedelta(days=(DAYS.index(day) - now.weekday()) % 7)
    if window - timedelta(days=7) > now - JUST_BEGUN:
        return window - timedelta(days=7)
    return window if window > now - JUST_BEGUN else window + timedelta(days=7)
