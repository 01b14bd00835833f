"""A participant's defaults: filled in, maps key by key, and blamed where they are wrong."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from mwaa_tf.config import Deployment
from mwaa_tf.config.explain import explain
from tests.support import deployment

DATA = "222222222222"


def environments(defaults: dict[str, Any], *written: dict[str, Any]) -> list[Any]:
    made = deployment(
        participants=[
            {
                "name": "data",
                "account_id": DATA,
                "defaults": defaults,
                "environments": [{"name": f"e{number}", **fields} for number, fields in enumerate(written)],
            }
        ]
    )
    return [member.settings for member in made.environments]


def test_what_an_environment_does_not_say_it_inherits() -> None:
    inherits, says = environments(
        {"schedulers": 3, "environment_class": "mw1.large", "kms_key": {"create": True}},
        {},
        {"schedulers": 2, "environment_class": None, "kms_key": "aws_owned"},
    )

    assert (inherits.schedulers, inherits.environment_class, inherits.kms_key.create) == (3, "mw1.large", True)
    assert (says.schedulers, says.environment_class, says.kms_key.create) == (2, None, None)


def test_maps_are_merged_key_by_key() -> None:
    (merged,) = environments(
        {
            "tags": {"Team": "data", "Stage": "production"},
            "airflow_configuration_options": {"core.parallelism": 32, "core.default_timezone": "utc"},
            "logging": {"worker": "WARNING", "task": "DEBUG"},
            "timeouts": {"create": "180m", "update": "2h"},
        },
        {
            "tags": {"Stage": "test"},
            "airflow_configuration_options": {"core.default_timezone": "Europe/Paris"},
            "logging": {"task": "INFO"},
            "timeouts": {"update": "480m"},
        },
    )

    assert merged.tags == {"Team": "data", "Stage": "test"}
    assert merged.airflow_configuration_options == {"core.parallelism": "32", "core.default_timezone": "Europe/Paris"}
    assert (merged.logging.worker, merged.logging.task, merged.logging.scheduler) == ("WARNING", "INFO", "INFO")
    assert (merged.timeouts.create, merged.timeouts.update, merged.timeouts.delete) == ("180m", "480m", "90m")


def test_what_is_one_decision_is_taken_as_a_whole() -> None:
    (whole,) = environments(
        {"execution_role": {"policy_arns": ["arn:aws:iam::aws:policy/AmazonAthenaFullAccess"]}},
        {"execution_role": {"arn": f"arn:aws:iam::{DATA}:role/airflow"}},
    )

    assert whole.execution_role.policy_arns == ()


def test_off_in_an_environment_switches_all_logs_off() -> None:
    (silent,) = environments({"logging": {"task": "DEBUG"}}, {"logging": "off"})

    assert {level for _, level in silent.logging} == {"off"}


def test_the_written_environment_stays_as_it_was_written() -> None:
    made = deployment(
        participants=[
            {"name": "data", "account_id": DATA, "defaults": {"schedulers": 3}, "environments": [{"name": "e"}]}
        ]
    )

    assert made.participants[0].environments[0].schedulers is None


def problems(defaults: dict[str, Any], *written: dict[str, Any]) -> list[tuple[str | int, ...]]:
    with pytest.raises(ValidationError) as refused:
        environments(defaults, *written)
    return [problem.path[2:] for problem in explain(refused.value)]


@pytest.mark.parametrize(
    ("defaults", "written", "expected"),
    [
        ({"schedulers": 1}, {}, ("defaults", "schedulers")),
        ({"schedulers": 1}, {"schedulers": 2, "max_webservers": 1, "min_webservers": 2}, None),
        ({}, {"schedulers": 1}, ("environments", 0, "schedulers")),
        ({"schedulers": 3}, {"schedulers": 1}, ("environments", 0, "schedulers")),
        (
            {"airflow_configuration_options": {"smtp.smtp_password": "x"}},
            {"airflow_configuration_options": {"core.default_timezone": "utc"}},
            ("defaults", "airflow_configuration_options", "smtp.smtp_password"),
        ),
        (
            {"airflow_configuration_options": {"smtp.smtp_host": "mail.example.com"}},
            {"airflow_configuration_options": {"smtp.smtp_host": "smtp://airflow:x@mail.example.com"}},
            ("environments", 0, "airflow_configuration_options", "smtp.smtp_host"),
        ),
        (
            {"kms_key": {"arn": "arn:aws:kms:us-east-1:333333333333:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d"}},
            {},
            ("defaults", "kms_key", "arn"),
        ),
    ],
)
def test_an_error_is_located_where_the_value_was_written(
    defaults: dict[str, Any], written: dict[str, Any], expected: tuple[str | int, ...] | None
) -> None:
    if expected is None:
        assert all(path[0] == "environments" for path in problems(defaults, written))
    else:
        assert problems(defaults, written) == [expected]


def test_a_mistake_in_the_defaults_is_one_problem_however_many_inherit_it() -> None:
    with pytest.raises(ValidationError) as refused:
        environments({"schedulers": 1}, {}, {}, {})

    assert len(set(explain(refused.value))) == 1


def test_a_deployment_without_defaults_shares_its_environments() -> None:
    made: Deployment = deployment()

    assert made.environments[0].settings is made.participants[0].environments[0]
