"""Pausing and unpausing: what was changed is remembered in Airflow, and taken back exactly, whatever happens."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from mwaa_tf.airflow_rest import AirflowAnswer, AirflowRefusedError, AirflowRest
from mwaa_tf.local_aws.services.mwaa.airflow import AirflowContents
from mwaa_tf.succession.pausing import PAUSED, change, read_marker, take_back
from tests.succession.airflow import airflow_of

ACTIVE = {"sales": False, "stock": False, "old": True}


class KilledError(Exception):
    pass


def contents(**dags: bool) -> AirflowContents:
    return AirflowContents(dags=dags or dict(ACTIVE))


@pytest.mark.parametrize("version", ["2.10.3", "3.0.6", "3.3.1"])
def test_undo_unpauses_what_was_active_and_nothing_else(version: str) -> None:
    has = contents()
    airflow = airflow_of(has, version=version)

    assert change(airflow, PAUSED, {"sales", "stock"}, paused=True) == 2
    assert has.dags == {"sales": True, "stock": True, "old": True}

    assert take_back(airflow, PAUSED, paused=True) == 2
    assert has.dags == ACTIVE
    assert has.variables == {}


@pytest.mark.parametrize("version", ["2.10.3", "3.0.6", "3.3.1"])
def test_a_kill_in_the_middle_forgets_nothing(version: str) -> None:
    has, patched = contents(), []

    def kill(method: str, path: str) -> None:
        if method == "PATCH" and path.startswith("/dags/"):
            patched.append(path)
            if len(patched) == 2:
                raise KilledError

    with pytest.raises(KilledError):
        change(airflow_of(has, version=version, before=kill), PAUSED, {"sales", "stock"}, paused=True)
    assert has.dags == {"sales": True, "stock": False, "old": True}

    airflow = airflow_of(has, version=version)
    assert change(airflow, PAUSED, {"stock"}, paused=True) == 1  # what is still active is all that a survey sees
    take_back(airflow, PAUSED, paused=True)
    assert has.dags == ACTIVE


def test_a_kill_while_taking_back_can_be_repeated() -> None:
    has, patched = contents(), []
    change(airflow_of(has, version="3.3.1"), PAUSED, {"sales", "stock"}, paused=True)

    def kill(method: str, path: str) -> None:
        if method == "PATCH":
            patched.append(path)
            if len(patched) == 2:
                raise KilledError

    with pytest.raises(KilledError):
        take_back(airflow_of(has, version="3.3.1", before=kill), PAUSED, paused=True)
    take_back(airflow_of(has, version="3.3.1"), PAUSED, paused=True)

    assert (has.dags, has.variables) == (ACTIVE, {})


def test_a_dag_that_was_deployed_later_is_paused_and_remembered_too_and_the_time_is_the_first() -> None:
    has = contents()
    airflow = airflow_of(has, version="3.3.1")
    change(airflow, PAUSED, {"sales", "stock"}, paused=True)
    first = read_marker(airflow, PAUSED)
    has.dags["new"] = False

    change(airflow, PAUSED, {"new"}, paused=True)

    marker = read_marker(airflow, PAUSED)
    assert first
    assert marker
    assert (marker.dag_ids, marker.at) == (frozenset({"sales", "stock", "new"}), first.at)


@pytest.mark.parametrize("version", ["2.10.3", "3.0.6", "3.3.1"])
def test_a_dag_that_is_named_like_a_secret_is_remembered_although_airflow_masks_it(version: str) -> None:
    has = AirflowContents(dags={"airflow_cleanup": False}, secrets=frozenset({"airflow"}))
    airflow = airflow_of(has, version=version)
    change(airflow, PAUSED, has.dags, paused=True)

    assert take_back(airflow, PAUSED, paused=True) == 1
    assert has.dags == {"airflow_cleanup": False}


def marker(at: object = "2026-06-01T12:00:00+00:00", dag_ids: object = ("sales",)) -> str:
    return json.dumps({"at": at, "encoded": base64.b64encode(json.dumps(dag_ids).encode()).decode()})


@pytest.mark.parametrize(
    "value",
    [
        "",
        "null",
        "{}",
        '{"at": "2026-06-01T12:00:00+00:00", "encoded": "***"}',
        "[" * 100_000,
        marker(at="2026-06-01T12:00:00"),  # of which zone?
        marker(at="9999-12-31T23:59:59+00:00"),
        marker(at="0001-01-01T00:00:00+23:00"),
        marker(at=1780000000),
        marker(dag_ids="sales"),
        marker(dag_ids={"sales": 1}),
        marker(dag_ids=["sales", None]),
    ],
)
def test_a_variable_that_somebody_changed_is_not_taken_for_nothing_to_undo(value: str) -> None:
    has = AirflowContents(dags={"sales": True}, variables={PAUSED: value})

    with pytest.raises(AirflowRefusedError, match=f"the variable {PAUSED} is not as `mwaa_tf succession` wrote it"):
        take_back(airflow_of(has, version="3.3.1"), PAUSED, paused=True)
    assert has.variables == {PAUSED: value}


def test_a_time_of_another_zone_is_told_in_utc() -> None:
    has = AirflowContents(variables={PAUSED: marker(at="2026-06-01T02:00:00+05:30")})

    found = read_marker(airflow_of(has, version="3.3.1"), PAUSED)

    assert found
    assert f"{found.at:%Y-%m-%d %H:%M}" == "2026-05-31 20:30"


def test_a_dag_that_is_gone_by_then_is_left_out_and_named() -> None:
    has = contents()
    airflow = airflow_of(has, version="3.3.1")
    change(airflow, PAUSED, {"sales", "stock"}, paused=True)
    del has.dags["stock"]
    told: list[str] = []

    assert take_back(airflow, PAUSED, paused=True, tell=told.append) == 1
    assert told[0] == (
        "analytics-data-etl: Airflow lists no stock now, which stays as it is: "
        "look at it in Airflow's UI once it is back"
    )


def test_hundreds_of_dags_are_read_page_by_page() -> None:
    has = AirflowContents(dags={f"dag_{number}": False for number in range(250)})

    assert change(airflow_of(has, version="2.10.3"), PAUSED, has.dags, paused=True) == 250
    assert all(has.dags.values())


def test_ids_that_are_longer_than_mwaa_takes_are_all_named_before_anything_is_changed() -> None:
    longest, first, second = "a" * 58, "b" * 59, "c" * 60
    has = AirflowContents(dags={longest: False, first: False, second: False})

    with pytest.raises(
        AirflowRefusedError, match=f"58 characters at most, .*; pause in Airflow's UI, .*: {first}, {second}$"
    ):
        change(airflow_of(has, version="3.3.1"), PAUSED, has.dags, paused=True)
    assert (set(has.dags.values()), has.variables) == ({False}, {})

    has.dags |= {first: True, second: True}  # by hand
    assert change(airflow_of(has, version="3.3.1"), PAUSED, has.dags, paused=True) == 1


def test_a_long_id_that_was_paused_by_hand_does_not_hold_up_the_rest() -> None:
    has = AirflowContents(dags={"sales": False, "b" * 59: True})
    airflow = airflow_of(has, version="3.3.1")

    change(airflow, PAUSED, has.dags, paused=True)

    assert take_back(airflow, PAUSED, paused=True) == 1


@pytest.mark.parametrize(
    ("version", "said"), [("2.10.3", "Dag with id: 'none' not found"), ("3.3.1", "Dag with id: none was not found")]
)
def test_what_airflow_refuses_has_its_words(version: str, said: str) -> None:
    with pytest.raises(AirflowRefusedError) as refused:
        airflow_of(contents(), version=version).set_paused("none", paused=True)
    assert str(refused.value).endswith(f"Airflow answered PATCH /dags/none?update_mask=is_paused with 404: {said}")


def test_a_list_of_what_is_invalid_is_told_without_its_structure() -> None:
    problem = {"detail": [{"type": "missing", "loc": ["body", "is_paused"], "msg": "Field required"}]}
    airflow = AirflowRest("analytics-data-etl", lambda *_: AirflowAnswer(422, problem, is_error=True))

    with pytest.raises(AirflowRefusedError, match=r"with 422: Field required$"):
        airflow.set_paused("sales", paused=True)


@pytest.mark.parametrize("version", ["2.10.3", "3.3.1"])
def test_runs_that_wait_in_the_queue_are_not_finished_either(version: str) -> None:
    has = AirflowContents(dag_runs={"running": 2, "queued": 3, "success": 100})

    assert airflow_of(has, version=version).unfinished_dag_runs() == 5


_NO_ANSWERS: tuple[Any, ...] = (
    None,
    [],
    "",
    {},
    {"dags": []},
    {"dags": [], "total_entries": "many"},
    {"total_entries": None},
)
_NO_LISTS: tuple[Any, ...] = (None, "a", {}, 7, ["a"], [None], [{}])


@pytest.mark.parametrize(
    ("read", "body"),
    [
        *((AirflowRest.dags, body) for body in _NO_ANSWERS),
        *((AirflowRest.dags, {"dags": dags, "total_entries": 1}) for dags in _NO_LISTS),
        *((AirflowRest.unfinished_dag_runs, body) for body in _NO_ANSWERS),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_an_answer_that_is_not_understood_is_refused_in_words(
    read: Callable[[AirflowRest], object], body: object
) -> None:
    airflow = AirflowRest("analytics-data-etl", lambda *_: AirflowAnswer(200, body))

    with pytest.raises(AirflowRefusedError, match=r"^analytics-data-etl: .*(no member|instead of|no number|no list)"):
        read(airflow)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"dag_id": None, "is_paused": True}, "dag_id in an answer of Airflow is no text"),
        ({"dag_id": "sales", "is_paused": "false"}, "is_paused in an answer of Airflow is neither true nor false"),
        ({"dag_id": "sales", "is_paused": 1}, "is_paused in an answer of Airflow is neither true nor false"),
    ],
)
def test_the_id_and_the_state_of_a_dag_are_not_guessed(entry: object, said: str) -> None:
    body = {"dags": [entry], "total_entries": 1}

    with pytest.raises(AirflowRefusedError, match=said):
        AirflowRest("analytics-data-etl", lambda *_: AirflowAnswer(200, body)).dags()


def test_a_server_that_does_not_turn_the_page_is_not_asked_forever() -> None:
    body = {"dags": [{"dag_id": "sales", "is_paused": False}], "total_entries": 10**9}

    with pytest.raises(AirflowRefusedError, match="the same page of /dags again and again"):
        AirflowRest("analytics-data-etl", lambda *_: AirflowAnswer(200, body)).dags()
