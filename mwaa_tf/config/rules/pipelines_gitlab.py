"""GitLab: which environment of GitLab the jobs of each environment run in."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.pipelines.gitlab import GitLabPipeline
from mwaa_tf.config.rule import Breach, rule
from mwaa_tf.config.rules.pipelines_github import environments_of_engine
from mwaa_tf.config.unchecked import UncheckedDeployment


@rule("pipelines-gitlab-environments", reads=("pipelines", "participants", "participants[*].environments[*].name"))
def environments(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Each key in a list of `environments` is that of an environment, and each environment is in one list at most."""
    engine = deployment.pipelines.enabled.get("gitlab")
    if isinstance(engine, GitLabPipeline):
        yield from environments_of_engine(deployment, "gitlab", engine.environments)
