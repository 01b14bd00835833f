"""GitLab's pipeline really runs, with gitlab-ci-local, its shell executor and the local AWS.

A merge request is planned and its review posted, the merge is applied until the environment is AVAILABLE, a second plan
is empty, and drift has an issue for as long as it is there. States are in S3, and each job that calls AWS has an
identity of its own, with a token of OpenID Connect.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mwaa_tf import Deployment
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.identities import create_role
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from tests.review.post.fake_platform import StandIn
from tests.support import DATA, OWNER, REPOSITORY, deployment, run

TOOL = REPOSITORY / "tools" / "gitlab_ci_local"
PROGRAM = TOOL / "node_modules" / "gitlab-ci-local" / "dist" / "index.js"

CONFIGURATION = f"""\
name: analytics
region: us-east-1
state: {{ backend: s3, bucket: acme-states }}
owner: {{ account_id: "{OWNER}" }}
participants:
  - name: data
    account_id: "{DATA}"
    environments: [{{ name: etl }}]
pipelines:
  gitlab: {{ install: mwaa_tf==1.0, fail_on: ["risk:high"] }}
"""

#: Never read: the local AWS takes any token.
TOKEN = "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmVk"

pytestmark = [pytest.mark.long, pytest.mark.terraform]


def described() -> Deployment:
    """The deployment of the configuration."""
    return deployment(
        state={"backend": "s3", "bucket": "acme-states"},
        pipelines={"gitlab": {"install": "mwaa_tf==1.0", "fail_on": ["risk:high"]}},
    )


class Project:
    """A project of GitLab: a repository, its remote, and runners that have mwaa_tf."""

    def __init__(self, folder: Path, local: LocalAws, platform: StandIn) -> None:
        self.platform = platform
        self.folder = folder / "project"
        self.folder.mkdir()
        self._remote = folder / "remote.git"
        programs = folder / "bin"
        programs.mkdir()
        program = programs / "mwaa_tf"
        program.write_text(f'#!/bin/sh\nPYTHONPATH={REPOSITORY} exec {sys.executable} -m mwaa_tf "$@"\n')
        program.chmod(0o755)
        # Everything of a client but its keys: a job has no identity except for the one that it assumes.
        client = local.environment(OWNER, os.environ)
        self._environ = {
            name: value
            for name, value in client.items()
            if name not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_CONFIG_FILE")
        } | {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(folder),
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_ENDPOINT_URL_STS": local.endpoint,
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    def git(self, *arguments: str) -> str:
        """Run git in the project."""
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout.strip()

    def create(self, files: Mapping[str, str]) -> None:
        """Commit ``files`` and what is rendered from them to the branch main, and push it."""
        for name, text in files.items():
            (self.folder / name).write_text(text)
        rendered = run("render", cwd=self.folder)
        assert rendered.returncode == 0, rendered.stderr
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=first")
        subprocess.run(["git", "clone", "--quiet", "--bare", self.folder, self._remote], check=True)
        self.git("remote", "add", "origin", str(self._remote))
        self.git("fetch", "--quiet")
        self.git("remote", "set-head", "origin", "main")

    def pipeline(self, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a pipeline with the predefined ``variables``."""
        node = ["node", "--import", str(TOOL / "node20.mjs"), str(PROGRAM)]
        options = ["--force-shell-executor", "--shell-isolation", "--no-color", "--concurrency=2"]
        # With a matrix, it takes the paths of the first job for those of all.
        options += ["--no-evaluate-rule-changes"]
        secrets = {"AWS_ID_TOKEN": TOKEN, "MWAA_TF_PLAN_KEY": "a key that only jobs know"}
        given = [f"--variable={name}={value}" for name, value in {**secrets, **variables}.items()]
        shutil.rmtree(self.folder / ".gitlab-ci-local", ignore_errors=True)
        command = [*node, *options, *given]
        return subprocess.run(
            command, cwd=self.folder, env=self._environ, capture_output=True, text=True, check=False, timeout=900
        )

    def merge_request(self) -> subprocess.CompletedProcess[str]:
        """Run the pipeline of merge request 5."""
        platform = self.platform.environ(CI_PIPELINE_SOURCE="merge_request_event")
        return self.pipeline(
            CI_COMMIT_BRANCH="", CI_MERGE_REQUEST_DIFF_BASE_SHA=self.git("rev-parse", "HEAD"), **platform
        )

    def scheduled(self, number: int) -> subprocess.CompletedProcess[str]:
        """Run the scheduled pipeline of that number."""
        platform = self.platform.environ(number, CI_PIPELINE_SOURCE="schedule")
        return self.pipeline(**{name: value for name, value in platform.items() if "MERGE_REQUEST" not in name})


@pytest.fixture
def local() -> Iterator[LocalAws]:
    """A local AWS with the bucket of states, and with the roles of jobs in both accounts."""
    with local_aws_for(described()) as running:
        prepare_for(running, described())
        for account_id in (OWNER, DATA):
            for role in ("terraform-plan", "terraform-apply"):
                create_role(running, f"arn:aws:iam::{account_id}:role/{role}")
        yield running


