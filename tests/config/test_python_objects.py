"""The models used from Python: the same rules, the same words, no secrets in a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from mwaa_tf.config import (
    ConfigError,
    Deployment,
    Environment,
    KmsKey,
    Network,
    Owner,
    Participant,
    load,
)
from mwaa_tf.config.explain import explain
from mwaa_tf.config.source import SourceError, read

BAD = sorted((Path(__file__).parent / "fixtures" / "bad").glob("*-*.yaml"))


def problems_of(file: Path) -> dict[tuple[str | int, ...], set[str]]:
    try:
        load(file)
    except ConfigError as refused:
        found: dict[tuple[str | int, ...], set[str]] = {}
        for problem in refused.problems:
            found.setdefault(problem.path, set()).add(problem.message)
        return found
    return {}


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_python_data_gives_the_errors_of_the_file(file: Path) -> None:
    try:
        document = read(file)
    except SourceError:
        return  # not data at all, so nothing that Python could hand over
    from_file = problems_of(file)

    if document.repeated:
        return  # Python's dictionaries have no repeated keys
    with pytest.raises(ValidationError) as refused:
        Deployment.model_validate(document.data)

    for problem in explain(refused.value):
        assert problem.message in from_file[problem.path]


def made(**environment: Any) -> Deployment:
    return Deployment(
        name="analytics",
        region="us-east-1",
        owner=Owner(account_id="111111111111", network=Network(cidr="10.192.0.0/16")),
        participants=(
            Participant(
                name="data",
                account_id="222222222222",
                environments=(Environment(name="etl", **environment),),
            ),
        ),
    )


def test_models_build_the_deployment_that_a_file_describes(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "name: analytics\nregion: us-east-1\n"
        "owner: { account_id: '111111111111', network: { cidr: 10.192.0.0/16 } }\n"
        "participants: [{ name: data, account_id: '222222222222',\n"
        "  environments: [{ name: etl, schedulers: 2, kms_key: { create: true } }] }]\n"
    )

    assert made(schedulers=2, kms_key=KmsKey(create=True)) == load(tmp_path / "a.yaml")


def test_the_rules_hold_for_models_too() -> None:
    with pytest.raises(ValidationError) as refused:
        made(schedulers=1)

    assert [(problem.path, problem.message) for problem in explain(refused.value)] == [
        (
            ("participants", 0, "environments", 0, "schedulers"),
            "1 is allowed only with mw1.micro; mw1.small takes 2 to 5",
        )
    ]
    assert "participants.0.environments.0.schedulers: 1 is allowed only with mw1.micro" in str(refused.value)


def test_an_unknown_argument_is_an_error() -> None:
    with pytest.raises(ValidationError, match="maxworkers"):
        made(maxworkers=1)


def test_an_account_id_given_as_a_number_is_not_guessed_at() -> None:
    assert Owner.model_validate({"account_id": 111111111111}).account_id == "111111111111"
    with pytest.raises(ValidationError):
        Owner.model_validate({"account_id": 11111111111})


@pytest.mark.parametrize(
    "environment",
    [
        {"airflow_configuration_options": {"core.fernet_key": "hunter2"}},
        {"airflow_configuration_options": ["hunter2"]},
        {"airflow_configuration_options": {"core.fernet_key": ["hunter2"]}, "hunter": "hunter2"},
    ],
)
def test_a_traceback_shows_nothing_of_what_was_given(environment: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        made(**environment)

    assert "hunter2" not in str(refused.value)
    assert "hunter2" not in repr(refused.value)


@pytest.mark.parametrize("number", [10**5000, -(10**5000)], ids=["large", "small"])
def test_numbers_beyond_what_python_writes_are_refused_in_words(number: int) -> None:
    with pytest.raises(ValidationError) as refused:
        Environment(name="etl", max_workers=number)
    assert all(len(problem.message) < 200 for problem in explain(refused.value))

    with pytest.raises(ValidationError):
        Owner.model_validate({"account_id": number})


def test_text_that_is_half_a_character_is_refused_in_words() -> None:
    with pytest.raises(ValidationError) as refused:
        made(dag_s3_path="dags\ud800")

    (problem,) = explain(refused.value)
    assert problem.message == "contains the character U+D800, which Terraform and AWS do not carry"
    assert problem.at("x").isprintable()
