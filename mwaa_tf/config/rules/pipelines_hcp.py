"""HCP Terraform: names of workspaces that it accepts."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.rule import Breach, rule
from mwaa_tf.config.unchecked import UncheckedDeployment

#: Characters of a workspace's name (HashiCorp, Terraform Enterprise limits and quotas).
_LONGEST = 90

#: What the names have between the deployment and the key of an environment, the longest of all stages.
_BETWEEN = "-2-environments-"


@rule("pipelines-hcp-names", reads=("name", "pipelines", "participants", "participants[*].environments[*].name"))
def names(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """HCP Terraform accepts the names of the workspaces."""
    if deployment.pipelines.enabled.get("hcp") is None:
        return
    for environment in deployment.environments:
        name = f"{deployment.name}{_BETWEEN}{environment.key}"
        if len(name) > _LONGEST:
            yield (
                ("pipelines", "hcp"),
                f"the workspace {name} would have a name of {len(name)} characters; HCP Terraform allows {_LONGEST}",
            )
