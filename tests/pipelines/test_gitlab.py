"""GitLab: its schema accepts the file, and a model of its scheduler runs the jobs in order and within its limits."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf import Deployment, build_blueprint
from mwaa_tf.pipelines import pipeline_files
from mwaa_tf.pipelines._order import dependencies
from tests.pipelines.engine_files import PARTICIPANTS, S3, files_of, thousand, with_engine
from tests.support import many
from tools.parsed_yaml import parsed_yaml
from tools.scale import gitlab, schedule

FILE = ".gitlab/mwaa-analytics.yml"
EVERYTHING = {
    "name": "airflow",
    "branch": "release/live",
    "environments": {"staging": ["data-reports"]},
    "plan": "changed",
    "fail_on": ["replace", "risk:high"],
    "image": "registry.example.com/terraform:1.14",
    "tags": ["aws", "large"],
    "plan_role": "ci/plan",
    "accounts": {"222222222222": {"apply_role": "data-apply"}},
}


def merged_jobs(deployment: Deployment) -> list[schedule.Job]:
    """The jobs after a merge."""
    files = files_of(deployment)
    return gitlab.jobs(gitlab.pipelines(files, f".gitlab/mwaa-{deployment.name}.yml", gitlab.MERGED))


def test_the_file_is_the_reviewed_one(golden: Callable[[str, str], None]) -> None:
    """Read the golden file: it is what a user of GitLab gets."""
    golden("golden/gitlab.yml", files_of(with_engine("gitlab"))[FILE].decode())


@pytest.mark.parametrize(
    "deployment",
    [
        with_engine("gitlab"),
        with_engine("gitlab", EVERYTHING),
        with_engine("gitlab", participants=[]),
        many(3, 41, pipelines={"gitlab": {"install": "mwaa_tf==1.0"}}, state=S3),
    ],
    ids=["defaults", "everything", "no environments", "child pipelines"],
)
def test_gitlabs_schema_accepts_every_file(deployment: Deployment, tmp_path: Path) -> None:
    """As check-jsonschema ships the schema of GitLab's editor."""
    paths = []
    for number, contents in enumerate(files_of(deployment).values()):
        for name, text in (("as-rendered", contents), ("expanded", gitlab.expanded(contents))):
            paths.append(tmp_path / f"{number}-{name}.yml")
            paths[-1].write_bytes(text)
    result = judged(*paths)
    assert result.returncode == 0, result.stdout + result.stderr


