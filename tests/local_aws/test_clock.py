"""The clock of the local AWS."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mwaa_tf.local_aws import clock as module
from mwaa_tf.local_aws.clock import Clock


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of the wall clock; change the one element to let time pass."""
    seconds = [100.0]
    monkeypatch.setattr("mwaa_tf.local_aws.clock.time.monotonic", lambda: seconds[0])
    return seconds


def test_it_runs_faster_than_the_wall_clock(wall: list[float]) -> None:
    clock = Clock(speed=600)
    start = clock.now()
    wall[0] += 2.5
    assert clock.now() - start == timedelta(minutes=25)


def test_it_begins_at_the_present_time_in_utc() -> None:
    before = datetime.now(UTC)
    now = Clock(speed=600).now()
    assert before <= now < before + timedelta(minutes=10)
    assert now.tzinfo is UTC


@pytest.mark.usefixtures("wall")
def test_time_can_be_let_pass_at_once() -> None:
    clock = Clock(speed=600)
    start = clock.now()
    clock.advance(timedelta(hours=72))
    assert clock.now() - start == timedelta(hours=72)


def test_speed_0_stands_still(wall: list[float]) -> None:
    clock = Clock(speed=0)
    start = clock.now()
    wall[0] += 1_000
    assert clock.now() == start
    assert clock.wall_seconds(timedelta(seconds=1)) == float("inf")


@pytest.mark.usefixtures("wall")
def test_a_restart_forgets_what_was_ahead() -> None:
    clock = Clock(speed=600)
    clock.advance(timedelta(days=30))
    clock.restart(speed=60)
    assert clock.now() < datetime.now(UTC) + timedelta(minutes=1)
    assert (clock.speed, clock.wall_seconds(timedelta(minutes=1))) == (60, 1.0)


@pytest.mark.parametrize("speed", [-1, float("nan")])
def test_an_impossible_speed_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        Clock(speed)


def test_it_does_not_go_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        Clock().advance(timedelta(seconds=-1))


@pytest.mark.usefixtures("wall")
def test_the_module_tells_the_time_of_the_one_clock() -> None:
    module.clock.restart(speed=0)
    module.clock.advance(timedelta(days=365))
    assert module.now() == module.clock.now() > datetime.now(UTC) + timedelta(days=364)
    module.clock.restart(speed=1)


def test_dates_for_clients_do_not_run_ahead_of_their_clock(wall: list[float]) -> None:
    clock = Clock(speed=600)
    start = clock.now()
    wall[0] += 10
    assert clock.now() - start == timedelta(seconds=6000)
    assert clock.client_now() - start == timedelta(seconds=10)
    assert clock.client_date(start + timedelta(seconds=3000)) - start == timedelta(seconds=5)


def test_what_is_skipped_is_skipped_for_clients_too(wall: list[float]) -> None:
    clock = Clock(speed=600)
    start = clock.now()
    wall[0] += 10
    clock.advance(timedelta(hours=1))
    wall[0] += 10
    assert clock.client_now() - start == timedelta(hours=1, seconds=20)
    # Before, in the middle of and after what was skipped.
    for on_this_clock, for_clients in ((3000, 5), (6000 + 1800, 10 + 1800), (6000 + 3600 + 600, 10 + 3600 + 1)):
        date = clock.client_date(start + timedelta(seconds=on_this_clock))
        assert date - start == timedelta(seconds=for_clients)


def test_at_speed_0_clients_see_only_what_is_skipped(wall: list[float]) -> None:
    clock = Clock(speed=0)
    start = clock.now()
    wall[0] += 1_000
    clock.advance(timedelta(minutes=5))
    assert clock.client_now() - start == timedelta(minutes=5)