@pytest.fixture
def project(tmp_path: Path, local: LocalAws) -> Iterator[Project]:
    """The project, with the pipeline included."""
    if not PROGRAM.is_file() or shutil.which("node") is None:
        pytest.skip("needs gitlab-ci-local: make gitlab, with Node.js 20 or newer")
    if shutil.which("rsync") is None:
        pytest.skip("gitlab-ci-local needs rsync: apt-get install rsync")
    with StandIn("gitlab").running() as platform:
        created = Project(tmp_path, local, platform)
        created.create(
            {"mwaa.yaml": CONFIGURATION, ".gitlab-ci.yml": "include: [{ local: .gitlab/mwaa-analytics.yml }]\n"}
        )
        yield created


def statuses(result: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """The jobs of a pipeline, in the order in which they ended, with what became of them."""
    lines = re.findall(r"^ (PASS|FAIL|WARN)  (analytics .*?) *$", result.stdout, re.MULTILINE)
    return {name: status for status, name in lines}


def roles_since(local: LocalAws, number: int) -> set[tuple[str, str]]:
    """The accounts and roles that anything but the test has called AWS with, after that many calls."""
    arns = [call.principal for call in local.record.since(number) if ":role/" in call.principal]
    return {(arn.split(":")[4], arn.rpartition("/")[2]) for arn in arns}


def test_a_merge_request_is_planned_and_its_merge_applied(project: Project, local: LocalAws) -> None:
    """First run, merge, drift, and a second merge request."""
    first = project.merge_request()
    assert first.returncode == 0, first.stdout + first.stderr
    assert set(statuses(first)) == {
        "analytics check",
        "analytics plan owner: [1-network]",
        "analytics plan owner: [3-endpoints/data-etl]",
        "analytics plan data: [2-environments/data-etl]",
        "analytics review",
    }
    assert "2-environments/data-etl: waits until 1-network is applied" in first.stdout
    (note,) = project.platform.bodies()
    assert "Plan of analytics (2 waiting for others)" in note
    assert "1-network" in note
    assert roles_since(local, 0) == {(OWNER, "terraform-plan"), (DATA, "terraform-plan")}
    assert not local.client("mwaa", DATA).list_environments()["Environments"]

    before_the_merge = len(local.record)
    merged = project.pipeline()
    assert merged.returncode == 0, merged.stdout + merged.stderr
    assert list(statuses(merged)) == [
        "analytics network",
        "analytics environments data: [data-etl]",
        "analytics endpoints data: [data-etl]",
        "analytics available data: [data-etl]",
    ]
    environment = local.client("mwaa", DATA).get_environment(Name="analytics-data-etl")["Environment"]
    assert environment["Status"] == "AVAILABLE"
    # The tasks of the environment have its execution role.
    roles = {role for role in roles_since(local, before_the_merge) if role[1].startswith("terraform")}
    assert roles == {(OWNER, "terraform-apply"), (DATA, "terraform-apply")}

    drift_has_an_issue_until_it_is_repaired(project, local)

    second = project.merge_request()
    assert second.returncode == 0, second.stdout + second.stderr
    (note,) = project.platform.bodies()
    assert "no changes" in note, note


def drift_has_an_issue_until_it_is_repaired(project: Project, local: LocalAws) -> None:
    """Scheduled pipelines: nothing differs, a tag is added outside Terraform, another one, and both are removed."""
    succeeded(project.scheduled(20))
    assert project.platform.issues == []

    mwaa = local.client("mwaa", DATA)
    arn = mwaa.get_environment(Name="analytics-data-etl")["Environment"]["Arn"]
    mwaa.tag_resource(ResourceArn=arn, Tags={"planted": "by hand"})
    before = len(local.record)
    succeeded(project.scheduled(21))
    assert roles_since(local, before) == {(OWNER, "terraform-plan"), (DATA, "terraform-plan")}
    ((title, first),) = project.platform.open_issues().items()
    assert title == "Drift: analytics data-etl"
    assert "planted" in first
    assert "pipelines/21" in first

    mwaa.tag_resource(ResourceArn=arn, Tags={"another": "by hand"})
    succeeded(project.scheduled(22))
    (second,) = project.platform.open_issues().values()
    assert "another" in second
    assert "pipelines/22" in second

    mwaa.untag_resource(ResourceArn=arn, tagKeys=["planted", "another"])
    succeeded(project.scheduled(23))
    (issue,) = project.platform.issues
    assert issue["state"] == "closed"
    assert issue["comments_of_test"][-1].endswith("pipelines/23")


def succeeded(drift: subprocess.CompletedProcess[str]) -> None:
    """Whether a scheduled pipeline planned both accounts and wrote the issues."""
    assert drift.returncode == 0, drift.stdout + drift.stderr
    assert set(statuses(drift)) == {"analytics drift owner", "analytics drift data", "analytics issues"}
