"""The bastion in front of the web server."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.network import SecurityGroupFacts


@dataclass(frozen=True, slots=True)
class BastionFacts:
    """An instance through which Session Manager forwards ports."""

    id: str
    state: str
    """``running``, ``stopped``; empty for one that is only planned."""
    vpc_id: str
    subnet_id: str
    security_group_ids: tuple[str, ...]
    security_group_names: tuple[str, ...]
    """In the same order; empty for one that is only planned."""
    has_profile: bool
    """Whether it has an instance profile, without which its agent cannot call Systems Manager."""


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """The SSM Agent of the instance, as Systems Manager knows it."""

    status: str
    """``Online``, ``ConnectionLost``, ``Inactive``."""
    version: str


@dataclass(frozen=True, slots=True)
class BastionSection:
    """The bastion in front of the web server."""

    instance: Reading[BastionFacts | None]
    """None where there is none."""
    agent: Reading[AgentFacts | None]
    """None where Systems Manager does not know the instance."""
    groups: Reading[tuple[SecurityGroupFacts, ...]]
    """Security groups of the instance."""
