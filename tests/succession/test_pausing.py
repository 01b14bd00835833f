"""Pausing and unpausing: what was changed is remembered in Airflow, and taken back exactly, whatever happens."""

from __future__ import annotations

import pytest

from mwaa_tf.local_aws.services.mwaa.airflow import AirflowContents
from mwaa_tf.succession.airflow import AirflowRefusedError
from mwaa_tf.succession.pausing import PAUSED, change, read_marker, take_back
from tests.succession.airflow import airflow_of

ACTIVE = {"sales": False, "stock": False, "old": True}


class KilledError(Exception):
    pass


def contents(**dags: bool) -> AirflowContents:
    return AirflowContents(dags=dags or dict(ACTIVE))


@pytest.mark.parametrize("is_3", [False, True], ids=["2", "3"])
def test_undo_unpauses_what_was_active_and_nothing_else(is_3: bool) -> None:
    has = contents()
    airflow = airflow_of(has, is_3=is_3)

    assert change(airflow, PAUSED, {"sales", "stock"}, paused=True) == 2
    assert has.dags == {"sales": True, "stock": True, "old": True}

    assert take_back(airflow, PAUSED, paused=True) == 2
    assert has.dags == ACTIVE
    assert has.variables == {}


@pytest.mark.parametrize("is_3", [False, True], ids=["2", "3"])
def test_a_kill_in_the_middle_forgets_nothing(is_3: bool) -> None:
    has, patched = contents(), []

    def kill(method: str, path: str) -> None:
        if method == "PATCH" and path.startswith("/dags/"):
            patched.append(path)
            if len(patched) == 2:
                raise KilledError

    with pytest.raises(KilledError):
        change(airflow_of(has, is_3=is_3, before=kill), PAUSED, {"sales", "stock"}, paused=True)
    assert has.dags == {"sales": True, "stock": False, "old": True}

    airflow = airflow_of(has, is_3=is_3)
    assert change(airflow, PAUSED, {"stock"}, paused=True) == 1  # what is still active is all that a survey sees
    take_back(airflow, PAUSED, paused=True)
    assert has.dags == ACTIVE


def test_a_kill_while_taking_back_can_be_repeated() -> None:
    has, patched = contents(), []
    change(airflow_of(has, is_3=True), PAUSED, {"sales", "stock"}, paused=True)

    def kill(method: str, path: str) -> None:
        if method == "PATCH":
            patched.append(path)
            if len(patched) == 2:
                raise KilledError

    with pytest.raises(KilledError):
        take_back(airflow_of(has, is_3=True, before=kill), PAUSED, paused=True)
    take_back(airflow_of(has, is_3=True), PAUSED, paused=True)

    assert (has.dags, has.variables) == (ACTIVE, {})


def test_a_dag_that_was_deployed_later_is_paused_and_remembered_too_and_the_time_is_the_first() -> None:
    has = contents()
    airflow = airflow_of(has, is_3=True)
    change(airflow, PAUSED, {"sales", "stock"}, paused=True)
    first = read_marker(airflow, PAUSED)
    has.dags["new"] = False

    change(airflow, PAUSED, {"new"}, paused=True)

    marker = read_marker(airflow, PAUSED)
    assert first
    assert marker
    assert (marker.dag_ids, marker.at) == (frozenset({"sales", "stock", "new"}), first.at)


def test_a_dag_that_is_gone_by_then_is_left_out() -> None:
    has = contents()
    airflow = airflow_of(has, is_3=True)
    change(airflow, PAUSED, {"sales", "stock"}, paused=True)
    del has.dags["stock"]

    assert take_back(airflow, PAUSED, paused=True) == 1


def test_hundreds_of_dags_are_read_page_by_page() -> None:
    has = AirflowContents(dags={f"dag_{number}": False for number in range(250)})

    assert change(airflow_of(has, is_3=False), PAUSED, has.dags, paused=True) == 250
    assert all(has.dags.values())


def test_an_id_that_is_longer_than_a_path_of_mwaa_is_told_before_it_is_sent() -> None:
    has = AirflowContents(dags={"d" * 59: False})

    with pytest.raises(AirflowRefusedError, match=r"takes a path of 64 characters, and .* has 65; pause it in Airflow"):
        change(airflow_of(has, is_3=True), PAUSED, has.dags, paused=True)


def test_what_airflow_refuses_has_its_words() -> None:
    with pytest.raises(AirflowRefusedError, match=r"Airflow answered PATCH /dags/none.* with 404: The DAG with dag_id"):
        airflow_of(contents(), is_3=True).set_paused("none", paused=True)
