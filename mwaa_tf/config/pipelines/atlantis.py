"""Atlantis."""

from typing import Annotated, ClassVar, Literal

from mwaa_tf.config.base import ListOf
from mwaa_tf.config.fields import Text, matching
from mwaa_tf.config.pipelines._engine import Engine

WorkflowOfServer = Annotated[
    Text,
    matching(
        "[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}",
        "the name of a workflow of the server: letters, digits, dots, underscores and hyphens",
        example="mwaa_tf",
    ),
]
RepositoryFile = Annotated[
    Text,
    matching(
        r"(?![^\n]*\.\.)[A-Za-z0-9_.][A-Za-z0-9_./-]{0,199}\.yaml",
        "a file of the repository that ends with .yaml, relative to the configuration",
        example="atlantis.yaml",
    ),
]


class AtlantisPipeline(Engine):
    """Atlantis: a project for each workspace, planned in pull requests and applied stage by stage."""

    takes_identities: ClassVar[bool] = False  # all projects run with the server's identity, which assumes roles

    file: RepositoryFile = "atlantis.yaml"
    """The file, relative to the configuration. Another name needs `repo_config_file` in the server's configuration."""
    order: Literal["groups", "dependencies"] = "groups"
    """`groups`: `execution_order_group`, so that `atlantis apply` applies stage by stage. `dependencies`: `depends_on`,
    so that a project is refused before those that it reads, also where it is applied by itself. Atlantis gets along
    with only one of the two."""
    workflow: WorkflowOfServer = "mwaa_tf"
    """The workflow of the server that plans and applies with mwaa_tf."""
    apply_requirements: ListOf[Literal["approved", "mergeable", "undiverged"]] = ()
    """What an apply requires; unset, what the server requires."""


SETTINGS = AtlantisPipeline
