"""plugins.zip and the startup script under another version."""

from __future__ import annotations

import pytest

from mwaa_tf.upgrade.preflight import Preflight
from tests.doctor.code_views import archive
from tests.upgrade.preflight.views import problems, upgraded

PLUGIN = "from airflow.plugins_manager import AirflowPlugin\n\n\nclass Acme(AirflowPlugin):\n    name = 'acme'\n"


def with_plugin(line: str, version: str = "2.11.2", to: str = "3.3.1") -> Preflight:
    return upgraded(version, to, plugin_files={"acme.py": f"{PLUGIN}    {line}\n"})


@pytest.mark.parametrize("name", ["flask_blueprints", "appbuilder_views", "appbuilder_menu_items"])
def test_pages_of_a_plugin_are_named(name: str) -> None:
    assert problems("upgrade.plugins-views", with_plugin(f"{name} = [1]")) == [
        f"Airflow 3.3.1 does not show a plugin's {name} by itself: plugins.zip/acme.py, line 6."
    ]
    assert problems("upgrade.plugins-views", with_plugin(f"{name} = []")) == []


def test_pages_of_airflow_3_are_named_on_the_way_back() -> None:
    assert problems("upgrade.plugins-views", with_plugin("fastapi_apps: list = [1]", "3.3.1", "2.11.2")) == [
        "Airflow 2.11.2 does not show a plugin's fastapi_apps by itself: plugins.zip/acme.py, line 6."
    ]


def test_operators_of_a_plugin_are_gone() -> None:
    assert problems("upgrade.plugins-removed", with_plugin("operators = [1]")) == [
        "operators is removed in Airflow 3.0 (AIR301): plugins.zip/acme.py, line 6."
    ]


def test_a_module_that_cannot_be_parsed_is_named() -> None:
    (message,) = problems("upgrade.plugins-syntax", with_plugin("x = ("))

    assert message.startswith("plugins.zip/acme.py, line ")


def test_code_of_a_plugin_is_searched_like_dag_files() -> None:
    assert problems("upgrade.rest-api", with_plugin("url = '/api/v1/pools'")) == [
        "Airflow 3.3.1 serves /api/v2, and not /api/v1/pools: plugins.zip/acme.py, line 6."
    ]


def test_a_wheel_for_the_old_python_is_named_once() -> None:
    result = upgraded("2.10.3", parts={"plugins": archive("numpy-1.26.0-cp311-cp311-manylinux2014_x86_64.whl")})

    assert problems("code.wheels", result) == [
        "numpy-1.26.0-cp311-cp311-manylinux2014_x86_64.whl in plugins.zip is not for Python 3.12."
    ]


def with_script(text: str, version: str = "2.10.3", to: str = "2.11.2") -> Preflight:
    return upgraded(version, to, parts={"script": text})


@pytest.mark.parametrize("line", ["airflow db upgrade", "if airflow db check; then", "x && airflow  users create"])
def test_a_script_that_runs_airflow_is_named(line: str) -> None:
    command = " ".join(line.partition("airflow")[2].split()[:1])

    assert problems("upgrade.startup-airflow", with_script(f"#!/bin/sh\n{line}\n")) == [
        f"startup.sh runs the command airflow {command}: line 2."
    ]


@pytest.mark.parametrize("line", ["# airflow db upgrade", "echo airflow", "cd /usr/local/airflow/dags", "airflow_db x"])
def test_a_script_that_only_names_airflow_is_left_alone(line: str) -> None:
    assert problems("upgrade.startup-airflow", with_script(f"{line}\n")) == []


def test_a_script_with_the_old_python_is_named() -> None:
    text = "pip3.11 install x\nexport P=/usr/local/lib/python3.11/site-packages\npython3.110 -V\n"

    assert problems("upgrade.startup-python", with_script(text)) == [
        "startup.sh names pip3.11, python3.11, and Airflow 2.11.2 runs on Python 3.12: line 1, line 2."
    ]
    assert problems("upgrade.startup-python", with_script(text, "2.9.2", "2.10.3")) == []


def test_variables_for_options_are_read_like_options() -> None:
    text = "export AIRFLOW__WEBSERVER__BASE_URL=x AIRFLOW__CORE__TASK_RUNNER=y AIRFLOW__CORE__PARALLELISM=9\n"

    assert problems("upgrade.startup-options", with_script(text, "2.11.2", "3.3.1")) == [
        "Line 1 of startup.sh sets the option `webserver.base_url`, which is called `api.base_url` in Airflow 3.",
        "Line 1 of startup.sh sets the option `core.task_runner`, which Airflow 3 does not have.",
    ]
