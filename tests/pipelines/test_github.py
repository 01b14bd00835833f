"""Workflows of GitHub: what they hold, what they may, and that they stay within GitHub's limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from mwaa_tf import build_blueprint, load
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.pipelines.github import GitHubPipeline
from mwaa_tf.errors import UsageError
from mwaa_tf.permissions.trust import trusted_pipeline
from mwaa_tf.pipelines import pipeline_files
from mwaa_tf.review.conditions import CONDITIONS
from tests.support import deployment, many
from tests.tools.test_workflows import USES, WORKFLOWS
from tools.parsed_yaml import parsed_yaml
from tools.workflows import audit, check_schema, check_syntax, rendered_workflows

DEPLOYMENTS = Path(__file__).parent / "deployments"
STATE = {"backend": "s3", "bucket": "acme-tfstate"}
GITHUB = {"state": STATE, "pipelines": {"github": {"install": "mwaa_tf==1.0"}}}

#: Of a matrix: jobs; of a workflow file: bytes (GitHub docs, actions/reference/limits).
MAX_JOBS, MAX_BYTES = 256, 500_000

Workflow = dict[str, Any]


def texts(configuration: Deployment, config_file: str = "mwaa.yaml") -> dict[str, str]:
    """The workflows by `plan`, `apply` and `drift`."""
    files = pipeline_files(configuration, build_blueprint(configuration), config_file=config_file)
    return {path.rpartition("-")[2].removesuffix(".yml"): contents.decode() for path, contents in files.items()}


def workflows(configuration: Deployment) -> dict[str, Workflow]:
    return {kind: parsed_yaml(text) for kind, text in texts(configuration).items()}


def several() -> Deployment:
    return load(DEPLOYMENTS / "several-accounts.yaml")


def jobs(workflow: Workflow) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    """Each job of ``workflow`` once for each entry of its matrix."""
    for name, job in workflow["jobs"].items():
        for entry in job.get("strategy", {}).get("matrix", {}).get("include", [{}]):
            yield name, job, entry


def scripts(workflow: Workflow) -> Iterator[str]:
    return (step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step)


@pytest.mark.parametrize("kind", ["plan", "apply", "drift"])
def test_workflows_are_these(kind: str, golden: Callable[[str, str], None]) -> None:
    golden(f"golden/several-accounts-{kind}.yml", texts(several(), "several-accounts.yaml")[kind])


def test_a_small_deployment_has_a_job_for_each_stage(golden: Callable[[str, str], None]) -> None:
    golden("golden/one-account-apply.yml", texts(load(DEPLOYMENTS / "one-account.yaml"))["apply"])


def test_their_own_tools_find_nothing(tmp_path: Path) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    for name, text in rendered_workflows():
        (folder / name).write_text(text)
    files = sorted(folder.iterdir())

    assert len(files) >= 8
    assert audit(tmp_path) == 0
    assert check_syntax(*files) == 0
    assert check_schema(*files) == 0


def test_their_own_tools_find_what_is_wrong(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "apply.yml"
    file.write_text(texts(several())["apply"].replace("matrix.role", "matrix.rule").replace("runs-on", "runs_on"))

    assert check_schema(file) != 0
    assert check_syntax(file) != 0
    found = capfd.readouterr().out
    assert "runs_on" in found
    assert 'property "rule" is not defined' in found


def test_actions_have_the_commits_of_our_own_workflows() -> None:
    pins = {use["action"]: use["commit"] for text in WORKFLOWS.values() for use in USES.finditer(text)}

    for _, text in rendered_workflows():
        for line in re.findall(r"^.*\buses:.*$", text, re.MULTILINE):
            use = USES.fullmatch(line)
            assert use, line
            assert re.fullmatch("[0-9a-f]{40}", use["commit"])
            assert re.fullmatch(r"v\d+\.\d+\.\d+", use["version"] or "")
            assert use["action"] not in pins or pins[use["action"]] == use["commit"]


def test_no_script_has_an_expression() -> None:
    """A value of an event that became text of a script would be run."""
    for _, text in rendered_workflows():
        assert not [script for script in scripts(parsed_yaml(text)) if "${{" in script]


def test_a_file_name_is_never_an_expression() -> None:
    workflow = parsed_yaml(texts(deployment(**GITHUB), "${{ github.token }}'.yaml")["plan"])

    (check,) = (script for script in scripts(workflow) if "mwaa_tf check" in script)
    assert re.findall(r"\$\{\{.*?\}\}", check) == ["${{ '${{' }}"]
    assert "'${{ '${{' }} github.token }}'\"'\"'.yaml'" in check


def test_a_job_may_no_more_than_it_needs() -> None:
    for workflow in workflows(several()).values():
        assert workflow["permissions"] == {}
        for _, job, entry in jobs(workflow):
            writes = {scope for scope, access in job["permissions"].items() if access == "write"}
            takes_role = any("configure-aws-credentials" in step.get("uses", "") for step in job["steps"])
            assert job["permissions"]["contents"] == "read"
            assert ("id-token" in writes) == takes_role == ("role" in entry)
            assert len(writes) <= 1
            assert all(
                step["with"]["persist-credentials"] is False
                for step in job["steps"]
                if "actions/checkout@" in step.get("uses", "")
            )


def test_only_jobs_that_apply_have_a_role_that_applies_and_an_environment() -> None:
    for kind, workflow in workflows(several()).items():
        for name, job, entry in jobs(workflow):
            if "role" not in entry:
                continue
            role = entry["role"].rpartition("/")[2].rpartition("-")[2]
            assert role == ("apply" if kind == "apply" else "plan"), name
            assert ("environment" in job) == ("environment" in entry) == (kind == "apply")


def test_each_job_has_the_identity_of_the_account_of_its_workspaces() -> None:
    configuration = several()
    accounts = {workspace.path: workspace.account.account_id for workspace in build_blueprint(configuration).workspaces}
    planned: dict[str, list[str]] = {"plan": [], "drift": []}
    applied: list[str] = []
    for kind, workflow in workflows(configuration).items():
        for name, job, entry in jobs(workflow):
            if "role" not in entry:
                continue
            paths = entry["workspaces"].split() if kind != "apply" else list(applied_by(job, entry))
            assert {accounts[path] for path in paths} == {entry["role"].split(":")[4]}
            if kind != "apply":
                planned[kind] += paths
            elif name != "available":
                applied += paths

    assert sorted(planned["plan"]) == sorted(planned["drift"]) == sorted(accounts)
    assert sorted(applied) == sorted(accounts)


def applied_by(job: dict[str, Any], entry: dict[str, str]) -> Iterator[str]:
    (prefix,) = re.findall(r"workspaces\[@\](?:/#/([^}]*))?\}", job["steps"][-1]["run"])
    return (prefix + key for key in entry["keys"].split())


def test_the_trust_policies_of_a_rehearsal_fit_the_jobs() -> None:
    """`rehearse --permissions --trust github:acme/airflow --apply-from environment:… --plan-from branch:main`."""
    applies = {entry["environment"] for _, _, entry in jobs(workflows(several())["apply"])}

    trusted = trusted_pipeline(
        "github:acme/airflow", [f"environment:{name}" for name in sorted(applies)], ["branch:release/live"]
    )

    assert trusted.apply_subjects == tuple(
        f"repo:acme/airflow:environment:{name}" for name in ("data team", "live", "sandbox")
    )
    assert trusted.plan_subjects == (
        "repo:acme/airflow:pull_request",
        "repo:acme/airflow:ref:refs/heads/release/live",
    )


def test_a_stage_waits_for_all_before_it() -> None:
    applying = workflows(several())["apply"]["jobs"]
    order = ["state", "network", "environments", "endpoints", "available", "access"]

    assert list(applying) == order
    for index, name in enumerate(order):
        assert applying[name].get("needs", []) == order[:index]


def test_one_environment_that_failed_stops_no_other() -> None:
    applying = workflows(several())["apply"]["jobs"]

    assert all(job["strategy"]["fail-fast"] is False for job in applying.values())
    for name in ("endpoints", "available", "access"):
        assert applying[name]["if"] == (
            "${{ !cancelled() && needs.state.result == 'success' && needs.network.result == 'success' }}"
        )


def test_a_state_is_applied_by_one_job_at_a_time() -> None:
    workflow = workflows(several())["apply"]

    assert workflow["concurrency"] == {"group": "airflow-apply", "cancel-in-progress": False}
    for _, job, entry in jobs(workflow):
        group = job["concurrency"]["group"].replace("${{ matrix.name }}", entry["name"])
        assert job["concurrency"]["cancel-in-progress"] is False
        assert [group] == [f"airflow-{path}" for path in applied_by(job, entry)]


def test_an_environment_that_is_created_by_others_is_not_waited_for() -> None:
    applying = workflows(load(DEPLOYMENTS / "no-drift.yaml"))["apply"]["jobs"]

    assert list(applying) == ["network", "endpoints"]


def test_drift_can_be_off() -> None:
    assert sorted(workflows(load(DEPLOYMENTS / "no-drift.yaml"))) == ["apply", "plan"]


@pytest.mark.parametrize(
    ("participants", "environments"),
    [
        pytest.param(20, 50, id="of-20-teams"),
        pytest.param(1000, 1, id="of-1000-teams"),
        pytest.param(1, 1000, id="of-one"),
    ],
)
def test_a_thousand_environments_stay_within_the_limits(participants: int, environments: int) -> None:
    configuration = many(participants, environments, **GITHUB)
    blueprint = build_blueprint(configuration)
    accounts = {workspace.path: workspace.account.account_id for workspace in blueprint.workspaces}

    rendered = texts(configuration)

    applied: list[str] = []
    for kind, text in rendered.items():
        assert len(text.encode()) <= MAX_BYTES, kind
        workflow = parsed_yaml(text)
        for name, job in workflow["jobs"].items():
            entries = job.get("strategy", {}).get("matrix", {}).get("include", [])
            assert len(entries) <= MAX_JOBS, name
            assert len({entry["name"] for entry in entries}) == len(entries)
        for name, job, entry in jobs(workflow):
            if kind == "apply":
                paths = list(applied_by(job, entry))
                assert {accounts[path] for path in paths} == {entry["role"].split(":")[4]}
                applied += [] if name.startswith("available") else paths
    assert sorted(applied) == sorted(accounts)


def test_a_workflow_that_github_would_not_run_is_refused() -> None:
    with pytest.raises(UsageError, match=r"would have .* bytes, and GitHub runs no workflow of more than 500,000"):
        texts(many(9000, 1, **GITHUB))


def test_conditions_that_fail_a_review_are_those_of_the_review() -> None:
    (conditions,) = get_args(GitHubPipeline.model_fields["fail_on"].annotation)[:1]

    assert set(get_args(conditions)) == set(CONDITIONS)