def judged(*paths: Path) -> subprocess.CompletedProcess[str]:
    """What check-jsonschema says of files with pipelines."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_schema_refuses_what_gitlab_does_not_know(tmp_path: Path) -> None:
    """The check above can fail."""
    broken = files_of(with_engine("gitlab"))[FILE].replace(b"timeout: 3 hours", b"timeout: [3, hours]")
    (tmp_path / "broken.yml").write_bytes(gitlab.expanded(broken))
    assert "timeout" in judged(tmp_path / "broken.yml").stdout


@pytest.mark.parametrize("runners", [1, 3, 1000])
def test_no_workspace_is_applied_before_what_it_reads(runners: int) -> None:
    """However many runners there are, and with jobs as fast as they like."""
    deployment = with_engine("gitlab", {"environments": {"staging": ["data-reports"]}})
    before = dependencies(build_blueprint(deployment))
    finished: dict[str, int] = {}
    for run in schedule.simulate(merged_jobs(deployment), runners).runs:
        for path in run.job.workspaces:
            if run.job.action == "apply":
                assert all(finished[other] <= run.start for other in before[path]), path
                finished[path] = run.end
    assert finished.keys() == before.keys()


def test_the_participant_waits_after_the_owner_has_created_the_endpoints() -> None:
    """And access comes after that, with the role of each account."""
    deployment = with_engine("gitlab")
    definitions = parsed_yaml(files_of(deployment)[FILE])
    jobs = {job.name: job for job in merged_jobs(deployment)}
    follow = jobs["analytics available data: [data-etl]"]
    assert (follow.action, follow.workspaces) == ("follow", ("2-environments/data-etl",))
    assert follow.needs == {"analytics endpoints data: [data-etl]"}
    assert jobs["analytics access data: [data-etl]"].needs == {follow.name}
    role = "arn:aws:iam::{}:role/terraform-apply".format
    assert definitions["analytics available data"]["variables"]["AWS_ROLE_ARN"] == role("222222222222")
    assert definitions["analytics endpoints data"]["variables"]["AWS_ROLE_ARN"] == role("111111111111")


def test_after_a_failure_nothing_that_depends_on_it_runs_and_every_sibling_does() -> None:
    """A failed environment leaves the others alone."""
    jobs = merged_jobs(with_engine("gitlab"))
    result = schedule.simulate(jobs, 5, failing={"analytics environments data: [data-etl]"})
    assert {job.name for job in result.skipped} == {
        f"analytics {stage} data: [data-etl]" for stage in ("endpoints", "available", "access")
    }
    assert len(result.runs) == len(jobs) - 3


def test_after_a_failure_of_the_network_no_environment_runs() -> None:
    """All depend on it."""
    jobs = merged_jobs(with_engine("gitlab"))
    result = schedule.simulate(jobs, 5, failing={"analytics network"})
    assert [run.job.name for run in result.runs] == ["analytics state", "analytics network"]


def test_jobs_of_merge_requests_assume_only_roles_that_plan() -> None:
    """The review assumes none."""
    files = files_of(with_engine("gitlab", EVERYTHING))
    definitions = parsed_yaml(files[".gitlab/airflow.yml"])
    jobs = gitlab.jobs(gitlab.pipelines(files, ".gitlab/airflow.yml", gitlab.MERGE_REQUEST))
    assert {job.action for job in jobs} == {"check", "plan", "review"}
    planned = sorted(path for job in jobs for path in job.workspaces)
    assert planned == sorted(workspace.path for workspace in build_blueprint(with_engine("gitlab")).workspaces)
    roles = {definitions[job.name.partition(":")[0]].get("variables", {}).get("AWS_ROLE_ARN") for job in jobs}
    assert roles == {f"arn:aws:iam::{account}:role/ci/plan" for account in ("111111111111", "222222222222")} | {None}


def test_plans_are_in_no_artifact_in_the_clear() -> None:
    """Artifacts of plans are encrypted; the page and the reports have no secrets."""
    definitions = parsed_yaml(files_of(with_engine("gitlab"))[FILE])
    paths = {name: job["artifacts"]["paths"] for name, job in definitions.items() if "artifacts" in job}
    assert paths == {
        ".analytics plan": ["plans/"],
        "analytics review": ["review.html"],
        ".analytics drift": ["plans/", "drift/"],
        "analytics issues": ["drift/"],
    }
    for job, variable in ((".analytics plan", "$WORKSPACE"), (".analytics drift", "$workspace")):
        commands = "\n".join(definitions[job]["script"])
        assert '-in "$plan"' in commands, job
        assert f'-out "plans/{variable}/plan.json.enc"' in commands, job


def test_a_scheduled_pipeline_looks_for_drift_and_applies_nothing() -> None:
    """Also in child pipelines, whose source is their parent."""
    for deployment in (with_engine("gitlab"), thousand("gitlab")):
        files = files_of(deployment)
        jobs = gitlab.jobs(gitlab.pipelines(files, f".gitlab/mwaa-{deployment.name}.yml", gitlab.SCHEDULED))
        assert {job.action for job in jobs} <= {"plan", "review", "trigger"}
        planned = [path for job in jobs for path in job.workspaces]
        assert sorted(planned) == sorted(workspace.path for workspace in build_blueprint(deployment).workspaces)


@pytest.mark.parametrize("deployment", [with_engine("gitlab"), thousand("gitlab")], ids=["one", "child pipelines"])
def test_each_workspace_belongs_to_one_issue_of_the_pipeline_that_plans_it(deployment: Deployment) -> None:
    """An issue whose plans were in another pipeline would never be closed."""
    for contents in files_of(deployment).values():
        definitions = parsed_yaml(contents)
        (name,) = [name for name in definitions if name.endswith(" issues")]
        (script,) = definitions[name]["script"]
        reported = [line.split()[1:] for line in script.splitlines() if line.startswith("report ")]
        planned = " ".join(job["variables"].get("WORKSPACES", "") for job in definitions.values() if "variables" in job)
        assert sorted(path for _, *paths in reported for path in paths) == sorted(planned.split())
        for key, *paths in reported:
            shared = ("0-state", "1-network") if key == "network" else ()
            assert all(path in shared or path.endswith(f"/{key}") for path in paths)


def test_the_issues_are_written_without_a_role_after_all_plans_also_after_failed_ones() -> None:
    """What could not be planned keeps its issue, and the others are up to date."""
    files = files_of(with_engine("gitlab", participants=[{**PARTICIPANTS[0], "name": "issues"}]))
    jobs = {job.name: job for job in gitlab.jobs(gitlab.pipelines(files, FILE, gitlab.SCHEDULED))}
    assert jobs["analytics issues"].needs == {"analytics drift owner", "analytics drift issues"}
    issues = parsed_yaml(gitlab.expanded(files[FILE]))["analytics issues"]
    assert issues["rules"][0]["when"] == "always"
    assert "id_tokens" not in issues
    assert "variables" not in issues


SPREAD = {"environments": {"staging": ["*-env7"], "live": ["team1-env1*"]}}


@pytest.mark.parametrize(
    "described",
    [
        lambda: thousand("gitlab"),
        lambda: thousand("gitlab", SPREAD),
        lambda: many(1000, 1, state=S3, pipelines={"gitlab": {"install": "mwaa_tf==1.0"}}),
    ],
    ids=["twenty accounts", "several environments of GitLab", "a thousand accounts"],
)
def test_a_thousand_environments_stay_within_the_limits(described: Callable[[], Deployment]) -> None:
    """The model refuses what GitLab would refuse: jobs, deployments, matrix, needs, names, bytes, levels."""
    deployment = described()
    files = files_of(deployment)
    for variables in (gitlab.MERGE_REQUEST, gitlab.MERGED, gitlab.SCHEDULED):
        pipelines = gitlab.pipelines(files, ".gitlab/mwaa-analytics.yml", variables)
        assert len(pipelines) == 11
    merged = schedule.simulate(merged_jobs(deployment), 200)
    applied = [path for run in merged.runs for path in run.job.workspaces if run.job.action == "apply"]
    assert sorted(applied) == sorted(workspace.path for workspace in build_blueprint(deployment).workspaces)


def test_the_model_refuses_a_file_beyond_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand environments in one pipeline are too many."""
    monkeypatch.setattr("mwaa_tf.pipelines.gitlab.ENVIRONMENTS_PER_PIPELINE", 1000)
    with pytest.raises(schedule.LimitError, match="more than"):
        gitlab.pipelines(files_of(thousand("gitlab")), ".gitlab/mwaa-analytics.yml", gitlab.MERGED)


