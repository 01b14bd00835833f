"""When the next maintenance window begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mwaa_tf.mwaa.maintenance import DAYS, next_window

#: A Friday.
NOW = datetime(2026, 11, 27, 9, 40, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "begins"),
    [
        ("FRI:10:00", "2026-11-27 10:00"),
        ("SUN:03:00", "2026-11-29 03:00"),
        ("THU:23:30", "2026-12-03 23:30"),
        ("FRI:09:30", "2026-11-27 09:30"),
        ("FRI:09:00", "2026-12-04 09:00"),
    ],
    ids=["later today", "on another day", "the day before", "just begun", "begun too long ago"],
)
def test_the_next_window_is_within_a_week_or_has_just_begun(start: str, begins: str) -> None:
    assert f"{next_window(start, NOW):%Y-%m-%d %H:%M}" == begins


def test_a_window_that_began_before_midnight_has_just_begun() -> None:
    midnight = datetime(2026, 11, 28, 0, 10, tzinfo=UTC)
    assert next_window("FRI:23:30", midnight) == datetime(2026, 12, 4, 23, 30, tzinfo=UTC)
    assert next_window("FRI:23:30", midnight - timedelta(minutes=11)) == datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    assert next_window("SAT:00:00", midnight) == midnight.replace(minute=0)


@pytest.mark.parametrize("day", DAYS)
def test_the_day_is_the_one_that_is_named(day: str) -> None:
    assert next_window(f"{day}:12:30", NOW).strftime("%a:%H:%M").upper() == f"{day}:12:30"


@pytest.mark.parametrize("text", ["", "SUN", "SUN:03:15", "sun:03:00", "SUN:24:00", "SUN:03:00:00"])
def test_what_is_no_start_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no start of a maintenance window"):
        next_window(text, NOW)
