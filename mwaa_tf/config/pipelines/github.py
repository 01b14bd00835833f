"""GitHub Actions."""

from typing import Annotated, Literal

from pydantic import Field

from mwaa_tf.config.base import ListOf
from mwaa_tf.config.fields import Int, Text, matching
from mwaa_tf.config.pipelines._jobs import FailOn, JobEngine

#: The name of an environment without a colon, which separates the parts of a token's subject, and without wildcards.
GitHubEnvironment = Annotated[
    Text,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9 ._/-]{0,253}[A-Za-z0-9])?",
        "the name of an environment of GitHub: letters, digits, spaces, dots, slashes, underscores and hyphens",
        example="production",
    ),
]
EnvironmentKeys = Annotated[
    Text,
    matching(
        r"[a-z0-9*?-]{1,200}",
        "the key of an environment, PARTICIPANT-ENVIRONMENT, or a pattern of keys such as data-*",
        example="data-etl",
    ),
]
WorkflowName = Annotated[
    Text,
    matching(
        "[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}",
        "the beginning of a file's name: letters, digits, dots, underscores and hyphens",
        example="mwaa-analytics",
    ),
]
GitBranch = Annotated[
    Text,
    matching(
        r"(?![^\n]*(?:\.\.|//|\.lock(?:/|$)))[A-Za-z0-9_](?:[A-Za-z0-9_./-]{0,200}[A-Za-z0-9_])?",
        "the name of one branch, without refs/heads/ and without wildcards",
        example="main",
    ),
]
RunnerLabel = Annotated[
    Text, matching(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}", "the label of a runner", example="ubuntu-latest")
]
Cron = Annotated[
    Text,
    matching(
        r"off|[0-9A-Z*,/-]+(?: [0-9A-Z*,/-]+){4}",
        "off, or a schedule of cron with five fields such as 23 3 * * *",
        example="23 3 * * *",
    ),
]
RiskException = Annotated[
    Text,
    matching(
        r"[a-z][a-z0-9-]{1,63}(?:@[^ \t\n\r=]{1,500})?",
        "the id of a risk, or ID@ADDRESS for one resource or workspace",
        example="environment-replaced@2-environments/data-etl",
    ),
]
RiskReason = Annotated[Text, matching(r"[^\n\r]{1,500}", "a reason, on one line", example="agreed, TICKET-1")]
NpmVersion = Annotated[
    Text,
    matching(
        r"[0-9A-Za-z<>=~^.*| -]{1,100}",
        "a version or a range of hashicorp/setup-terraform such as 1.14.3",
        example="1.14.3",
    ),
]


class GitHubPipeline(JobEngine):
    """GitHub Actions: workflows that plan in pull requests, apply after the merge, and look for drift every night."""

    name: WorkflowName | None = None
    """How the workflows' files begin, `NAME-plan.yml` and so on; unset, `mwaa-` and the deployment's name."""
    branch: GitBranch = "main"
    """The branch whose merges are applied."""
    environment: GitHubEnvironment = "production"
    """GitHub's environment, with its approvals, of the jobs that apply the network and whatever `environments` does not
    list."""
    environments: dict[GitHubEnvironment, ListOf[EnvironmentKeys]] = {}
    """Other environments of GitHub: the keys of the environments of MWAA whose jobs run there, or patterns of keys."""
    plan: Literal["all", "changed"] = "all"
    """What pull requests plan: all workspaces, or those whose files they change."""
    fail_on: ListOf[FailOn] = ()
    """What lets the review of a pull request fail, as `--fail-on` of `mwaa_tf review`."""
    ignore: dict[RiskException, RiskReason] = {}
    """Risks that were accepted, as `--ignore` of `mwaa_tf review`: the risk's id, or `ID@ADDRESS`, and the reason."""
    drift: Cron = "23 3 * * *"
    """When to look for drift, in UTC; `off`: never."""
    runner: RunnerLabel = "ubuntu-latest"
    """The label of the runners, which have Linux, Bash, OpenSSL, jq and the GitHub CLI."""
    terraform_version: NpmVersion | None = None
    """The version of Terraform in jobs; unset, the newest that `terraform.required_version` allows."""
    session_minutes: Annotated[Int, Field(ge=15, le=720)] = 60
    """How long the credentials of a job are valid. The maximum session duration of the roles has to allow it."""


SETTINGS = GitHubPipeline
