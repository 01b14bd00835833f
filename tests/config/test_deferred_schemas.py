"""Schemas of models are made when they are first used. Each test has a process of its own, where none is made yet."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import REPOSITORY

#: Prints what the code before it left in `result`, as JSON.
_PRINT = "\nimport json\nprint(json.dumps(result))"

_DATA = """
data = {
    "name": "analytics",
    "region": "us-east-1",
    "owner": {"account_id": "111111111111", "network": {"flow_logs": {"retention_days": 30}}},
    "participants": [{
        "name": "data",
        "account_id": "222222222222",
        "defaults": {"log_groups": {"create": False}},
        "environments": [{"name": "etl", "kms_key": "aws_owned", "logging": {"task": "DEBUG"}}],
    }],
}
"""


def result_of(code: str) -> Any:
    """What a new process of Python has in ``result`` after ``code``."""
    done = subprocess.run(
        [sys.executable, "-c", code + _PRINT], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_a_render_makes_the_schemas_of_the_models_that_its_configuration_uses(tmp_path: Path) -> None:
    code = f"""
from pydantic import BaseModel
from mwaa_tf import config, load, render_deployment
render_deployment(load("mwaa.yaml"), {str(tmp_path)!r})
models = [value for value in vars(config).values() if isinstance(value, type) and issubclass(value, BaseModel)]
result = sorted(model.__name__ for model in models if model.__pydantic_complete__)
"""

    assert result_of(code) == ["Deployment", "Modules"]


def test_an_error_in_a_model_that_was_never_used_is_told_where_it_is() -> None:
    code = f"""{_DATA}
from pydantic import ValidationError
from mwaa_tf.config import Deployment
data["owner"]["network"]["flow_logs"]["retention_days"] = "30"
data["owner"]["sharing"] = {{"managd": True}}
data["participants"][0]["environments"][0]["kms_key"] = {{"arn": "arn:aws:kms"}}
try:
    Deployment.model_validate(data)
except ValidationError as error:
    result = [(detail["loc"], detail["type"]) for detail in error.errors()]
"""

    assert result_of(code) == [
        [["owner", "network", "flow_logs", "retention_days"], "int_type"],
        [["owner", "sharing", "managd"], "extra_forbidden"],
        [["participants", 0, "environments", 0, "kms_key", "arn"], "mwaa_tf"],
    ]


@pytest.mark.parametrize("dumped", ["model_dump(mode='json')", "model_dump(mode='json', warnings='error')"])
def test_a_dump_has_what_was_set_and_defaults_that_were_never_validated_are_none_of_it(dumped: str) -> None:
    code = f"""{_DATA}
from mwaa_tf.config import Deployment
deployment = Deployment.model_validate(data)
result = [deployment.{dumped}, deployment.owner.sharing.{dumped}]
"""

    dump, unset = result_of(code)

    assert unset == {}
    assert dump == {
        "name": "analytics",
        "region": "us-east-1",
        "owner": {"account_id": "111111111111", "network": {"flow_logs": {"retention_days": 30}}},
        "participants": [
            {
                "name": "data",
                "account_id": "222222222222",
                "defaults": {"log_groups": {"create": False}},
                "environments": [{"name": "etl", "kms_key": {}, "logging": {"task": "DEBUG"}}],
            }
        ],
    }


def test_a_default_that_is_given_is_dumped_before_anything_else_uses_its_model() -> None:
    code = """
from mwaa_tf.config import Network, Owner, Sharing
owner = Owner(account_id="111111111111", sharing=Sharing.model_construct(), network=Network.model_construct())
result = owner.model_dump()
"""

    assert result_of(code) == {"account_id": "111111111111", "sharing": {}, "network": {}}


def test_copies_equal_what_was_copied() -> None:
    code = f"""{_DATA}
import copy, pickle
from mwaa_tf.config import Deployment
deployment = Deployment.model_validate(data)
copies = [copy.deepcopy(deployment), pickle.loads(pickle.dumps(deployment)), deployment.model_copy(deep=True)]
result = [each == deployment for each in copies]
"""

    assert result_of(code) == [True, True, True]


def test_threads_that_use_models_for_the_first_time_together_get_the_same() -> None:
    code = f"""{_DATA}
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from mwaa_tf.config import Deployment
sys.setswitchinterval(1e-6)
together = Barrier(8)
def validate(_):
    together.wait()
    return Deployment.model_validate(data)
with ThreadPoolExecutor(8) as threads:
    deployments = list(threads.map(validate, range(8)))
result = [each.model_dump() == deployments[0].model_dump() and each == deployments[0] for each in deployments]
"""

    assert result_of(code) == [True] * 8
