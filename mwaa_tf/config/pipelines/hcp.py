"""HCP Terraform."""

from typing import Annotated, ClassVar

from mwaa_tf.config.base import Model
from mwaa_tf.config.fields import Bool, Text, matching
from mwaa_tf.config.pipelines._jobs import RoleEngine
from mwaa_tf.config.pipelines.github import GitBranch

RepositoryName = Annotated[
    Text,
    matching(
        r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_. -]+){1,4}",
        "a repository as HCP Terraform names it, such as acme/airflow",
        example="acme/airflow",
    ),
]
ConnectionId = Annotated[
    Text,
    matching(
        "(?:ot|ghain)-[A-Za-z0-9]{1,64}",
        "the id of an OAuth token (ot-…) or of an installation of the GitHub App (ghain-…)",
        example="ot-hmAyP66qk2AMVdbJ",
    ),
]
FolderBelow = Annotated[
    Text,
    matching(
        r"(?![^\n]*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}",
        "a folder relative to the configuration, without ..",
        example="hcp",
    ),
]


class HcpRepository(Model):
    """The repository whose pushes start runs."""

    identifier: RepositoryName
    """The repository as HCP Terraform names it."""
    connection: ConnectionId
    """The connection to the Git host: the id of an OAuth token or of an installation of the GitHub App."""
    branch: GitBranch | None = None
    """The branch that is applied; unset, the repository's default branch."""


class HcpPipeline(RoleEngine):
    """HCP Terraform: workspaces, credentials, run triggers and access to states, as Terraform for the provider tfe."""

    state_backends: ClassVar[tuple[str, ...]] = ("hcp",)

    folder: FolderBelow = "hcp"
    """Where the root module is written: into a folder of the deployment's name in this folder."""
    repository: HcpRepository | None = None
    """The repository whose pushes plan and apply; unset, runs are started from the command line."""
    apply_triggered_runs: Bool = False
    """Whether runs that an apply of another workspace triggers are applied without a confirmation."""
    detect_drift: Bool = True
    """Whether HCP Terraform's health assessments look for drift, where its edition has them."""


SETTINGS = HcpPipeline