def test_a_child_pipeline_starts_for_its_own_environments_only() -> None:
    """A change of one environment does not start the jobs of nine hundred others."""
    definitions = parsed_yaml(files_of(thousand("gitlab"))[".gitlab/mwaa-analytics.yml"])
    (environments,) = [
        pattern
        for pattern in definitions["analytics part 3"]["rules"][1]["changes"]
        if pattern.startswith("generated/analytics/*/")
    ]
    keys = environments.removeprefix("generated/analytics/*/{").removesuffix("}/**/*").split(",")
    assert keys == [f"team{p}-env{e}" for p in (4, 5) for e in range(50)]


#: Jobs with commands that others extend.
HIDDEN_JOBS = (".analytics plan", ".analytics drift", ".analytics environments", ".analytics available")


@pytest.mark.parametrize("name", ["a b", "a: b", "a #b", "it's", "$(touch x)", "`x`", '"', "caf\u00e9"])
def test_names_of_files_reach_the_commands_as_they_are(name: str) -> None:
    """Through YAML and the shell of the runner."""
    deployment = with_engine("gitlab", {"ignore": {"environment-replaced": name}, "fail_on": ["delete"]})
    files = pipeline_files(deployment, build_blueprint(deployment), config_file=f"{name}.yaml", output=f"out {name}")
    definitions = parsed_yaml(files[FILE])
    for job in ("analytics check", "analytics network", *HIDDEN_JOBS):
        (command,) = [line for line in definitions[job]["script"] if line.startswith("mwaa_tf")]
        words = shlex.split(command.partition(" || ")[0])
        assert [words[words.index(option) + 1] for option in ("-c", "-o")] == [f"{name}.yaml", f"out {name}"], job
    assert f"plan={shlex.quote(f'out {name}/analytics')}/.mwaa_tf/" in "\n".join(
        definitions[".analytics plan"]["script"]
    )
    review = shlex.split(definitions["analytics review"]["script"][0].partition("mwaa_tf review")[2])
    assert review[review.index("--ignore") + 1] == f"environment-replaced={name}"


