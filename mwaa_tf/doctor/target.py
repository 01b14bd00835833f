"""Which environment the doctor looks at, and whose credentials it may use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mwaa_tf.blueprint import Account
from mwaa_tf.blueprint.backends import account
from mwaa_tf.config import Deployment
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.text import shell_quoted


@dataclass(frozen=True, slots=True)
class Target:
    """An environment to look at."""

    key: str
    """Its key in the configuration, or its name if there is none."""
    name: str
    """Its name in AWS."""
    region: str
    participant: Account
    """Whose environment it is; ``account_id`` is empty where only AWS knows it."""
    owner: Account | None
    """Who owns the VPC; None for an environment without a configuration: then the participant's credentials are used
    for both."""
    deployment: Deployment | None = None
    """The configuration; None for an environment that has none."""
    settings: ResolvedEnvironment | None = None
    """What the configuration says about the environment."""
    options: str = ""
    """The options of a command line that select its configuration, or name it, to copy: ``-c network.yaml``."""
    label: str = ""
    """What it is called beside others that have its key; empty where its key is enough."""

    @property
    def arguments(self) -> str:
        """How a command line selects it: ``-c network.yaml data-etl``, ``--name my-airflow --region eu-west-1``."""
        return " ".join(filter(None, (self.options, "" if self.settings is None else shell_quoted(self.key))))

    @property
    def shown(self) -> str:
        """What it is called in a diagnosis."""
        return self.label or self.key


def labelled(targets: Sequence[Target]) -> tuple[Target, ...]:
    """``targets``, with labels where keys repeat: several configurations may have an environment of the same key."""
    labels = [target.key for target in targets]
    if len(set(labels)) == len(labels):
        return tuple(targets)
    for label in _LABELS:
        labels = [label(target) for target in targets]
        if len(set(labels)) == len(labels):
            break
    else:
        labels = [f"{label} ({number})" for number, label in enumerate(labels, 1)]
    return tuple(replace(target, label=label) for target, label in zip(targets, labels, strict=True))


#: What may tell environments of the same key apart, the shortest first.
_LABELS: tuple[Callable[[Target], str], ...] = (
    lambda target: target.name,
    lambda target: f"{target.name} in {target.region}",
    lambda target: f"{target.name} in {target.participant.account_id or '?'}, {target.region}",
)


def targets_of(deployment: Deployment) -> tuple[Target, ...]:
    """The environments of ``deployment``, in the order of the configuration."""
    return tuple(
        Target(
            key=environment.key,
            name=environment.name,
            region=deployment.region,
            participant=account(environment.participant),
            owner=account(deployment.owner),
            deployment=deployment,
            settings=environment,
        )
        for environment in deployment.environments
    )
