"""Trust policies that let jobs of GitHub Actions or GitLab CI assume Terraform's roles, with OpenID Connect.

The role that applies trusts the jobs of one environment or branch, the one that only plans those of pull requests. Both
compare the whole subject of a token; no pattern is used, since a pattern that is a little too wide trusts strangers.

Sources: subjects of GitHub: GitHub docs, actions/reference/security/oidc (those with ids, for repositories created,
renamed or transferred since July 2026, section "Immutable subject claims"); of GitLab: GitLab docs,
ci/secrets/id_token_authentication; condition keys and provider ARNs: IAM user guide,
id_roles_providers_create_oidc and reference_policies_iam-condition-keys; `${$}`: reference_policies_variables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mwaa_tf.errors import UsageError
from mwaa_tf.permissions.model import TerraformRole

_GITHUB_PROVIDER = "token.actions.githubusercontent.com"

#: What aws-actions/configure-aws-credentials asks for, in every partition.
_GITHUB_AUDIENCE = "sts.amazonaws.com"

_GITHUB = re.compile(
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]{0,100})(?P<owner_id>@[0-9]+)?/(?P<name>[A-Za-z0-9._-]{1,100})(?P<id>@[0-9]+)?"
)
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_GITLAB_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}(?:/[A-Za-z0-9_][A-Za-z0-9_.-]{0,254})+")

#: Names of branches that git refuses (git-check-ref-format), and wildcards of IAM.
_NO_BRANCH = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|$)|^[-/.]|[/.]$|^@$|^$")

#: A colon separates the parts of a subject.
_NO_ENVIRONMENT = re.compile(r"[\x00-\x1f\x7f:*?]|^\s|\s$|^$")


@dataclass(frozen=True, slots=True)
class TrustedPipeline:
    """The jobs that may assume Terraform's roles."""

    provider: str
    """The OpenID Connect provider, as IAM names it: its address without `https://`."""
    audience: str
    apply_subjects: tuple[str, ...]
    plan_subjects: tuple[str, ...]

    def policy(self, role: TerraformRole, partition: str) -> dict[str, Any]:
        """The trust policy of ``role``."""
        subjects = dict.fromkeys(self.plan_subjects if role.plans_only else self.apply_subjects)
        conditions = {
            f"{self.provider}:aud": self.audience,
            f"{self.provider}:sub": [_literal(subject) for subject in subjects],
        }
        statement = {
            "Sid": "PlanFromPipeline" if role.plans_only else "ApplyFromPipeline",
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:{partition}:iam::{role.account_id}:oidc-provider/{self.provider}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": conditions},
        }
        return {"Version": "2012-10-17", "Statement": [statement]}


def trusted_pipeline(repository: str, apply_from: Sequence[str], plan_from: Sequence[str] = ()) -> TrustedPipeline:
    """The jobs of ``repository`` that are trusted, from the values of command-line options.

    ``repository`` is `github:OWNER/REPOSITORY` or `gitlab:HOST/GROUP/PROJECT`; ``apply_from`` and ``plan_from`` are
    `environment:NAME` or `branch:NAME`. On GitHub pull requests are trusted to plan besides ``plan_from``. Raises
    :class:`~mwaa_tf.errors.UsageError`.
    """
    platform, colon, path = repository.partition(":")
    if platform not in ("github", "gitlab") or not colon:
        raise UsageError(f"--trust {repository!r}: expected github:OWNER/REPOSITORY or gitlab:HOST/GROUP/PROJECT")
    if not apply_from:
        raise UsageError("--trust needs --apply-from environment:NAME or branch:NAME: the jobs that may apply")
    return _github(path, apply_from, plan_from) if platform == "github" else _gitlab(path, apply_from, plan_from)


def _github(path: str, apply_from: Sequence[str], plan_from: Sequence[str]) -> TrustedPipeline:
    match = _GITHUB.fullmatch(path)
    if match is None or match["name"] in (".", ".."):
        raise UsageError(f"--trust 'github:{path}': expected github:OWNER/REPOSITORY")
    if bool(match["owner_id"]) != bool(match["id"]):
        raise UsageError(f"--trust 'github:{path}': give the ids of both or of none: OWNER@ID/REPOSITORY@ID")
    prefix = f"repo:{path}"

    def subject(option: str, source: str) -> str:
        kind, name = _source(option, source, ("branch", "environment"))
        return f"{prefix}:environment:{name}" if kind == "environment" else f"{prefix}:ref:refs/heads/{name}"

    return TrustedPipeline(
        _GITHUB_PROVIDER,
        _GITHUB_AUDIENCE,
        tuple(subject("--apply-from", source) for source in apply_from),
        (f"{prefix}:pull_request", *(subject("--plan-from", source) for source in plan_from)),
    )


def _gitlab(path: str, apply_from: Sequence[str], plan_from: Sequence[str]) -> TrustedPipeline:
    host, _, project = path.partition("/")
    if not _HOST.fullmatch(host):
        raise UsageError(
            f"--trust 'gitlab:{path}': {host!r} is not a host name in lower case and without a port, such as gitlab.com"
        )
    if not _GITLAB_PATH.fullmatch(project):
        raise UsageError(f"--trust 'gitlab:{path}': expected gitlab:HOST/GROUP/PROJECT")
    if not plan_from:
        raise UsageError(
            "--trust gitlab: needs --plan-from branch:NAME: GitLab's tokens name the source branch of a merge request, "
            "and nothing that all merge requests have in common"
        )

    def subject(option: str, source: str) -> str:
        _, name = _source(option, source, ("branch",))
        return f"project_path:{project}:ref_type:branch:ref:{name}"

    return TrustedPipeline(
        host,
        f"https://{host}",
        tuple(subject("--apply-from", source) for source in apply_from),
        tuple(subject("--plan-from", source) for source in plan_from),
    )


def _source(option: str, source: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    """Kind and name of the jobs in ``source``, such as `branch:main`."""
    kind, colon, name = source.partition(":")
    expected = " or ".join(f"{kind}:NAME" for kind in kinds)
    if kind == "environment" and "environment" not in kinds:
        raise UsageError(f"{option} {source!r}: GitLab's subjects name no environment; expected {expected}")
    if kind not in kinds or not colon:
        raise UsageError(f"{option} {source!r}: expected {expected}")
    if kind == "branch":
        _check_branch(f"{option} {source!r}", name)
    if kind == "environment" and (_NO_ENVIRONMENT.search(name) or len(name) > 255):
        raise UsageError(
            f"{option} {source!r}: not the name of one environment without a colon; wildcards are not allowed"
        )
    return kind, name


def _check_branch(subject: str, name: str) -> None:
    if name.startswith("refs/"):
        short = name.removeprefix("refs/heads/")
        raise UsageError(f"{subject}: a branch without refs/heads/ is expected, such as branch:{short}")
    if any(wildcard in name for wildcard in "*?"):
        raise UsageError(f"{subject}: not the name of one branch; wildcards are not allowed")
    if _NO_BRANCH.search(name):
        raise UsageError(f"{subject}: not the name of one branch, as git allows them")


def _literal(subject: str) -> str:
    """``subject`` in a policy: a dollar sign would begin a variable."""
    return subject.replace("$", "${$}")
