"""GitHub Actions: which environment of GitHub the jobs of each environment run in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from mwaa_tf.config.pipelines.github import GitHubPipeline
from mwaa_tf.config.rule import Breach, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.text import did_you_mean


@rule("pipelines-github-environments", reads=("pipelines", "participants", "participants[*].environments[*].name"))
def environments(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Each key in a list of `environments` is that of an environment, and each environment is in one list at most."""
    engine = deployment.pipelines.enabled.get("github")
    if not isinstance(engine, GitHubPipeline):
        return
    yield from environments_of_engine(deployment, "github", engine.environments)


def environments_of_engine(
    deployment: UncheckedDeployment, engine: str, environments: Mapping[str, Sequence[str]]
) -> Iterator[Breach]:
    """The mistakes in the lists of keys that an engine has by the name of its own environment."""
    keys = [environment.key for environment in deployment.environments]
    listed: dict[str, str] = {}
    for name, patterns in environments.items():
        for index, pattern in enumerate(patterns):
            path = ("pipelines", engine, "environments", name, index)
            matches = [key for key in keys if fnmatchcase(key, pattern)]
            if not matches:
                yield path, f"{pattern!r} matches no environment{did_you_mean(pattern, keys)}"
            for key in matches:
                if (other := listed.setdefault(key, name)) != name:
                    yield path, f"{pattern!r} matches {key}, which is already in {other}"
