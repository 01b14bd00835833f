"""Atlantis: a model of its scheduler applies the projects in the right order."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import build_blueprint
from mwaa_tf.pipelines._order import dependencies
from tests.pipelines.engine_files import files_of, thousand, with_engine
from tests.support import REPOSITORY
from tools.parsed_yaml import parsed_yaml
from tools.scale.atlantis import PullRequest
from tools.scale.schedule import LimitError

#: The keys of atlantis.yaml (https://www.runatlantis.io/docs/repo-level-atlantis-yaml#reference).
TOP_LEVEL = {"version", "automerge", "autodiscover", "delete_source_branch_on_merge", "parallel_plan", "parallel_apply",
             "abort_on_execution_order_fail", "projects", "workflows", "allowed_regexp_prefixes"}  # fmt: skip
PROJECT = {"name", "branch", "dir", "workspace", "execution_order_group", "delete_source_branch_on_merge", "repo_locks",
           "custom_policy_check", "autoplan", "terraform_distribution", "terraform_version", "plan_requirements",
           "apply_requirements", "import_requirements", "silence_pr_comments", "depends_on", "workflow"}  # fmt: skip

WAITS_FOR = {
    f"analytics/{path}": {f"analytics/{other}" for other in others}
    for path, others in dependencies(build_blueprint(with_engine("atlantis"))).items()
}


def pull_request(**settings: object) -> PullRequest:
    """A pull request that changes everything."""
    return PullRequest.of(files_of(with_engine("atlantis", settings))["atlantis.yaml"])


def rounds(pull: PullRequest) -> int:
    """Comment `atlantis plan` and `atlantis apply` until everything is applied; returns how often."""
    for number in range(1, 20):
        pull.plan(lambda name: WAITS_FOR[name] <= set(pull.applied))
        pull.apply()
        if len(pull.applied) == len(pull.projects):
            return number
    raise AssertionError(f"never applied: {pull.projects.keys() - set(pull.applied)}")


def test_the_file_is_the_reviewed_one(golden: Callable[[str, str], None]) -> None:
    """Read the golden file: it is what a user of Atlantis gets."""
    golden("golden/atlantis.yaml", files_of(with_engine("atlantis"))["atlantis.yaml"].decode())


@pytest.mark.parametrize("order", ["groups", "dependencies"])
def test_atlantis_knows_every_key(order: str) -> None:
    """It refuses a file with any other; there is no published schema."""
    configuration = parsed_yaml(
        files_of(with_engine("atlantis", {"order": order, "apply_requirements": ["approved"]}))["atlantis.yaml"]
    )
    assert configuration.keys() <= TOP_LEVEL
    assert {key for project in configuration["projects"] for key in project} <= PROJECT
    # As `validProjectName` in server/core/config/raw/project.go.
    assert all(re.fullmatch(r"[A-Za-z0-9_.~/-]+", project["name"]) for project in configuration["projects"])


def test_projects_have_groups_or_dependencies_and_never_both() -> None:
    """Together they break `atlantis apply` (runatlantis/atlantis#5791, #6052)."""
    groups, dependent = (
        {key for project in pull_request(order=order).projects.values() for key in project}
        for order in ("groups", "dependencies")
    )
    assert "execution_order_group" in groups
    assert "depends_on" not in groups
    assert "depends_on" in dependent
    assert "execution_order_group" not in dependent


def test_the_model_refuses_both() -> None:
    """What the test above says is what the model says."""
    both = files_of(with_engine("atlantis"))["atlantis.yaml"].replace(
        b"    execution_order_group: 3\n", b"    execution_order_group: 3\n    depends_on: []\n"
    )
    with pytest.raises(LimitError, match="5791"):
        PullRequest.of(both)


@pytest.mark.parametrize("order", ["groups", "dependencies"])
def test_in_a_first_run_no_project_is_applied_before_what_it_reads(order: str) -> None:
    """A stage without inputs has no plan yet, so that a round applies a stage."""
    pull = pull_request(order=order)
    assert rounds(pull) == 5  # states, network, environments, endpoints, access
    for position, name in enumerate(pull.applied):
        assert WAITS_FOR[name] <= set(pull.applied[:position]), name


def test_one_apply_of_everything_keeps_the_order_of_stages() -> None:
    """Where every workspace has been applied before, all have plans."""
    pull = pull_request()
    pull.plan(lambda _: True)
    pull.apply()
    assert len(pull.applied) == len(WAITS_FOR)
    for position, name in enumerate(pull.applied):
        assert WAITS_FOR[name] <= set(pull.applied[:position]), name


@pytest.mark.parametrize("failing", sorted(WAITS_FOR))
@pytest.mark.parametrize("order", ["groups", "dependencies"])
def test_after_a_failure_nothing_that_depends_on_it_is_applied(order: str, failing: str) -> None:
    """Not in the same command."""
    pull = pull_request(order=order)
    pull.plan(lambda _: True)
    pull.apply(failing={failing})
    after = {failing}
    while more := {name for name, others in WAITS_FOR.items() if others & after} - after:
        after |= more
    assert not after & set(pull.applied)


def test_without_parallel_applies_the_flag_would_stop_nothing() -> None:
    """Why the file has `parallel_apply`, which the documentation does not say."""
    contents = files_of(with_engine("atlantis"))["atlantis.yaml"].replace(
        b"parallel_apply: true", b"parallel_apply: false"
    )
    pull = PullRequest.of(contents)
    pull.plan(lambda _: True)
    pull.apply(failing={"analytics/1-network"})
    assert "analytics/2-environments/data-etl" in pull.applied


def test_with_dependencies_a_single_project_is_refused_before_what_it_reads() -> None:
    """Groups count for `atlantis apply` of everything only."""
    for order, applied in (("groups", True), ("dependencies", False)):
        pull = pull_request(order=order)
        pull.plan(lambda _: True)
        assert pull.apply_one("analytics/3-endpoints/data-etl") is applied


def test_a_thousand_environments_are_one_file() -> None:
    """Atlantis documents no limit of projects."""
    pull = PullRequest.of(files_of(thousand("atlantis"))["atlantis.yaml"])
    pull.plan(lambda _: True)
    pull.apply()
    assert len(pull.applied) == 2002


def test_projects_are_planned_again_when_what_they_read_changes() -> None:
    """Paths are relative to the project."""
    project = pull_request().projects["analytics/2-environments/data-reports"]
    assert project["autoplan"]["when_modified"] == [  # type: ignore[index]
        "*.tf",
        ".terraform.lock.hcl",
        "../../1-network/*.tf",
        "../../modules/**/*.tf",
        "../../../../requirements.txt",
    ]


def server() -> dict[str, Any]:
    """The server's part, as docs/pipelines.md shows it."""
    text = (REPOSITORY / "docs/pipelines.md").read_text("utf-8")
    (block,) = [block for block in re.findall(r"```ya?ml\n(.*?)```", text, re.DOTALL) if "post_workflow_hooks" in block]
    return dict(parsed_yaml(block))


def test_the_workflow_of_the_documentation_has_the_name_that_projects_use() -> None:
    """And the server allows projects to use it."""
    assert {project["workflow"] for project in pull_request().projects.values()} == set(server()["workflows"])
    assert server()["repos"][0]["allowed_workflows"] == list(server()["workflows"])


#: A stand-in that records its arguments, and plans everything but what waits.
MWAA_TF = """#!/bin/sh
echo "$PWD: $*" >> "$RECORD"
case "$1 $2" in
"plan 2-environments/waiting") ;;
plan*)
  mkdir -p "generated/analytics/.mwaa_tf/plans/$2"
  echo plan > "generated/analytics/.mwaa_tf/plans/$2/plan.tfplan"
  echo json > "generated/analytics/.mwaa_tf/plans/$2/plan.json" ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Atlantis's clone of the repository."""
    for path in ("1-network", "2-environments/data-etl", "2-environments/waiting"):
        (tmp_path / "clone/generated/analytics" / path).mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", tmp_path / "clone"], check=True)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/mwaa_tf").write_text(MWAA_TF)
    (tmp_path / "bin/mwaa_tf").chmod(0o755)
    return tmp_path / "clone"


