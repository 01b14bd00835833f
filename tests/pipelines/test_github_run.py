"""The workflows of GitHub, really run: each job in a clone of its own, with the keys of one account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf import load
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.existing import create_everything
from mwaa_tf.rehearsal.prepare.organization import local_aws_for
from mwaa_tf.terraform import Terraform
from tests.pipelines.github_repository import CONFIG, GH, TWO_TEAMS, commit, context
from tests.pipelines.github_runner import FinishedJob, Runner, logs
from tests.review.post.fake_platform import StandIn
from tests.support import DATA, OWNER, run

pytestmark = pytest.mark.long

APPLY_ORDER = [
    "network 1-network",
    "environments data-etl",
    "endpoints data-etl",
    "available data-etl",
]


@pytest.fixture
def configuration() -> str:
    return CONFIG


@pytest.fixture
def repository(tmp_path: Path, configuration: str) -> Path:
    """A repository with the configuration and everything that is rendered, as a team commits them."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "mwaa.yaml").write_text(configuration)
    assert run("render", cwd=folder).returncode == 0
    commit(folder, "Add the deployment")
    return folder


@pytest.fixture
def aws(repository: Path) -> Iterator[LocalAws]:
    deployment = load(repository / "mwaa.yaml")
    with local_aws_for(deployment) as local:
        create_everything(local, deployment)
        yield local


@pytest.fixture
def platform() -> Iterator[StandIn]:
    with StandIn("github").running() as stand_in:
        yield stand_in


@pytest.fixture
def runner(tmp_path: Path, repository: Path, aws: LocalAws, platform: StandIn, terraform: Terraform) -> Runner:
    del terraform  # its provider is what the jobs find
    return Runner(
        repository,
        tmp_path / "runner",
        aws,
        context=context("correct horse battery staple"),
        variables={
            **{name: value for name, value in platform.environ().items() if name != "GITHUB_TOKEN"},
            "ISSUES": str(tmp_path / "issues.json"),
        },
        programs={"gh": GH},
    )


def results(jobs: list[FinishedJob]) -> dict[str, str]:
    return {job.name: job.result for job in jobs}


def status(aws: LocalAws) -> str:
    environment = aws.client("mwaa", DATA).get_environment(Name="platform-data-etl")["Environment"]
    return str(environment["Status"])


def test_a_merge_ends_with_available_environments_and_the_next_run_plans_nothing(
    runner: Runner, aws: LocalAws, platform: StandIn
) -> None:
    first = runner.run("mwaa-platform-apply.yml")

    assert list(results(first).items()) == [(name, "success") for name in APPLY_ORDER], logs(first)
    assert status(aws) == "AVAILABLE"
    assert set(runner.installed) == {"install --quiet --disable-pip-version-check mwaa_tf==1.0"}

    second = runner.run("mwaa-platform-apply.yml")
    calls = len(aws.record)
    planned = runner.run("mwaa-platform-plan.yml")

    assert set(results(second).values()) == {"success"}, logs(second)
    for job in second:
        assert "planned, nothing to do" in job.log, logs(second)
    assert set(results(planned).values()) == {"success"}, logs(planned)
    assert [call for call in aws.record.since(calls) if call.mutating and call.service != "sts"] == []
    (comment,) = platform.bodies()
    assert "**no changes in 3 workspaces**" in comment


@pytest.mark.parametrize("configuration", [TWO_TEAMS], ids=["two-teams"])
def test_a_deployment_lives_from_its_first_pull_request_to_drift(
    runner: Runner, aws: LocalAws, platform: StandIn, tmp_path: Path
) -> None:
    proposed = runner.run("mwaa-platform-plan.yml")

    assert set(results(proposed).values()) == {"success"}, logs(proposed)
    (comment,) = platform.bodies()
    assert "(4 waiting for others)" in comment
    assert "1-network" in comment

    applied = runner.run("mwaa-platform-apply.yml")

    assert set(results(applied).values()) == {"success"}, logs(applied)
    assert status(aws) == "AVAILABLE"

    (vpc,) = aws.client("ec2", OWNER).describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["platform"]}])["Vpcs"]
    aws.client("ec2", OWNER).create_tags(Resources=[vpc["VpcId"]], Tags=[{"Key": "Name", "Value": "mine"}])
    searched = runner.run("mwaa-platform-drift.yml")

    assert set(results(searched).values()) == {"success"}, logs(searched)
    assert open_issues(tmp_path) == ["Drift: platform network"]

    repaired = [*runner.run("mwaa-platform-apply.yml"), *runner.run("mwaa-platform-drift.yml")]

    assert set(results(repaired).values()) == {"success"}, logs(repaired)
    assert open_issues(tmp_path) == []


def open_issues(folder: Path) -> list[str]:
    return [issue["title"] for issue in json.loads((folder / "issues.json").read_text()) if issue["open"]]
