"""The end of a succession: the predecessor is kept for some days, then removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from mwaa_tf.lifecycle.status import Applied, DeploymentStatus
from mwaa_tf.succession.pair import Pair
from mwaa_tf.succession.pausing import DagChange
from mwaa_tf.succession.steps import PairStep, StepState, StepStatus
from mwaa_tf.text import join_words, plural


def keep_status(
    pair: Pair, pause: StepStatus, paused: DagChange | None, *, is_gone: bool, now: datetime | None = None
) -> StepStatus:
    """Whether the predecessor was kept long enough since its DAGs were ``paused``."""
    days = pair.successor.written.keep_predecessor_days
    if is_gone:
        return StepStatus(PairStep.KEEP, StepState.DONE, f"{pair.predecessor.name} does not exist any more")
    if not pause.state.lets_go_on:
        state = StepState.UNKNOWN if pause.state is StepState.UNKNOWN else StepState.WAITS
        return StepStatus(PairStep.KEEP, state, f"{plural(days, 'day')} from {PairStep.PAUSE} on")
    if paused is None:
        return StepStatus(PairStep.KEEP, StepState.NOT_NEEDED, "no DAG of the predecessor was paused")
    until = paused.at + timedelta(days=days)
    left = until - (now or datetime.now(UTC))
    if left <= timedelta():
        return StepStatus(PairStep.KEEP, StepState.DONE, f"kept until {until:%Y-%m-%d %H:%M} UTC")
    days_left = plural(left.days + 1, "day")
    return StepStatus(PairStep.KEEP, StepState.WAITS, f"until {until:%Y-%m-%d %H:%M} UTC, {days_left} at most")


def remaining_paths(pair: Pair, status: DeploymentStatus) -> tuple[str, ...]:
    """The workspaces of the predecessor that are not destroyed, as far as their states are known."""
    by_path = {each.facts.workspace.path: each.facts.applied for each in status.workspaces}
    gone = (Applied.NOT_APPLIED, Applied.NOT_RENDERED)
    return tuple(path for path in pair.predecessor_paths if by_path[path] not in gone)


def removal_status(pair: Pair, before: Sequence[StepStatus], remaining: Sequence[str], *, is_gone: bool) -> StepStatus:
    """Whether the predecessor is removed; its entry in the configuration goes last, and ends the succession.

    A removal that was interrupted goes on whatever its Airflow, which may be gone, tells about earlier steps.
    """
    if is_gone:
        name = pair.predecessor.written.name
        reason = f"destroyed; remove {name} and `succeeds: {name}` from the configuration, then render"
        return StepStatus(PairStep.REMOVE, StepState.DONE, reason, is_taken=True)
    exist = f"{join_words(remaining)} {'exists' if len(remaining) == 1 else 'exist'}"
    if before[0].state.lets_go_on and 0 < len(remaining) < len(pair.predecessor_paths):
        return StepStatus(PairStep.REMOVE, StepState.PARTLY, f"{exist} still", is_taken=True)
    # Differences that were accepted do not hold it up.
    waits_for = [each.step for each in before if not each.state.lets_go_on and each.step is not PairStep.COMPARE]
    if waits_for:
        return StepStatus(PairStep.REMOVE, StepState.WAITS, f"for {waits_for[0]}")
    return StepStatus(PairStep.REMOVE, StepState.TO_DO, exist)