def shell(script: str, clone: Path, folder: Path, **variables: str) -> list[str]:
    """Run a step or a hook as Atlantis does, with `sh -c`; returns the calls of mwaa_tf so far."""
    record = clone.parent / "record"
    environ = {**os.environ, "PATH": f"{clone.parent / 'bin'}:{os.environ['PATH']}", "RECORD": str(record), **variables}
    subprocess.run(["sh", "-c", script], cwd=folder, env=environ, check=True)
    return record.read_text().splitlines() if record.exists() else []


@pytest.mark.parametrize(("path", "has_plan"), [("2-environments/data-etl", True), ("2-environments/waiting", False)])
def test_a_plan_step_hands_atlantis_the_plan_if_there_is_one(path: str, has_plan: bool, clone: Path) -> None:
    """What waits has none, so that `atlantis apply` leaves it out; one of an earlier commit does not remain."""
    folder = clone / "generated/analytics" / path
    planfile = folder / "analytics-default.tfplan"
    planfile.write_text("of an earlier commit")
    (step,) = server()["workflows"]["mwaa_tf"]["plan"]["steps"]
    calls = shell(step["run"], clone, folder, PROJECT_NAME=f"analytics/{path}", PLANFILE=str(planfile))
    assert calls == [f"{clone}: plan {path} --review text"]
    assert planfile.exists() is has_plan
    assert not has_plan or planfile.read_text() == "plan\n"


def test_an_apply_step_applies_the_saved_plan(clone: Path) -> None:
    """In the repository's folder, where the configuration is."""
    (step,) = server()["workflows"]["mwaa_tf"]["apply"]["steps"]
    calls = shell(step["run"], clone, clone / "generated/analytics/1-network", PROJECT_NAME="analytics/1-network")
    assert calls == [f"{clone}: apply 1-network --saved --yes"]


def test_the_hook_posts_one_review_of_all_plans(clone: Path) -> None:
    """And nothing without plans."""
    (hook,) = server()["repos"][0]["post_workflow_hooks"]
    variables = {"BASE_REPO_OWNER": "acme", "BASE_REPO_NAME": "airflow", "PULL_NUM": "7", "ATLANTIS_GH_TOKEN": "none"}
    assert shell(hook["run"], clone, clone, **variables) == []
    plans = "generated/analytics/.mwaa_tf/plans"
    for path in ("1-network", "2-environments/data-etl"):
        (clone / plans / path).mkdir(parents=True)
        (clone / plans / path / "plan.json").touch()
    (call,) = shell(hook["run"], clone, clone, **variables)
    named = sorted(argument for argument in call.split() if "=" in argument)
    assert named == [
        f"1-network={plans}/1-network/plan.json",
        f"2-environments/data-etl={plans}/2-environments/data-etl/plan.json",
    ]
    assert call.endswith("--post github --pull-request 7")
