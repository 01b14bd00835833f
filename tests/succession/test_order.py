"""Which step comes first, and which is taken back first."""

from __future__ import annotations

import pytest

from mwaa_tf.succession.order import comes_first, goes_back_first
from mwaa_tf.succession.steps import PairStep, StepState, StepStatus

DONE, TO_DO, PARTLY, UNKNOWN = StepState.DONE, StepState.TO_DO, StepState.PARTLY, StepState.UNKNOWN


def statuses(*taken: PairStep, **states: StepState) -> list[StepStatus]:
    """All steps done unless ``states`` says otherwise; those ``taken`` have something to take back."""
    return [StepStatus(step, states.get(step, DONE), is_taken=step in taken) for step in PairStep]


def first(*taken: PairStep, before: PairStep, accepts: bool = False, **states: StepState) -> PairStep | None:
    found = comes_first(statuses(*taken, **states), before, accepts_differences=accepts)
    return found.step if found else None


@pytest.mark.parametrize("step", [PairStep.PAUSE, PairStep.ACTIVATE, PairStep.SWITCH, PairStep.REMOVE])
def test_differences_hold_each_later_step_up_unless_they_are_accepted(step: PairStep) -> None:
    assert first(before=step, compare=TO_DO) is PairStep.COMPARE
    assert first(before=step, compare=TO_DO, accepts=True) is None


def test_differences_that_were_accepted_are_not_asked_about_again() -> None:
    assert first(PairStep.PAUSE, before=PairStep.ACTIVATE, compare=TO_DO) is None
    assert first(PairStep.PAUSE, before=PairStep.SWITCH, compare=TO_DO, activate=TO_DO) is PairStep.ACTIVATE


def test_accepted_differences_accept_nothing_else() -> None:
    assert first(before=PairStep.SWITCH, accepts=True, compare=TO_DO, pause=TO_DO) is PairStep.PAUSE


def test_a_removal_that_was_begun_goes_on() -> None:
    assert first(before=PairStep.REMOVE, pause=UNKNOWN, remove=PARTLY) is None


def back(*taken: PairStep, of: PairStep, **states: StepState) -> PairStep | None:
    found = goes_back_first(statuses(*taken, **states), of)
    return found.step if found else None


def test_the_last_step_is_taken_back_first() -> None:
    assert back(PairStep.PAUSE, PairStep.ACTIVATE, of=PairStep.PAUSE) is PairStep.ACTIVATE
    assert back(PairStep.PAUSE, PairStep.ACTIVATE, of=PairStep.CREATE) is PairStep.ACTIVATE
    assert back(PairStep.PAUSE, of=PairStep.PAUSE) is None


def test_a_half_destroyed_successor_is_destroyed_though_airflow_is_silent() -> None:
    assert back(of=PairStep.CREATE, compare=UNKNOWN, pause=UNKNOWN, activate=UNKNOWN, keep=UNKNOWN) is None
    assert back(of=PairStep.SWITCH, keep=UNKNOWN) is None
    assert back(of=PairStep.PAUSE, activate=UNKNOWN) is PairStep.ACTIVATE


def test_nothing_is_destroyed_while_whom_the_load_balancer_serves_is_not_known() -> None:
    assert back(of=PairStep.CREATE, switch=UNKNOWN) is PairStep.SWITCH
