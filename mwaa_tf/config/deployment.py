"""A deployment: one VPC in one region and all environments in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from mwaa_tf.config.base import Model
from mwaa_tf.config.environment import Environment, EnvironmentSettings
from mwaa_tf.config.fields import Name, NonEmptyText, ProviderVersion, Region, RequiredVersion, Tags, matching
from mwaa_tf.config.owner import Owner
from mwaa_tf.config.participant import Participant
from mwaa_tf.config.state import State


class Terraform(Model):
    """Versions that the workspaces ask for."""

    required_version: RequiredVersion = ">= 1.10"
    """Versions of Terraform, as a constraint; 1.10 is the oldest that can lock a state in S3."""
    aws_provider: ProviderVersion = ">= 5.68, < 7.0"
    """Versions of the AWS provider, as a constraint; 5.68 is the oldest that can leave endpoints to the customer."""


class Modules(Model):
    """Where the workspaces take their modules from."""

    source: Annotated[
        NonEmptyText,
        matching(
            r'vendored|git::(?:[a-z]+://)?[^\s"]*[^\s":/]//[^\s"]*|(?![A-Za-z0-9_]+::)(?!https?:)[^\n\r]+',
            "vendored, a path, or git::URL//FOLDER?ref=VERSION",
        ),
    ] = "vendored"
    """`vendored`: copied beside the workspaces. A path, relative to this file. Or `git::https://…//modules?ref=v1`."""


class Deployment(Model):
    """Who owns the network, and who runs Airflow in it."""

    name: Name
    """Prefix of every name: lower-case letters, digits and hyphens."""
    region: Region
    """The AWS region of everything, such as us-east-1."""
    tags: Tags = {}
    """Default tags of every provider."""
    terraform: Terraform = Terraform()
    modules: Modules = Modules()
    state: State = State()
    owner: Owner
    participants: tuple[Participant, ...] = ()
    """The accounts that run Airflow in the shared subnets."""

    @model_validator(mode="after")
    def _every_rule(self) -> Deployment:
        # Imported here: the rules are about deployments, so they import this module.
        from mwaa_tf.config.rules import violations

        if found := tuple(violations(self)):
            text = "; ".join(f"{'.'.join(map(str, path))}: {message}" for path, message in found)
            raise PydanticCustomError("mwaa_tf_rules", "{text}", {"text": text, "found": found})
        return self

    @cached_property
    def environments(self) -> tuple[ResolvedEnvironment, ...]:
        """All environments, each with its participant's defaults filled in, in the order of the configuration."""
        return tuple(
            ResolvedEnvironment(
                p, e, participant, _with_defaults(environment, participant.defaults), environment, self.name
            )
            for p, participant in enumerate(self.participants)
            for e, environment in enumerate(participant.environments)
        )


@dataclass(frozen=True)
class ResolvedEnvironment:
    """An environment in its place."""

    participant_index: int
    environment_index: int
    participant: Participant
    settings: Environment
    """With the defaults of the participant merged in."""
    written: Environment
    """As the configuration has it."""
    deployment: str

    @property
    def key(self) -> str:
        """``<participant>-<environment>``, unique in the deployment."""
        return f"{self.participant.name}-{self.settings.name}"

    @property
    def name(self) -> str:
        """The environment's name in AWS."""
        existing = self.settings.existing
        return (existing and existing.name) or f"{self.deployment}-{self.key}"

    def path(self, field: str, *rest: str | int) -> tuple[str | int, ...]:
        """Where ``field`` was written: in the environment itself or in its participant's defaults."""
        participant = ("participants", self.participant_index)
        defaults, written = self.participant.defaults.model_fields_set, self.written.model_fields_set
        if field in defaults and (
            field not in written or (field in _MERGED and rest and not _has(getattr(self.written, field), rest[0]))
        ):
            return (*participant, "defaults", field, *rest)
        return (*participant, "environments", self.environment_index, field, *rest)


#: Fields whose parts are independent of each other: an environment may say one and inherit the rest.
_MERGED = ("tags", "airflow_configuration_options", "logging", "timeouts", "access", "monitoring")


def _with_defaults(environment: Environment, defaults: EnvironmentSettings) -> Environment:
    if not defaults.model_fields_set:
        return environment
    inherited: dict[str, Any] = {
        field: getattr(defaults, field) for field in defaults.model_fields_set - environment.model_fields_set
    }
    for field in _MERGED:
        if field in defaults.model_fields_set and field in environment.model_fields_set:
            inherited[field] = _merged(getattr(defaults, field), getattr(environment, field))
    return environment.model_copy(update=inherited)


def _has(part: Any, name: str | int) -> bool:
    return name in (part if isinstance(part, Mapping) else part.model_fields_set)


def _merged(under: Any, over: Any) -> Any:
    if isinstance(under, Mapping):
        return {**under, **over}
    return under.model_copy(update={field: getattr(over, field) for field in over.model_fields_set})
