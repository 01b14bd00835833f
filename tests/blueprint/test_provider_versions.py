"""The version constraint of the AWS provider: what the environments need, unless the configuration has its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import build_blueprint, load, render_deployment
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


@pytest.mark.parametrize("strategy", ["FORCED", "GRACEFUL"])
def test_a_strategy_for_workers_needs_the_provider_that_has_the_argument(strategy: str) -> None:
    assert constraint({}, {"worker_replacement_strategy": strategy}, ONE) == ">= 6.11, < 7.0"


def test_an_update_that_waits_for_tasks_has_the_time_for_it() -> None:
    def timeouts(**environment: Any) -> Any:
        participant = {"name": "data", "account_id": DATA, "environments": [{"name": "etl", **environment}]}
        blueprint = build_blueprint(deployment(participants=[participant]))
        return blueprint.by_path["2-environments/data-etl"].calls[0].arguments.get("timeouts")

    assert timeouts(worker_replacement_strategy="GRACEFUL") == {"update": "1200m"}
    assert timeouts(worker_replacement_strategy="GRACEFUL", timeouts={"update": "20h"}) == {"update": "20h"}
    assert timeouts(worker_replacement_strategy="FORCED") is None


def test_the_argument_is_in_the_copied_module_only_where_an_environment_sets_it(tmp_path: Path) -> None:
    def modules(**environment: Any) -> dict[str, bytes]:
        participant = {"name": "data", "account_id": DATA, "environments": [{"name": "etl", **environment}]}
        report = render_deployment(deployment(participants=[participant]), tmp_path, dry_run=True)
        return {name: text for name, text in report.wanted.items() if "modules/environment/" in name}

    added = "modules/environment/worker_replacement_strategy_override.tf"
    without, with_strategy = modules(), modules(worker_replacement_strategy="GRACEFUL")

    assert set(with_strategy) - set(without) == {name for name in with_strategy if name.endswith(added)} != set()
    assert b"worker_replacement_strategy = var" not in b"".join(
        text for name, text in without.items() if name.endswith(".tf")
    )


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
