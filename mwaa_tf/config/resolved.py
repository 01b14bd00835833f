"""Environments with their participant's defaults merged in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mwaa_tf.config.environment import Environment, EnvironmentSettings
from mwaa_tf.config.participant import Participant

#: Fields whose parts are independent of each other: an environment may set one and inherit the rest.
_MERGED = ("tags", "airflow_configuration_options", "logging", "timeouts", "access", "monitoring")


@dataclass(frozen=True)
class ResolvedEnvironment:
    """An environment of a participant of a deployment."""

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


def resolve_environments(deployment: str, participants: Iterable[Participant]) -> tuple[ResolvedEnvironment, ...]:
    """All environments of ``participants``, in the order of the configuration."""
    return tuple(
        ResolvedEnvironment(
            participant_index,
            environment_index,
            participant,
            _with_defaults(environment, participant.defaults),
            environment,
            deployment,
        )
        for participant_index, participant in enumerate(participants)
        for environment_index, environment in enumerate(participant.environments)
    )


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


def _merged(defaults: Any, overrides: Any) -> Any:
    if isinstance(defaults, Mapping):
        return {**defaults, **overrides}
    return defaults.model_copy(update={field: getattr(overrides, field) for field in overrides.model_fields_set})
