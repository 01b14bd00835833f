"""Which step comes before another, and which has to be taken back before another is."""

from __future__ import annotations

from collections.abc import Sequence

from mwaa_tf.succession.steps import PairStep, StepState, StepStatus

#: Steps that change something, which only Airflow tells. It is silent where an environment is destroyed already.
_TOLD_BY_AIRFLOW = (PairStep.PAUSE, PairStep.ACTIVATE)

#: Steps that change nothing.
_LOOKS = (PairStep.COMPARE, PairStep.KEEP)


def comes_first(statuses: Sequence[StepStatus], step: PairStep, *, accepts_differences: bool) -> StepStatus | None:
    """The first step before ``step`` that has to be taken; None if it is the turn of ``step``.

    Differences do not hold up what follows once a step after the comparison was taken: they were accepted then.
    """
    place = step.place
    if step is PairStep.REMOVE and statuses[place].state is StepState.PARTLY:
        return None  # it was begun
    was_accepted = any(status.is_taken for status in statuses[PairStep.COMPARE.place + 1 :])
    accepted = (PairStep.COMPARE,) if accepts_differences or was_accepted else ()
    waited_for = (each for each in statuses[:place] if each.step not in accepted and not each.state.lets_go_on)
    return next(waited_for, None)


def goes_back_first(statuses: Sequence[StepStatus], step: PairStep) -> StepStatus | None:
    """The last step after ``step`` that was taken, or may have been; None if ``step`` can be taken back.

    What Airflow does not tell does not keep a successor that is half destroyed from being destroyed.
    """
    ignored = (*_LOOKS, *_TOLD_BY_AIRFLOW) if step is PairStep.CREATE else _LOOKS
    for status in reversed(statuses[step.place + 1 :]):
        if status.is_taken or (status.state is StepState.UNKNOWN and status.step not in ignored):
            return status
    return None
