"""Upgrades that fail, go back, or are killed at any step: the environment, the configuration and the plans agree."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rehearsal.operated import Operated, operated
from tests.support import DATA
from tests.upgrade.test_rehearsed import (
    NAME,
    REQUIREMENTS,
    assert_nothing_is_left_to_do,
    calls,
    config,
    configured,
    environment,
)

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.terraform]

#: The version that is there when a call to another one begins: two steps away from each other, both ways.
OLD, NEW = "2.10.3", "3.3.1"

#: The last line that a call prints before it is killed.
KILLED_AFTER = (
    "Step 1 of 2",
    f"{NAME} is UPDATING",
    f"{NAME} is AVAILABLE",
    "airflow_version of data-etl is 2.11.2",
    "2-environments/data-etl: refreshed",
    "Step 2 of 2",
    "airflow_version of data-etl is (3.3.1|2.10.3)",
    "Stage 2: planning",
)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    """A deployment that is applied, with Airflow 2.10.3; the tests of this file go on from each other's version."""
    folder: Path = tmp_path_factory.mktemp("upgrades")
    (folder / "requirements.txt").write_text(REQUIREMENTS)
    with operated(folder, config()) as started:
        done = started.call("apply", "--yes")
        assert done.returncode == 0, done.stdout + done.stderr
        yield started


def test_a_step_that_aws_takes_back_leaves_no_difference(deployed: Operated) -> None:
    mwaa, s3 = deployed.local.client("mwaa", DATA), deployed.local.client("s3", DATA)
    before = environment(deployed)
    bucket = before["SourceBucketArn"].rpartition(":")[2]
    # A file that the environment was told, and that is deleted: MWAA only finds out when it begins with a version.
    lost = s3.put_object(Bucket=bucket, Key="requirements.txt", Body=b"pandas")["VersionId"]
    tell_requirements(mwaa, lost)
    s3.delete_object(Bucket=bucket, Key="requirements.txt", VersionId=lost)
    text, planned = (deployed.folder / "mwaa.yaml").read_bytes(), plan(deployed)

    refused = deployed.call("upgrade", "data-etl", "--to", NEW, "--yes")
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert lost in refused.stdout
    assert "The preflight has 1 failure" in refused.stderr
    assert environment(deployed)["AirflowVersion"] == "2.10.3"

    failed = deployed.call("upgrade", "data-etl", "--to", NEW, "--yes", "--ignore-obstacles")

    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert f"{NAME} is ROLLING_BACK" in failed.stderr
    assert "2.10.3 to 2.11.2: FAILED after" in failed.stdout
    assert f"AWS rolled the update back, and {NAME} runs 2.10.3 as before: INCORRECT_CONFIGURATION" in failed.stdout
    assert lost in failed.stdout
    # It took no harm, and takes the next update.
    assert (environment(deployed)["AirflowVersion"], environment(deployed)["Status"]) == ("2.10.3", "UPDATE_FAILED")
    assert (deployed.folder / "mwaa.yaml").read_bytes() == text
    assert plan(deployed) == planned

    # An update that mwaa_tf did not make ends in AVAILABLE, which the state learns by the next call.
    tell_requirements(mwaa, before["RequirementsS3ObjectVersion"])
    completed = deployed.call("upgrade", "data-etl", "--to", OLD, "--yes")
    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert_nothing_is_left_to_do(deployed)


def test_up_to_3_and_back_to_2_11_keeps_the_environment(deployed: Operated) -> None:
    before = environment(deployed)
    creations = len(calls(deployed, "CreateEnvironment"))

    for version in (NEW, "2.11.2"):
        done = deployed.call("upgrade", "data-etl", "--to", version, "--yes", "--worker-replacement", "graceful")
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{NAME} runs Airflow {version}; configuration, state and plans agree" in done.stdout
        assert configured(deployed) == version
        assert environment(deployed)["LastUpdate"]["WorkerReplacementStrategy"] == "GRACEFUL"
        assert_nothing_is_left_to_do(deployed)

    after = environment(deployed)
    assert (after["Arn"], after["CreatedAt"]) == (before["Arn"], before["CreatedAt"])
    assert len(calls(deployed, "CreateEnvironment")) == creations
    assert not calls(deployed, "DeleteEnvironment")


@pytest.mark.parametrize("line", KILLED_AFTER)
def test_a_call_that_is_killed_is_completed_by_the_next(deployed: Operated, line: str) -> None:
    before = environment(deployed)
    start = configured(deployed)
    target = OLD if start == NEW else NEW
    if start == "2.11.2":  # where the tests above have left it
        assert deployed.call("upgrade", "data-etl", "--to", OLD, "--yes").returncode == 0

    kill_after(deployed, line, "upgrade", "data-etl", "--to", target, "--yes")
    done = deployed.call("upgrade", "data-etl", "--to", target, "--yes")
    if done.returncode and "lock" in done.stdout + done.stderr:  # Terraform, which was left behind, was still at work
        time.sleep(10)
        done = deployed.call("upgrade", "data-etl", "--to", target, "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    after = environment(deployed)
    assert (after["AirflowVersion"], after["Status"]) == (target, "AVAILABLE")
    assert (after["Arn"], after["CreatedAt"]) == (before["Arn"], before["CreatedAt"])
    assert configured(deployed) == target
    assert_nothing_is_left_to_do(deployed)


def tell_requirements(mwaa: Any, version: str) -> None:
    """Have the environment use that version of its requirements, and wait until it does."""
    mwaa.update_environment(Name=NAME, RequirementsS3ObjectVersion=version)
    deadline = time.monotonic() + 120
    while (status := mwaa.get_environment(Name=NAME)["Environment"]["Status"]) != "AVAILABLE":
        assert time.monotonic() < deadline, status
        time.sleep(0.2)


def kill_after(started: Operated, line: str, *arguments: str) -> None:
    """Call a command, and kill it, and not the processes that it started, once it has printed ``line``."""
    output = started.folder / "killed.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "mwaa_tf", *arguments],
            cwd=started.folder,
            env=started.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=file,
        )
        deadline = time.monotonic() + 600
        while not re.search(line, output.read_text()):
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < deadline, output.read_text()
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


def plan(started: Operated) -> dict[str, tuple[object, object]]:
    """The changes that a plan has, also those of outputs, by workspace."""
    done = started.call("plan", "--review", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    return {one["workspace"]: (one["changes"], one["outputs"]) for one in json.loads(done.stdout)["workspaces"]}
