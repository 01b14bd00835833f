"""Pausing the DAGs of one environment and unpausing those of the other, so that both can be taken back exactly.

What was changed is remembered where it was changed: in a variable of that Airflow. It is written before the first DAG
is changed, needs no permission beyond that of the calls, and disappears with the environment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from mwaa_tf.succession.airflow import AirflowRest

#: The variables, and what each says in Airflow's UI.
PAUSED, ACTIVATED = "mwaa_tf_succession_paused", "mwaa_tf_succession_activated"
MARKERS = frozenset((PAUSED, ACTIVATED))
_DESCRIPTIONS = {
    PAUSED: "DAGs that `mwaa_tf succession` paused, and unpauses with --undo",
    ACTIVATED: "DAGs that `mwaa_tf succession` unpaused, and pauses with --undo",
}


@dataclass(frozen=True, slots=True)
class DagChange:
    """What was changed, and when that began."""

    dag_ids: frozenset[str]
    at: datetime


def read_marker(airflow: AirflowRest, key: str) -> DagChange | None:
    """What the variable ``key`` of ``airflow`` remembers; None where there is none, or where it is not ours."""
    text = airflow.variable(key)
    try:
        data = json.loads(text or "null")
        return DagChange(frozenset(map(str, data["dag_ids"])), datetime.fromisoformat(data["at"]))
    except (ValueError, TypeError, KeyError):
        return None


def change(
    airflow: AirflowRest,
    key: str,
    dag_ids: Iterable[str],
    *,
    paused: bool,
    tell: Callable[[str], None] = lambda _: None,
) -> int:
    """Pause or unpause the DAGs of ``dag_ids`` that are not so yet, and remember them; how many were changed.

    What an interrupted call has changed is remembered already; its time is kept.
    """
    wanted = set(dag_ids)
    due = sorted(dag.dag_id for dag in airflow.dags() if dag.dag_id in wanted and dag.is_paused is not paused)
    known = read_marker(airflow, key)
    at = known.at if known else datetime.now(UTC)
    ids = sorted({*due, *(known.dag_ids if known else ())})
    if known is None or set(ids) != known.dag_ids:
        value = json.dumps({"dag_ids": ids, "at": at.isoformat(timespec="seconds")})
        airflow.set_variable(key, value, _DESCRIPTIONS[key])
    for dag_id in due:
        airflow.set_paused(dag_id, paused=paused)
        tell(f"{airflow.name}: {dag_id} is {'paused' if paused else 'unpaused'}")
    return len(due)


def take_back(airflow: AirflowRest, key: str, *, paused: bool, tell: Callable[[str], None] = lambda _: None) -> int:
    """Take back what the variable ``key`` remembers that was ``paused`` or unpaused, then forget it; how many."""
    marker = read_marker(airflow, key)
    if marker is None:
        return 0
    due = sorted(dag.dag_id for dag in airflow.dags() if dag.dag_id in marker.dag_ids and dag.is_paused is paused)
    for dag_id in due:
        airflow.set_paused(dag_id, paused=not paused)
        tell(f"{airflow.name}: {dag_id} is {'unpaused' if paused else 'paused'}")
    airflow.delete_variable(key)
    return len(due)
