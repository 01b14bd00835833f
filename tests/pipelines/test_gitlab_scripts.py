"""The scripts of GitLab's jobs that look for drift: encrypted plans, and one issue for each environment with drift."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.pipelines.engine_files import files_of, with_engine
from tests.review.post.fake_platform import StandIn
from tests.support import REPOSITORY
from tools.parsed_yaml import parsed_yaml
from tools.scale.gitlab import expanded

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick_openssl")]

PLANS = REPOSITORY / "tests/review/plans"
CHANGES, NOTHING = PLANS / "update.json", PLANS / "empty.json"
KEY = "correct horse battery staple"

OWNER = ("0-state", "1-network", *(f"3-endpoints/{key}" for key in ("data-etl", "data-reports", "science-training")),
         "4-access/data-etl")  # fmt: skip
DATA = ("2-environments/data-etl", "2-environments/data-reports")


class Runner:
    """Runs the scripts of one pipeline's jobs, each in a folder of its own, as GitLab's runner does with `sh`."""

    def __init__(self, folder: Path, platform: StandIn) -> None:
        self._folder = folder
        self._platform = platform
        (folder / "bin").mkdir()
        self._program("mwaa_tf", f'PYTHONPATH={REPOSITORY} exec {sys.executable} -m mwaa_tf "$@"')
        files = files_of(with_engine("gitlab"))
        self._jobs = parsed_yaml(expanded(files[".gitlab/mwaa-analytics.yml"]))
        self.number = 20

    def _program(self, name: str, script: str) -> None:
        program = self._folder / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def job(self, name: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a job's script in ``folder``."""
        environ = self._platform.environ(self.number)
        environ = {key: value for key, value in environ.items() if "MERGE_REQUEST" not in key}
        environ |= {"PATH": f"{self._folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self._folder)}
        environ |= {"NO_PROXY": "127.0.0.1", "MWAA_TF_PLAN_KEY": KEY}
        environ |= {**self._jobs[name].get("variables", {}), **variables}
        script = "\n".join(["set -e", *self._jobs[name]["script"]])
        return subprocess.run(
            ["sh", "-c", script], cwd=folder, env=environ, capture_output=True, text=True, check=False
        )

    def scheduled(self, plans: Mapping[str, Path]) -> subprocess.CompletedProcess[str]:
        """A scheduled pipeline whose jobs that plan have ``plans``; what the job of the issues did."""
        folder = self._folder / str(self.number)
        self._encrypt(folder, plans)
        done = self.job("analytics issues", folder)
        self.number += 1
        return done

    def _encrypt(self, folder: Path, plans: Mapping[str, Path]) -> None:
        for account, workspaces in (("owner", OWNER), ("data", DATA)):
            checkout = folder / account
            for workspace in workspaces:
                if workspace in plans:
                    target = checkout / "generated/analytics/.mwaa_tf/plans" / workspace / "plan.json"
                    target.parent.mkdir(parents=True)
                    shutil.copy(plans[workspace], target)
            checkout.mkdir(parents=True, exist_ok=True)
            done = self.job(f"analytics drift {account}", checkout, PATH=self.planning())
            assert done.returncode == 0, done.stderr
            shutil.copytree(checkout / "plans", folder / "plans", dirs_exist_ok=True)

    def planning(self) -> str:
        """The `PATH` of a job whose `mwaa_tf` has planned already."""
        folder = self._folder / "planned"
        folder.mkdir(exist_ok=True)
        (folder / "mwaa_tf").write_text('#!/bin/sh\necho "$@" > "$HOME/arguments"\nexit "${PLAN_EXIT:-0}"\n')
        (folder / "mwaa_tf").chmod(0o755)
        return f"{folder}:{os.environ['PATH']}"


@pytest.fixture
def platform() -> Iterator[StandIn]:
    with StandIn("gitlab").running() as stand_in:
        yield stand_in


@pytest.fixture
def runner(tmp_path: Path, platform: StandIn) -> Runner:
    return Runner(tmp_path, platform)


def all_plans(changed: Sequence[str] = ()) -> dict[str, Path]:
    return {workspace: CHANGES if workspace in changed else NOTHING for workspace in (*OWNER, *DATA)}


def succeeded(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_plan_leaves_its_job_encrypted_whether_others_failed_or_not(runner: Runner, tmp_path: Path) -> None:
    plan = tmp_path / "job/generated/analytics/.mwaa_tf/plans/2-environments/data-etl/plan.json"
    plan.parent.mkdir(parents=True)
    shutil.copy(PLANS / "sensitive.json", plan)

    done = runner.job("analytics drift data", tmp_path / "job", PATH=runner.planning(), PLAN_EXIT="1")

    assert done.returncode == 1
    arguments = (tmp_path / "arguments").read_text()
    assert arguments == f"plan {' '.join(DATA)} --report drift/data.json --report drift/data.xml\n"
    (encrypted,) = [path for path in (tmp_path / "job/plans").rglob("*") if path.is_file()]
    assert encrypted == tmp_path / "job/plans/2-environments/data-etl/plan.json.enc"
    assert encrypted.read_bytes().startswith(b"Salted__")
    assert b"resource_changes" not in encrypted.read_bytes()


def test_without_the_key_nothing_is_planned(runner: Runner, tmp_path: Path) -> None:
    done = runner.job("analytics drift data", tmp_path, PATH=runner.planning(), MWAA_TF_PLAN_KEY="")

    assert (done.returncode, "MWAA_TF_PLAN_KEY" in done.stdout) == (1, True)
    assert not (tmp_path / "arguments").exists()


def test_drift_opens_one_issue_for_an_environment_and_none_for_the_others(runner: Runner, platform: StandIn) -> None:
    succeeded(runner.scheduled(all_plans(["2-environments/data-etl", "3-endpoints/data-etl"])))

    ((title, body),) = platform.open_issues().items()
    assert title == "Drift: analytics data-etl"
    assert "2-environments/data-etl" in body
    assert "3-endpoints/data-etl" in body
    assert "Found by https://gitlab.example/acme/infra/-/pipelines/20." in body
    assert platform.issues[0]["labels"] == ["mwaa-drift"]


def test_the_issue_is_updated_and_then_closed(runner: Runner, platform: StandIn) -> None:
    succeeded(runner.scheduled(all_plans(["2-environments/data-etl"])))
    succeeded(runner.scheduled(all_plans(["2-environments/data-etl", "4-access/data-etl"])))

    (body,) = platform.open_issues().values()
    assert "2 to update in 3 workspaces" in body

    succeeded(runner.scheduled(all_plans()))

    assert platform.open_issues() == {}
    assert len(platform.issues) == 1
    assert platform.issues[0]["comments_of_test"] == [
        "No drift any more: https://gitlab.example/acme/infra/-/pipelines/22"
    ]


def test_an_issue_stays_open_while_a_workspace_was_not_planned(runner: Runner, platform: StandIn) -> None:
    succeeded(runner.scheduled({"2-environments/data-etl": CHANGES}))
    succeeded(runner.scheduled({"2-environments/data-etl": NOTHING}))

    assert list(platform.open_issues()) == ["Drift: analytics data-etl"]


def test_an_environment_without_a_plan_keeps_its_issue_as_it_is(runner: Runner, platform: StandIn) -> None:
    succeeded(runner.scheduled({"2-environments/data-etl": CHANGES}))
    before = json.dumps(platform.issues)

    succeeded(runner.scheduled({"1-network": NOTHING}))

    assert json.dumps(platform.issues) == before


def test_drift_of_the_network_has_an_issue_of_its_own(runner: Runner, platform: StandIn) -> None:
    succeeded(runner.scheduled(all_plans(["1-network"])))

    assert list(platform.open_issues()) == ["Drift: analytics network"]


def test_an_unreadable_plan_fails_the_job_and_no_other_issue(runner: Runner, platform: StandIn, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")

    done = runner.scheduled({"1-network": broken, "2-environments/data-etl": CHANGES})

    assert done.returncode == 1
    assert list(platform.open_issues()) == ["Drift: analytics data-etl"]
