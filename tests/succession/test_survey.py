"""Where the steps stand that Airflow tells about, and the differences that a comparison names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mwaa_tf.local_aws.services.mwaa.airflow import AirflowContents
from mwaa_tf.succession.pair import Pair, pair_of
from mwaa_tf.succession.pausing import ACTIVATED, PAUSED, change
from mwaa_tf.succession.steps import PairStep, StepState, StepStatus, next_step
from mwaa_tf.succession.survey import airflow_statuses, observe
from tests.succession.airflow import airflow_of
from tests.support import DATA, deployment

CREATED = StepStatus(PairStep.CREATE, StepState.DONE, is_taken=True)


def pair(**successor: Any) -> Pair:
    environments = [{"name": "etl"}, {"name": "etl-next", "succeeds": "etl", **successor}]
    participant = {"name": "data", "account_id": DATA, "environments": environments}
    return pair_of(deployment(participants=[participant]), "data-etl-next")


def full(**changes: Any) -> AirflowContents:
    contents = AirflowContents(
        dags={"sales": False, "stock": True},
        connections={"warehouse": "redshift"},
        variables={"stage": "hunter2"},
        pools={"default_pool": 128, "slow": 2},
    )
    return replace(contents, **changes)


def states(old: AirflowContents, new: AirflowContents) -> list[tuple[PairStep, StepState]]:
    statuses, _ = airflow_statuses(pair(), CREATED, airflow_of(old, version="2.10.3"), airflow_of(new, version="3.3.1"))
    return [(status.step, status.state) for status in statuses]


@pytest.mark.parametrize(
    ("changes", "said", "short"),
    [
        ({"dags": {"sales": True}}, "DAGs only on the predecessor: stock", "the successor lacks 1 DAG"),
        ({"connections": {}}, "connections only on the predecessor: warehouse", "the successor lacks 1 connection"),
        ({"variables": {}}, "variables only on the predecessor: stage", "the successor lacks 1 variable"),
        ({"pools": {"default_pool": 1}}, "pools only on the predecessor: slow", "the successor lacks 1 pool"),
        (
            {"import_errors": {"bad.py": "ImportError"}},
            "files that only the successor cannot import: bad.py",
            "only the successor cannot import 1 file",
        ),
    ],
    ids=["dags", "connections", "variables", "pools", "import errors"],
)
def test_what_the_successor_lacks_is_named_and_no_value_is_shown(
    changes: dict[str, Any], said: str, short: str
) -> None:
    observed = observe(pair(), airflow_of(full(), version="2.10.3"), airflow_of(full(**changes), version="3.3.1"))

    assert observed.comparison.lines() == (said,)
    assert observed.comparison.shortened() == short
    assert not observed.comparison.is_equal
    assert "hunter2" not in repr(observed)


def test_what_neither_can_import_and_what_only_the_successor_has_does_not_matter() -> None:
    old = full(import_errors={"bad.py": "ImportError"})
    new = full(import_errors={"bad.py": "other"}, connections={"warehouse": "redshift", "more": "http"})

    comparison = observe(pair(), airflow_of(old, version="2.10.3"), airflow_of(new, version="3.3.1")).comparison

    assert comparison.summary() == "both have 2 DAGs, 1 connection, 1 variable and 2 pools"
    assert comparison.known_errors == ("bad.py",)


@pytest.mark.parametrize(("old", "new"), [("2.10.3", "3.0.6"), ("2.10.3", "3.3.1"), ("3.0.6", "3.2.1")])
def test_a_file_is_the_same_file_whatever_the_version_calls_it(old: str, new: str) -> None:
    has = full(import_errors={"team/bad.py": "ImportError"})

    comparison = observe(pair(), airflow_of(has, version=old), airflow_of(has, version=new)).comparison

    assert (comparison.known_errors, comparison.new_errors) == (("team/bad.py",), ())


def test_another_secrets_backend_is_a_difference_whose_value_is_not_shown() -> None:
    other = pair(airflow_configuration_options={"secrets.backend": "airflow.providers.Some"})

    comparison = observe(other, airflow_of(full(), version="2.10.3"), airflow_of(full(), version="3.3.1")).comparison

    assert comparison.lines() == ("secrets.backend differs in the configuration",)


def test_the_steps_follow_one_another() -> None:
    old, new = full(), full(dags={"sales": True, "stock": True})
    to_do, done, waits = StepState.TO_DO, StepState.DONE, StepState.WAITS

    assert states(old, new) == [
        (PairStep.COMPARE, done),
        (PairStep.PAUSE, to_do),
        (PairStep.ACTIVATE, waits),
    ]

    change(airflow_of(old, version="2.10.3"), PAUSED, {"sales"}, paused=True)
    assert states(old, new) == [
        (PairStep.COMPARE, done),
        (PairStep.PAUSE, done),
        (PairStep.ACTIVATE, to_do),
    ]

    change(airflow_of(new, version="3.3.1"), ACTIVATED, {"sales"}, paused=False)
    assert states(old, new) == [
        (PairStep.COMPARE, done),
        (PairStep.PAUSE, done),
        (PairStep.ACTIVATE, done),
    ]

    old.dags["sales"] = False  # someone unpauses it
    assert states(old, new)[1] == (PairStep.PAUSE, StepState.PARTLY)


def test_accepted_differences_hold_nothing_up_once_a_later_step_was_taken() -> None:
    differs = StepStatus(PairStep.COMPARE, StepState.TO_DO)
    paused = StepStatus(PairStep.PAUSE, StepState.DONE, is_taken=True)
    due = StepStatus(PairStep.ACTIVATE, StepState.TO_DO)

    assert next_step((CREATED, differs, StepStatus(PairStep.PAUSE, StepState.TO_DO), due)) is differs
    assert next_step((CREATED, differs, paused, due)) is due


def test_an_airflow_that_is_not_reached_is_said_and_not_guessed() -> None:
    from mwaa_tf.access.login import LoginError

    def refuse(*_: str) -> None:
        raise LoginError("the web server is not reached")

    statuses, observed = airflow_statuses(
        pair(), CREATED, airflow_of(full(), version="2.10.3", before=refuse), airflow_of(full(), version="3.3.1")
    )
    assert observed is None
    assert {status.state for status in statuses} == {StepState.UNKNOWN}
    assert [status.reason for status in statuses] == ["the web server is not reached", "see compare", "see compare"]
