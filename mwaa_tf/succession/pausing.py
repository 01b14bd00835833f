"""Pausing the DAGs of one environment and unpausing those of the other, so that both can be taken back exactly.

What was changed is remembered where it was changed: in a variable of that Airflow. It is written before the first DAG
is changed, needs no permission beyond that of the calls, and disappears with the environment. Airflow 3.2 and later
replace in values what they know as a secret, and a DAG may be named like one: the variable has the ids once for people,
and once encoded.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mwaa_tf.airflow_rest import LONGEST_ID, AirflowRefusedError, AirflowRest, has_long_id
from mwaa_tf.text import join_words

#: The variables, and what each says in Airflow's UI.
PAUSED, ACTIVATED = "mwaa_tf_succession_paused", "mwaa_tf_succession_activated"
MARKERS = frozenset((PAUSED, ACTIVATED))
_DESCRIPTIONS = {
    PAUSED: "DAGs that `mwaa_tf succession` paused, and unpauses with --undo",
    ACTIVATED: "DAGs that `mwaa_tf succession` unpaused, and pauses with --undo",
}

#: How far the clock of the machine that took the step may be ahead of this one.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DagChange:
    """What was changed, and when that began."""

    dag_ids: frozenset[str]
    at: datetime


def read_marker(airflow: AirflowRest, key: str) -> DagChange | None:
    """What the variable ``key`` of ``airflow`` remembers; None where there is none.

    Raises :class:`AirflowRefusedError` where its value is not one of ours: what was changed is not guessed.
    """
    text = airflow.variable(key)
    if text is None:
        return None
    try:
        data = json.loads(text)
        dag_ids = json.loads(base64.b64decode(data["encoded"], validate=True))
        return DagChange(_ids(dag_ids), _time(data["at"]))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise AirflowRefusedError(
            f"{airflow.name}: the variable {key} is not as `mwaa_tf succession` wrote it; pause or unpause its DAGs in "
            "Airflow's UI as they are to be, then delete it there"
        ) from error


def _ids(data: object) -> frozenset[str]:
    """``data`` as the ids of DAGs. Raises :class:`ValueError` for anything but a list of texts."""
    if not isinstance(data, list) or not all(isinstance(dag_id, str) for dag_id in data):
        raise ValueError("no list of texts")
    return frozenset(data)


def _time(text: str) -> datetime:
    """``text`` in UTC. Raises :class:`ValueError` for a time of no zone, and for one that is still to come."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or at > datetime.now(UTC) + _AHEAD:
        raise ValueError("not a time of a change")
    return at.astimezone(UTC)


def _due(airflow: AirflowRest, dag_ids: Iterable[str], *, paused: bool) -> list[str]:
    """The DAGs of ``dag_ids`` that are not ``paused``, or not unpaused, yet."""
    wanted = set(dag_ids)
    due = sorted(dag.dag_id for dag in airflow.dags() if dag.dag_id in wanted and dag.is_paused is not paused)
    if long := [dag_id for dag_id in due if has_long_id(dag_id)]:
        verb = "pause" if paused else "unpause"
        raise AirflowRefusedError(
            f"{airflow.name}: MWAA takes ids of {LONGEST_ID} characters at most, so nothing is changed; {verb} in "
            f"Airflow's UI, then repeat the step: {', '.join(long)}"
        )
    return due


def _value(dag_ids: list[str], at: datetime) -> str:
    encoded = base64.b64encode(json.dumps(dag_ids).encode()).decode()
    return json.dumps({"at": at.isoformat(timespec="seconds"), "dag_ids": dag_ids, "encoded": encoded})


def change(
    airflow: AirflowRest,
    key: str,
    dag_ids: Iterable[str],
    *,
    paused: bool,
    tell: Callable[[str], None] = lambda _: None,
) -> int:
    """Pause or unpause the DAGs of ``dag_ids`` that are not so yet, and remember them; how many were changed.

    What an interrupted call has changed is remembered already; its time is kept. Raises :class:`AirflowRefusedError`
    before anything is changed if there are DAGs that cannot be.
    """
    due = _due(airflow, dag_ids, paused=paused)
    known = read_marker(airflow, key)
    at = known.at if known else datetime.now(UTC)
    ids = sorted({*due, *(known.dag_ids if known else ())})
    if known is None or set(ids) != known.dag_ids:
        airflow.set_variable(key, _value(ids, at), _DESCRIPTIONS[key])
    for dag_id in due:
        airflow.set_paused(dag_id, paused=paused)
        tell(f"{airflow.name}: {dag_id} is {'paused' if paused else 'unpaused'}")
    return len(due)


def take_back(airflow: AirflowRest, key: str, *, paused: bool, tell: Callable[[str], None] = lambda _: None) -> int:
    """Take back what the variable ``key`` remembers that was ``paused`` or unpaused, then forget it; how many."""
    marker = read_marker(airflow, key)
    if marker is None:
        return 0
    due = _due(airflow, marker.dag_ids, paused=not paused)
    if gone := marker.dag_ids - {dag.dag_id for dag in airflow.dags()}:
        stays = "stays as it is: look at it" if len(gone) == 1 else "stay as they are: look at them"
        back = "it is" if len(gone) == 1 else "they are"
        tell(
            f"{airflow.name}: Airflow lists no {join_words(sorted(gone))} now, which {stays} in Airflow's UI once "
            f"{back} back"
        )
    for dag_id in due:
        airflow.set_paused(dag_id, paused=not paused)
        tell(f"{airflow.name}: {dag_id} is {'unpaused' if paused else 'paused'}")
    airflow.delete_variable(key)
    return len(due)
