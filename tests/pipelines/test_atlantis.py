"""Atlantis: a model of its scheduler applies the projects in the right order."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import yaml

from mwaa_tf import build_blueprint
from mwaa_tf.pipelines._order import dependencies
from tests.pipelines.engine_files import files_of, thousand, with_engine
from tests.support import REPOSITORY
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
    configuration = yaml.safe_load(
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


def test_the_workflow_of_the_documentation_has_the_name_that_projects_use() -> None:
    """docs/pipelines.md shows the server's part."""
    text = (REPOSITORY / "docs/pipelines.md").read_text("utf-8")
    (block,) = [block for block in re.findall(r"```ya?ml\n(.*?)```", text, re.DOTALL) if "post_workflow_hooks" in block]
    server = yaml.safe_load(block)
    assert {project["workflow"] for project in pull_request().projects.values()} == set(server["workflows"])
