"""How long the predecessor is kept, and when it may be removed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mwaa_tf.succession.ending import keep_status, removal_status
from mwaa_tf.succession.pair import Pair, pair_of
from mwaa_tf.succession.pausing import DagChange
from mwaa_tf.succession.steps import PairStep, StepState, StepStatus
from tests.support import DATA, deployment

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
PAUSED = StepStatus(PairStep.PAUSE, StepState.DONE, is_taken=True)
CREATED = StepStatus(PairStep.CREATE, StepState.DONE)
BOTH = ("2-environments/data-etl", "3-endpoints/data-etl")


def pair(days: int = 7) -> Pair:
    environments = [{"name": "etl"}, {"name": "etl-next", "succeeds": "etl", "keep_predecessor_days": days}]
    participant = {"name": "data", "account_id": DATA, "environments": environments}
    return pair_of(deployment(participants=[participant]), "data-etl-next")


@pytest.mark.parametrize(
    ("passed", "state", "reason"),
    [
        (timedelta(days=7) - timedelta(seconds=1), StepState.WAITS, "until 2026-06-08 12:00 UTC, 1 day at most"),
        (timedelta(days=7), StepState.DONE, "kept until 2026-06-08 12:00 UTC"),
    ],
    ids=["one second before", "after"],
)
def test_the_days_are_counted_from_the_pause(passed: timedelta, state: StepState, reason: str) -> None:
    status = keep_status(pair(), PAUSED, DagChange(frozenset({"sales"}), AT), is_gone=False, now=AT + passed)

    assert (status.state, status.reason) == (state, reason)


def test_an_unread_pause_is_not_guessed() -> None:
    unread = StepStatus(PairStep.PAUSE, StepState.UNKNOWN)

    assert keep_status(pair(), unread, None, is_gone=False).state is StepState.UNKNOWN


@pytest.mark.parametrize("step", [PairStep.PAUSE, PairStep.ACTIVATE, PairStep.SWITCH, PairStep.KEEP])
@pytest.mark.parametrize("state", [StepState.TO_DO, StepState.PARTLY, StepState.WAITS, StepState.UNKNOWN])
def test_nothing_is_removed_before_all_other_steps_are_done(step: PairStep, state: StepState) -> None:
    status = removal_status(pair(), (CREATED, StepStatus(step, state)), BOTH, is_gone=False)

    assert (status.state, status.reason) == (StepState.WAITS, f"for {step}")


def test_a_removal_that_was_interrupted_goes_on_though_its_airflow_is_gone() -> None:
    before = (CREATED, StepStatus(PairStep.PAUSE, StepState.UNKNOWN))

    assert removal_status(pair(), before, BOTH[:1], is_gone=False).state is StepState.PARTLY


def test_a_predecessor_that_was_never_applied_is_not_taken_for_removed() -> None:
    before = (StepStatus(PairStep.CREATE, StepState.TO_DO),)

    assert removal_status(pair(), before, (), is_gone=False).state is StepState.WAITS
