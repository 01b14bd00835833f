"""GitLab CI/CD."""

from typing import Annotated, Literal

from mwaa_tf.config.base import ListOf
from mwaa_tf.config.fields import Text, matching
from mwaa_tf.config.pipelines._jobs import FailOn, JobEngine
from mwaa_tf.config.pipelines.github import EnvironmentKeys, GitBranch, RiskException, RiskReason, WorkflowName

#: GitLab documentation, `environment:name`: letters, digits, spaces, and -, _, /, $, {, }; a variable is none here.
GitLabEnvironment = Annotated[
    Text,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9 _/-]{0,253}[A-Za-z0-9])?",
        "the name of an environment of GitLab: letters, digits, spaces, slashes, underscores and hyphens",
        example="production",
    ),
]
Image = Annotated[
    Text,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,499}",
        "the name of an image, with its tag or digest",
        example="registry.example.com/terraform:1.14",
    ),
]
RunnerTag = Annotated[Text, matching(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}", "the tag of a runner", example="aws")]


class GitLabPipeline(JobEngine):
    """GitLab CI/CD: jobs that plan in merge requests, apply after the merge, and look for drift on a schedule."""

    name: WorkflowName | None = None
    """The file is `.gitlab/NAME.yml`, for `include` in `.gitlab-ci.yml`; unset, `mwaa-` and the deployment's name."""
    branch: GitBranch | None = None
    """The branch whose merges are applied; unset, the project's default branch."""
    environment: GitLabEnvironment = "production"
    """GitLab's environment, with its approvals, of the jobs that apply the network and whatever `environments` does not
    list."""
    environments: dict[GitLabEnvironment, ListOf[EnvironmentKeys]] = {}
    """Other environments of GitLab: the keys of the environments of MWAA whose jobs run there, or patterns of keys."""
    plan: Literal["all", "changed"] = "all"
    """What merge requests plan: all workspaces, or those whose files they change."""
    fail_on: ListOf[FailOn] = ()
    """What lets the review of a merge request fail, as `--fail-on` of `mwaa_tf review`."""
    ignore: dict[RiskException, RiskReason] = {}
    """Risks that were accepted, as `--ignore` of `mwaa_tf review`: the risk's id, or `ID@ADDRESS`, and the reason."""
    image: Image | None = None
    """The image of jobs, which has Terraform, Git, OpenSSL and Python 3.11 or newer; unset, the runner's own."""
    tags: ListOf[RunnerTag] = ()
    """The tags of the runners; unset, any runner."""


SETTINGS = GitLabPipeline
