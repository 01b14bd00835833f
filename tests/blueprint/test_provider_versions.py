"""The version constraint of the AWS provider: what the environments need, unless the configuration has its own."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf import build_blueprint, load
from mwaa_tf.mwaa import terraform_versions
from tests.support import DATA, REPOSITORY, deployment

MICRO = REPOSITORY / "tests/config/fixtures/good/versions-provider-of-a-micro-environment.yaml"
ONE = {"environment_class": "mw1.micro", "min_webservers": 1, "max_webservers": 1}


def constraint(*environments: dict[str, Any], **changes: Any) -> str:
    participant = {
        "name": "data",
        "account_id": DATA,
        "environments": [{"name": f"e{number}", **environment} for number, environment in enumerate(environments)],
    }
    return build_blueprint(deployment(participants=[participant], **changes)).aws_provider


def test_a_micro_environment_gets_the_oldest_provider_that_takes_its_one_web_server() -> None:
    assert build_blueprint(load(MICRO)).aws_provider == ">= 5.100, < 7.0"


@pytest.mark.parametrize("environment", [{}, {"environment_class": "mw1.micro"}, {"max_webservers": 2}])
def test_others_keep_the_oldest_provider_of_all(environment: dict[str, Any]) -> None:
    assert constraint(environment) == terraform_versions.AWS_PROVIDER


def test_one_environment_decides_for_all() -> None:
    assert constraint({}, ONE, {}) == ">= 5.100, < 7.0"


def test_what_the_configuration_says_stays_as_it_is() -> None:
    assert constraint(ONE, terraform={"aws_provider": "~> 6.2"}) == "~> 6.2"
    assert constraint(ONE, terraform={"required_version": ">= 1.12"}) == ">= 5.100, < 7.0"


def test_an_externally_managed_environment_asks_nothing_of_the_provider() -> None:
    existing = {
        "database_vpc_endpoint_service": "com.amazonaws.vpce.us-east-1.vpce-svc-0a1b2c3d4e5f60718",
        "webserver_vpc_endpoint_service": "com.amazonaws.vpce.us-east-1.vpce-svc-0f9e8d7c6b5a40312",
        "security_group_id": "sg-0a9b8c7d6e5f40213",
    }
    made = deployment(
        participants=[
            {
                "name": "data",
                "account_id": DATA,
                "defaults": {"min_webservers": 1, "max_webservers": 1, "environment_class": "mw1.micro"},
                "environments": [{"name": "etl", "existing": existing}],
            }
        ]
    )

    assert build_blueprint(made).aws_provider == terraform_versions.AWS_PROVIDER
