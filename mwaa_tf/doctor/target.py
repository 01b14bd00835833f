"""Which environment the doctor looks at, and whose credentials it may use."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.blueprint import Account
from mwaa_tf.blueprint.backends import account
from mwaa_tf.config import Deployment
from mwaa_tf.config.resolved import ResolvedEnvironment


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
