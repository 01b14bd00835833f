"""Where the steps stand that Airflow tells about."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.airflow_rest import AirflowRest, Dag
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.succession.comparison import Comparison, compare, read_contents
from mwaa_tf.succession.pair import Pair
from mwaa_tf.succession.pausing import ACTIVATED, PAUSED, DagChange, read_marker
from mwaa_tf.succession.steps import PairStep, StepState, StepStatus
from mwaa_tf.text import one_line, plural


@dataclass(frozen=True, slots=True)
class SuccessionView:
    """What the Airflows of both environments tell."""

    comparison: Comparison
    predecessor: tuple[Dag, ...]
    successor: tuple[Dag, ...]
    paused: DagChange | None
    """What was paused on the predecessor."""
    activated: DagChange | None
    """What was unpaused on the successor."""

    @property
    def active(self) -> frozenset[str]:
        """The DAGs of the predecessor that are active."""
        return frozenset(dag.dag_id for dag in self.predecessor if not dag.is_paused)

    @property
    def due(self) -> frozenset[str]:
        """The DAGs that were active on the predecessor, and are paused on the successor."""
        wanted = self.paused.dag_ids if self.paused else frozenset()
        return frozenset(dag.dag_id for dag in self.successor if dag.is_paused and dag.dag_id in wanted)


def observe(pair: Pair, predecessor: AirflowRest, successor: AirflowRest) -> SuccessionView:
    """Ask both. Raises :class:`MwaaTfError`."""
    settings = pair.predecessor.settings, pair.successor.settings
    return SuccessionView(
        compare(read_contents(predecessor), read_contents(successor), settings),
        predecessor.dags(),
        successor.dags(),
        read_marker(predecessor, PAUSED),
        read_marker(successor, ACTIVATED),
    )


def airflow_statuses(
    pair: Pair, creation: StepStatus, predecessor: AirflowRest, successor: AirflowRest, *, is_gone: bool = False
) -> tuple[tuple[StepStatus, ...], SuccessionView | None]:
    """Comparison, pause and activation, and what they were learned from; None where that could not be read.

    ``is_gone`` is whether the predecessor is removed: then nothing is asked.
    """
    steps = (PairStep.COMPARE, PairStep.PAUSE, PairStep.ACTIVATE)
    if is_gone:
        return tuple(StepStatus(step, StepState.NOT_NEEDED, "the predecessor is removed") for step in steps), None
    if not creation.state.lets_go_on:
        return tuple(StepStatus(step, StepState.WAITS, f"for {PairStep.CREATE}") for step in steps), None
    try:
        observed = observe(pair, predecessor, successor)
    except MwaaTfError as error:
        reasons = (one_line(str(error)), *[f"see {PairStep.COMPARE}"] * 2)
        return tuple(StepStatus(*each) for each in zip(steps, [StepState.UNKNOWN] * 3, reasons, strict=True)), None
    return (_comparison(observed), _pause(observed), _activation(observed)), observed


def _comparison(observed: SuccessionView) -> StepStatus:
    state = StepState.DONE if observed.comparison.is_equal else StepState.TO_DO
    return StepStatus(PairStep.COMPARE, state, observed.comparison.summary(), observed.comparison.shortened())


def _pause(observed: SuccessionView) -> StepStatus:
    marker, active = observed.paused, len(observed.active)
    if marker is None:
        if not active:
            return StepStatus(PairStep.PAUSE, StepState.DONE, "no DAG of the predecessor is active")
        return StepStatus(PairStep.PAUSE, StepState.TO_DO, f"{_dags(active)} of the predecessor {_are(active)} active")
    since = f"{_dags(len(marker.dag_ids))} paused since {marker.at:%Y-%m-%d %H:%M} UTC"
    if active:
        return StepStatus(PairStep.PAUSE, StepState.PARTLY, f"{since}; {active} active", is_taken=True)
    return StepStatus(PairStep.PAUSE, StepState.DONE, since, is_taken=True)


def _activation(observed: SuccessionView) -> StepStatus:
    due, taken = len(observed.due), observed.activated is not None
    if observed.paused is None:
        state = StepState.WAITS if observed.active else StepState.NOT_NEEDED
        reason = f"for {PairStep.PAUSE}" if observed.active else "no DAG of the predecessor was paused"
        return StepStatus(PairStep.ACTIVATE, state, reason, is_taken=taken)
    if not due:
        return StepStatus(
            PairStep.ACTIVATE, StepState.DONE, "what was active is active on the successor", is_taken=taken
        )
    state = StepState.PARTLY if taken else StepState.TO_DO
    return StepStatus(PairStep.ACTIVATE, state, f"{_dags(due)} to unpause on the successor", is_taken=taken)


def _dags(count: int) -> str:
    return plural(count, "DAG")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
