"""Trust policies for jobs of GitHub Actions and GitLab CI: who may assume which role, and who may not."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.errors import UsageError
from mwaa_tf.iam.evaluation import evaluate_policy
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.permissions import write_permissions
from mwaa_tf.permissions.model import TerraformRole
from mwaa_tf.permissions.trust import TrustedPipeline, trusted_pipeline
from tests.permissions.test_permissions import ENVIRONMENT, called
from tests.support import DATA, OWNER, REPOSITORY, deployment, run

GITHUB = "token.actions.githubusercontent.com"
APPLYING = TerraformRole("data", DATA, None, {})
PLANNING = TerraformRole("data", DATA, None, {}, plans_only=True)


def trusts(pipeline: TrustedPipeline, role: TerraformRole, subject: str, audience: str = "sts.amazonaws.com") -> bool:
    """Whether a job whose token has these claims may assume ``role``, as IAM evaluates the policy."""
    provider = f"arn:aws:iam::{DATA}:oidc-provider/{pipeline.provider}"
    context = {f"{pipeline.provider}:sub": subject, f"{pipeline.provider}:aud": audience}
    policy = parse_policy(json.dumps(pipeline.policy(role, "aws")))
    principal = RequestPrincipal.federated(provider)
    return evaluate_policy(policy, AccessRequest(principal, "sts:AssumeRoleWithWebIdentity", context=context)).allowed


def test_the_policy_of_a_role_names_provider_audience_and_subject_and_nothing_like_a_pattern() -> None:
    # A source that is given twice is trusted once.
    pipeline = trusted_pipeline("github:acme/airflow", ["environment:production"] * 2)
    assert pipeline.policy(APPLYING, "aws-cn") == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ApplyFromPipeline",
                "Effect": "Allow",
                "Principal": {"Federated": f"arn:aws-cn:iam::{DATA}:oidc-provider/{GITHUB}"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {
                        f"{GITHUB}:aud": "sts.amazonaws.com",
                        f"{GITHUB}:sub": ["repo:acme/airflow:environment:production"],
                    }
                },
            }
        ],
    }


@pytest.mark.parametrize(
    ("subject", "applies", "plans"),
    [
        ("repo:acme/airflow:environment:production", True, False),
        ("repo:acme/airflow:ref:refs/heads/main", True, False),
        ("repo:acme/airflow:pull_request", False, True),
        ("repo:acme/airflow:ref:refs/heads/nightly", False, True),
        ("repo:acme/airflow:environment:staging", False, False),
        ("repo:acme/airflow:environment:production-2", False, False),
        ("repo:acme/airflow:ref:refs/heads/main2", False, False),
        ("repo:acme/airflow:ref:refs/tags/main", False, False),
        ("repo:acme/airflow-fork:pull_request", False, False),
        ("repo:other/airflow:pull_request", False, False),
        ("repo:acme@12/airflow@34:pull_request", False, False),
    ],
)
def test_github_pull_requests_plan_and_an_environment_or_branch_applies(
    subject: str, applies: bool, plans: bool
) -> None:
    sources = ["environment:production", "branch:main"]
    pipeline = trusted_pipeline("github:acme/airflow", sources, ["branch:nightly"])
    assert (trusts(pipeline, APPLYING, subject), trusts(pipeline, PLANNING, subject)) == (applies, plans)
    assert not trusts(pipeline, APPLYING, subject, audience="https://github.com/acme")


def test_a_repository_with_immutable_subjects_is_named_with_its_ids() -> None:
    pipeline = trusted_pipeline("github:acme@12/airflow@34", ["environment:production"])
    assert trusts(pipeline, APPLYING, "repo:acme@12/airflow@34:environment:production")
    assert not trusts(pipeline, APPLYING, "repo:acme/airflow:environment:production")


@pytest.mark.parametrize(
    ("subject", "applies", "plans"),
    [
        ("project_path:acme/data/airflow:ref_type:branch:ref:main", True, False),
        ("project_path:acme/data/airflow:ref_type:branch:ref:plan", False, True),
        ("project_path:acme/data/airflow:ref_type:tag:ref:main", False, False),
        ("project_path:acme/data/airflow:ref_type:branch:ref:feature", False, False),
        ("project_path:stranger/airflow:ref_type:branch:ref:main", False, False),
    ],
)
def test_gitlab_trusts_branches_of_one_project(subject: str, applies: bool, plans: bool) -> None:
    pipeline = trusted_pipeline("gitlab:gitlab.example.com/acme/data/airflow", ["branch:main"], ["branch:plan"])
    audience = "https://gitlab.example.com"
    assert trusts(pipeline, APPLYING, subject, audience) is applies
    assert trusts(pipeline, PLANNING, subject, audience) is plans
    assert not trusts(pipeline, APPLYING, subject, "https://gitlab.com")


def test_a_name_that_looks_like_a_variable_of_iam_means_itself() -> None:
    pipeline = trusted_pipeline("github:acme/airflow", ["branch:${aws-username}"])
    assert trusts(pipeline, APPLYING, "repo:acme/airflow:ref:refs/heads/${aws-username}")
    quoted = pipeline.policy(APPLYING, "aws")["Statement"][0]["Condition"]["StringEquals"][f"{GITHUB}:sub"]
    assert quoted == ["repo:acme/airflow:ref:refs/heads/${$}{aws-username}"]


@pytest.mark.parametrize(
    ("repository", "apply_from", "plan_from", "message"),
    [
        ("acme/airflow", ["branch:main"], [], "expected github:OWNER/REPOSITORY or gitlab:HOST/GROUP/PROJECT"),
        ("bitbucket:acme/airflow", ["branch:main"], [], "expected github:OWNER/REPOSITORY or gitlab:"),
        ("github:acme", ["branch:main"], [], "expected github:OWNER/REPOSITORY"),
        ("github:acme/*", ["branch:main"], [], "expected github:OWNER/REPOSITORY"),
        ("github:acme/..", ["branch:main"], [], "expected github:OWNER/REPOSITORY"),
        ("github:acme/airflow:ref:x", ["branch:main"], [], "expected github:OWNER/REPOSITORY"),
        ("github:acme@1/airflow", ["branch:main"], [], "give the ids of both or of none"),
        ("github:acme/airflow", [], [], "--trust needs --apply-from environment:NAME or branch:NAME"),
        ("github:acme/airflow", ["main"], [], "--apply-from 'main': expected branch:NAME or environment:NAME"),
        ("github:acme/airflow", ["tag:v1"], [], "expected branch:NAME or environment:NAME"),
        ("github:acme/airflow", ["branch:*"], [], "wildcards are not allowed"),
        ("github:acme/airflow", ["branch:release/?"], [], "wildcards are not allowed"),
        ("github:acme/airflow", ["branch:a b"], [], "not the name of one branch, as git allows them"),
        ("github:acme/airflow", ["branch:refs/heads/main"], [], "without refs/heads/ is expected, such as branch:main"),
        ("github:acme/airflow", ["branch:"], [], "not the name of one branch"),
        ("github:acme/airflow", ["branch:a..b"], [], "not the name of one branch"),
        ("github:acme/airflow", ["environment:*"], [], "wildcards are not allowed"),
        ("github:acme/airflow", ["environment:a:b"], [], "not the name of one environment without a colon"),
        ("github:acme/airflow", ["environment:a\nb"], [], "not the name of one environment"),
        ("github:acme/airflow", ["branch:main"], ["branch:*"], "--plan-from 'branch:*': not the name of one branch"),
        ("gitlab:gitlab.com/acme", ["branch:main"], ["branch:plan"], "expected gitlab:HOST/GROUP/PROJECT"),
        ("gitlab:gitlab.com:8443/acme/a", ["branch:main"], ["branch:plan"], "without a port"),
        ("gitlab:GitLab.com/acme/a", ["branch:main"], ["branch:plan"], "in lower case"),
        ("gitlab:gitlab.com/acme/*", ["branch:main"], ["branch:plan"], "expected gitlab:HOST/GROUP/PROJECT"),
        ("gitlab:gitlab.com/acme/a", ["environment:prod"], ["branch:plan"], "GitLab's subjects name no environment"),
        ("gitlab:gitlab.com/acme/a", ["branch:main"], [], "--trust gitlab: needs --plan-from branch:NAME"),
    ],
)
def test_what_is_not_one_exact_subject_is_refused(
    repository: str, apply_from: list[str], plan_from: list[str], message: str
) -> None:
    with pytest.raises(UsageError) as error:
        trusted_pipeline(repository, apply_from, plan_from)
    assert message in str(error.value)


def test_trust_policies_are_files_beside_the_policies_and_go_when_they_are_not_asked_for(tmp_path: Path) -> None:
    read = called(ENVIRONMENT, "s3", "GetBucketPolicy", "arn:aws:s3:::dags")
    pipeline = trusted_pipeline("github:acme/airflow", ["environment:production"])
    write_permissions([read], [read], build_blueprint(deployment()), tmp_path, pipeline)
    applying = json.loads((tmp_path / f"data-{DATA}-trust.json").read_text())
    planning = json.loads((tmp_path / f"data-{DATA}-plan-trust.json").read_text())
    assert (applying, planning) == (pipeline.policy(APPLYING, "aws"), pipeline.policy(PLANNING, "aws"))
    table = (tmp_path / "permissions.md").read_text()
    assert f"Policy: `data-{DATA}-plan.json`. Trust policy: `data-{DATA}-plan-trust.json`." in table
    write_permissions([read], [read], build_blueprint(deployment()), tmp_path)
    assert not list(tmp_path.glob("*-trust.json"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--trust", "github:acme/airflow"], "--trust requires --permissions"),
        (["--apply-from", "branch:main"], "--apply-from and --plan-from require --trust"),
        (["--permissions", "out", "--trust", "github:acme/airflow"], "--trust needs --apply-from"),
    ],
)
def test_options_that_make_no_sense_together_are_refused_before_anything_runs(
    options: list[str], message: str, tmp_path: Path
) -> None:
    result = run("rehearse", *options, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_guide_shows_the_trust_policy_that_its_command_writes() -> None:
    guide = (REPOSITORY / "docs" / "permissions.md").read_text()
    (shown,) = [json.loads(block) for block in re.findall(r"```json\n(\{.*?)```", guide, re.DOTALL)]
    pipeline = trusted_pipeline("github:acme/airflow", ["environment:production"])
    assert shown == pipeline.policy(TerraformRole("owner", OWNER, None, {}, plans_only=True), "aws")
    for options in re.findall(r"--permissions permissions (--trust .*)", guide):
        _, repository, *sources = options.split()
        plan_from = [source for option, source in pairwise(sources) if option == "--plan-from"]
        assert trusted_pipeline(repository, [sources[1]], plan_from).apply_subjects