@pytest.mark.parametrize("deployment", [with_engine("gitlab"), thousand("gitlab")], ids=["one", "child pipelines"])
def test_every_merge_request_is_checked_once_with_no_role(deployment: Deployment) -> None:
    """An edited configuration that was not rendered changes no other file, and must not be merged unnoticed."""
    files = files_of(deployment)
    jobs = gitlab.jobs(gitlab.pipelines(files, FILE, gitlab.MERGE_REQUEST))
    assert [job.name for job in jobs if job.action == "check"] == ["analytics check"]
    check = parsed_yaml(gitlab.expanded(files[FILE]))["analytics check"]
    assert check["rules"] == [{"if": "$CI_MERGE_REQUEST_IID"}]
    assert check["script"] == ["mwaa_tf check"]
    assert "id_tokens" not in check


@pytest.mark.parametrize("deployment", [with_engine("gitlab"), thousand("gitlab")], ids=["one", "child pipelines"])
def test_pipelines_depend_on_the_configuration(deployment: Deployment) -> None:
    """Of plans, of the review and of applies; only child pipelines wait until it is rendered."""
    definitions = parsed_yaml(files_of(deployment)[FILE])
    (planned,) = definitions[".analytics merge request"]["rules"]
    _, applied = definitions[".analytics apply"]["rules"]
    (reviewed,) = definitions["analytics review"]["rules"]
    assert all("mwaa.yaml" in rule["changes"] for rule in (planned, applied, reviewed))
    if "analytics part 3" in definitions:
        assert not any("mwaa.yaml" in rule.get("changes", ()) for rule in definitions["analytics part 3"]["rules"])


def test_many_local_files_are_within_the_patterns_that_gitlab_takes() -> None:
    """GitLab takes 50 for a rule; one more pattern means all files."""
    environments = [
        {"name": f"env{n}", "requirements": {"path": "r.txt", "source": f"folder{n}/[{n}]/requirements.txt"}}
        for n in range(60)
    ]
    participant = {"name": "data", "account_id": "222222222222", "environments": environments}
    files = files_of(with_engine("gitlab", participants=[participant]))
    (rule,) = parsed_yaml(files[FILE])[".analytics merge request"]["rules"]
    assert "**/*" in rule["changes"]
    assert len(rule["changes"]) <= gitlab.MAX_PATTERNS


def test_a_pattern_takes_no_sign_of_a_name_for_its_own() -> None:
    """`[1]` would match `1`, and `$HOME` another name."""
    used = {"path": "r.txt", "source": "envs [1]/$HOME.txt"}
    participant = {
        "name": "data",
        "account_id": "222222222222",
        "environments": [{"name": "etl", "requirements": used}],
    }
    files = files_of(with_engine("gitlab", participants=[participant]))
    assert "envs *1*/*HOME.txt" in parsed_yaml(files[FILE])[".analytics merge request"]["rules"][0]["changes"]


def test_pipelines_depend_on_the_local_files_of_environments() -> None:
    """A changed requirements.txt is a changed environment."""
    definitions = parsed_yaml(files_of(with_engine("gitlab"))[FILE])
    assert "requirements.txt" in definitions[".analytics apply"]["rules"][1]["changes"]
