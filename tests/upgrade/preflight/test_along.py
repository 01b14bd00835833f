"""What the last step takes along is what the requested version finds."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.doctor import Target, targets_of
from mwaa_tf.mwaa.code import constraints_address
from mwaa_tf.upgrade.preflight import Preflight, preflight
from mwaa_tf.upgrade.preflight.along import view_along
from tests.doctor.code_views import archive
from tests.support import DATA, deployment
from tests.upgrade.preflight.views import gaps, problems, view_of

_FILE = {"path": "requirements.txt", "source": "ours.txt"}


def target(**settings: Any) -> Target:
    participant = {"name": "data", "account_id": DATA, "environments": [{"name": "etl", **settings}]}
    (found,) = targets_of(deployment(participants=[participant]))
    return found


def examined(
    names: Collection[str], arguments: Mapping[str, Any], folder: Path, version: str = "2.11.2", **changes: Any
) -> Preflight:
    settings = changes.pop("settings", {"requirements": _FILE})
    view = replace(view_of(version, **changes), target=target(**settings))
    return preflight(view, "3.3.1", along=view_along(view, names, arguments, folder))


def test_the_file_that_goes_along_is_examined_for_the_last_step_and_the_running_one_before(tmp_path: Path) -> None:
    running = f"--constraint {constraints_address('2.11.2', '3.12')}\nboto3\n"
    (tmp_path / "ours.txt").write_text(f"--constraint {constraints_address('3.3.1', '3.12')}\nboto3\n")
    parts = {"requirements": running}

    alone = examined((), {}, tmp_path, "2.10.3", parts=parts)
    along = examined({"RequirementsS3ObjectVersion"}, {}, tmp_path, "2.10.3", parts=parts)

    assert len(problems("upgrade.requirements-constraint", alone)) == 1
    assert [file.airflow for file in alone.requirements] == ["3.3.1"]
    assert problems("upgrade.requirements-constraint", along) == []
    assert along.requirements == ()


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"requirements": _FILE}, "ours.txt cannot be read: No such file or directory"),
        (
            {
                "requirements": {"path": "r.txt", "object_version": "latest"},
                "source_bucket": {"arn": "arn:aws:s3:::airflow-dags"},
            },
            "goes along with the version",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_not_checkable(settings: dict[str, Any], reason: str, tmp_path: Path) -> None:
    parts = {"requirements": "pandas\n"}
    result = examined({"RequirementsS3Path"}, {}, tmp_path, settings=settings, parts=parts)

    (message,) = gaps("upgrade.requirements-constraint", result)
    assert reason in message
    assert result.requirements == ()


def test_options_that_go_along_have_the_names_of_the_version(tmp_path: Path) -> None:
    running = {"webserver.expose_config": "True"}

    alone = examined((), {}, tmp_path, options=running)
    along = examined(
        {"AirflowConfigurationOptions"}, {"AirflowConfigurationOptions": {"api.expose_config": True}}, tmp_path
    )

    assert len(problems("upgrade.options-renamed", alone)) == 1
    assert problems("upgrade.options-renamed", along) == []


def test_a_startup_script_that_goes_along_is_examined(tmp_path: Path) -> None:
    (tmp_path / "start.sh").write_text("airflow db migrate\n")
    settings = {"startup_script": {"path": "startup.sh", "source": "start.sh"}}

    result = examined({"StartupScriptS3ObjectVersion"}, {}, tmp_path, settings=settings)

    assert problems("upgrade.startup-airflow", result)


@pytest.mark.parametrize("name", ["PluginsS3ObjectVersion", "PluginsS3Path", "SourceBucketArn"])
def test_an_archive_that_another_replaces_with_the_step_is_no_obstacle(name: str, tmp_path: Path) -> None:
    running: dict[str, Any] = {
        "plugin_files": {"old.py": "URL = '/api/v1/dags/a'\nfrom airflow.utils.dates import days_ago\ndays_ago(1)\n"},
        "parts": {"plugins": archive("package-1.0-cp311-cp311-linux_x86_64.whl")},
    }
    checks = ("upgrade.rest-api", "upgrade.plugins-removed", "code.wheels")

    alone = examined((), {}, tmp_path, **running)
    along = examined({name}, {}, tmp_path, **running)

    assert [len(problems(check, alone)) for check in checks] == [1, 1, 1]
    assert [problems(check, along) for check in checks] == [[], [], []]
    for check in checks:
        (told,) = gaps(check, along)
        assert "goes along with the version" in told


@pytest.mark.parametrize("name", ["DagS3Path", "SourceBucketArn"])
def test_dag_files_of_another_folder_are_not_those_that_run_now(name: str, tmp_path: Path) -> None:
    running: dict[str, Any] = {
        "parts": {"dags": {"etl.py": "URL = '/api/v1/dags/a'\ntask(schedule_interval=1)\nfrom airflow import (\n"}}
    }
    checks = ("upgrade.rest-api", "upgrade.dags-removed", "code.dag-syntax")

    along = examined({name}, {}, tmp_path, **running)

    told = "another DAG folder goes along with the version, which was not read"
    assert [(problems(check, along), told in gaps(check, along)) for check in checks] == [([], True)] * 3


def test_the_way_back_to_2_meets_what_runs_in_its_first_step(tmp_path: Path) -> None:
    """What goes along, goes along with the last one."""
    view = view_of("3.3.1", plugin_files={"new.py": "URL = '/api/v2/dags/a'\n"})
    later = view_along(view, {"PluginsS3ObjectVersion"}, {}, tmp_path)

    result = preflight(view, "2.10.3", along=later)

    assert problems("upgrade.rest-api", result) == [
        "Airflow 2.10.3 serves /api/v1, and not /api/v2/dags: plugins.zip/new.py, line 1."
    ]


def test_a_pipe_is_not_waited_for_and_a_large_file_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ours.txt")
    (piped,) = gaps("upgrade.requirements-constraint", examined({"RequirementsS3Path"}, {}, tmp_path))
    (tmp_path / "ours.txt").unlink()
    (tmp_path / "ours.txt").write_bytes(b"#" * (2**20 + 1))
    (large,) = gaps("upgrade.requirements-constraint", examined({"RequirementsS3Path"}, {}, tmp_path))

    assert "ours.txt is not a plain file" in piped
    assert "ours.txt is larger than 1 MiB" in large
