"""The scripts of the workflows' last jobs: one review of all plans, and one issue for each environment with drift."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipelines.github_repository import CONFIG, GH, commit, context
from tests.pipelines.github_runner import FinishedJob, Runner
from tests.review.post.fake_platform import StandIn
from tests.support import REPOSITORY, run

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick_openssl")]

PLANS = REPOSITORY / "tests/review/plans"
#: As the jobs that plan encrypt.
OPENSSL = "openssl enc -aes-256-cbc -pbkdf2 -iter 600000"
KEY = "correct horse battery staple"

CHANGES, NOTHING = PLANS / "update.json", PLANS / "empty.json"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    (folder / "mwaa.yaml").write_text(CONFIG)
    assert run("render", cwd=folder).returncode == 0
    commit(folder, "Add the deployment")
    return folder


@pytest.fixture
def issues(tmp_path: Path) -> Path:
    return tmp_path / "issues.json"


@pytest.fixture
def platform() -> Iterator[StandIn]:
    with StandIn("github").running() as stand_in:
        yield stand_in


@pytest.fixture
def runner(tmp_path: Path, repository: Path, issues: Path, platform: StandIn) -> Runner:
    variables = {name: value for name, value in platform.environ().items() if name != "GITHUB_TOKEN"}
    return Runner(
        repository,
        tmp_path / "runner",
        context=context(KEY),
        variables={**variables, "ISSUES": str(issues)},
        programs={"gh": GH},
    )


def encrypted(folder: Path, name: str, plans: dict[str, Path]) -> Path:
    """What a job uploads that has made ``plans``."""
    for workspace, file in plans.items():
        (folder / name / workspace).mkdir(parents=True)
        shutil.copy(file, folder / name / workspace / "plan.json")
    (folder / name).mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.enc"
    script = f'find . -name "*.json" | tar -c -T - | {OPENSSL} -pass env:KEY -out "$0"'
    environ = {"KEY": KEY, "PATH": os.environ["PATH"]}
    subprocess.run(["bash", "-c", script, target], cwd=folder / name, env=environ, check=True)
    return target


def artifacts(folder: Path, owner: dict[str, Path], data: dict[str, Path]) -> dict[str, Path]:
    folder.mkdir()
    return {
        "plans-owner": encrypted(folder, "owner", owner),
        "plans-data": encrypted(folder, "data", data),
    }


def open_issues(issues: Path) -> dict[str, str]:
    return {issue["title"]: issue["body"] for issue in json.loads(issues.read_text()) if issue["open"]}


def looked_for_drift(runner: Runner, folder: Path, owner: dict[str, Path], data: dict[str, Path]) -> FinishedJob:
    job = runner.run_job("mwaa-platform-drift.yml", "issues", artifacts(folder, owner, data))
    assert job.result == "success", job.log
    return job


def test_a_plan_job_leaves_no_plan_in_plain_text(tmp_path: Path) -> None:
    file = encrypted(tmp_path, "data", {"2-environments/data-etl": PLANS / "sensitive.json"})

    assert file.read_bytes().startswith(b"Salted__")
    assert b"resource_changes" not in file.read_bytes()


def test_one_comment_reviews_the_plans_of_all_accounts(runner: Runner, platform: StandIn, tmp_path: Path) -> None:
    made = artifacts(tmp_path / "a", {"1-network": NOTHING}, {"2-environments/data-etl": CHANGES})

    job = runner.run_job("mwaa-platform-plan.yml", "review", made)

    assert job.result == "success", job.log
    (comment,) = platform.bodies()
    assert "1-network" in comment
    assert "2-environments/data-etl" in comment
    assert "incomplete" not in comment


def test_a_review_without_the_plans_of_a_failed_job_says_so_and_fails(
    runner: Runner, platform: StandIn, tmp_path: Path
) -> None:
    made = artifacts(tmp_path / "a", {"1-network": NOTHING}, {})

    job = runner.run_job("mwaa-platform-plan.yml", "review", made, {"check": "success", "plan": "failure"})

    assert job.result == "failure"
    (comment,) = platform.bodies()
    assert "(incomplete: a job failed)" in comment


def test_a_review_of_no_plan_succeeds_and_comments_nothing(runner: Runner, platform: StandIn, tmp_path: Path) -> None:
    job = runner.run_job("mwaa-platform-plan.yml", "review", artifacts(tmp_path / "a", {}, {}))

    assert job.result == "success", job.log
    assert platform.bodies() == []


def test_what_waits_for_a_first_apply_is_in_the_comment_and_the_summary(
    runner: Runner, platform: StandIn, tmp_path: Path
) -> None:
    report = {"workspaces": [{"workspace": "2-environments/data-etl", "result": "waiting", "waits_for": ["1-network"]}]}
    made = artifacts(tmp_path / "a", {"1-network": CHANGES}, {})
    (tmp_path / "a/data/report-data.json").write_text(json.dumps({"runs": [report]}))
    made["plans-data"] = encrypted(tmp_path / "a", "data", {})

    job = runner.run_job("mwaa-platform-plan.yml", "review", made)

    assert job.result == "success", job.log
    (comment,) = platform.bodies()
    assert "## Terraform plan of platform (1 waiting for others)" in comment
    assert job.summary.startswith("- `2-environments/data-etl` is planned after `1-network`\n")


def test_drift_opens_one_issue_for_an_environment_and_none_for_the_others(
    runner: Runner, issues: Path, tmp_path: Path
) -> None:
    owner = {"1-network": NOTHING, "3-endpoints/data-etl": CHANGES}

    looked_for_drift(runner, tmp_path / "a", owner, {"2-environments/data-etl": CHANGES})

    ((title, body),) = open_issues(issues).items()
    assert title == "Drift: platform data-etl"
    assert "2-environments/data-etl" in body
    assert "3-endpoints/data-etl" in body
    assert "Found by https://github.example/acme/infra/actions/runs/20." in body


def test_the_issue_is_updated_and_then_closed(runner: Runner, issues: Path, tmp_path: Path) -> None:
    drift = {"2-environments/data-etl": CHANGES}
    owner = {"1-network": NOTHING, "3-endpoints/data-etl": NOTHING}
    looked_for_drift(runner, tmp_path / "a", owner, drift)

    looked_for_drift(runner, tmp_path / "b", {**owner, "3-endpoints/data-etl": CHANGES}, drift)

    (body,) = open_issues(issues).values()
    assert "in 2 workspaces" in body

    looked_for_drift(runner, tmp_path / "c", owner, {"2-environments/data-etl": NOTHING})

    assert open_issues(issues) == {}
    assert len(json.loads(issues.read_text())) == 1


def test_an_issue_stays_open_while_a_workspace_was_not_planned(runner: Runner, issues: Path, tmp_path: Path) -> None:
    looked_for_drift(runner, tmp_path / "a", {}, {"2-environments/data-etl": CHANGES})

    looked_for_drift(runner, tmp_path / "b", {}, {"2-environments/data-etl": NOTHING})

    assert list(open_issues(issues)) == ["Drift: platform data-etl"]


def test_drift_of_the_network_has_an_issue_of_its_own(runner: Runner, issues: Path, tmp_path: Path) -> None:
    looked_for_drift(runner, tmp_path / "a", {"1-network": CHANGES}, {})

    assert list(open_issues(issues)) == ["Drift: platform network"]


def test_an_unreadable_plan_fails_the_job(runner: Runner, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")

    job = runner.run_job("mwaa-platform-drift.yml", "issues", artifacts(tmp_path / "a", {"1-network": broken}, {}))

    assert job.result == "failure", job.log
