"""Environments with their participant's defaults merged in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from mwaa_tf.config.environment import Environment, EnvironmentSettings
from mwaa_tf.config.participant import Participant
from mwaa_tf.config.succession import served

#: Fields whose parts are independent of each other: an environment may set one and inherit the rest.
_MERGED = ("tags", "airflow_configuration_options", "logging", "timeouts", "access", "monitoring")


class ResolvedEnvironment(Struct, frozen=True):
    """An environment of a participant of a deployment."""

    participant_index: int
    environment_index: int
    participant: Participant
    settings: Environment
    """With the defaults of the participant merged in."""
    written: Environment
    """As the configuration has it."""
    deployment: str
    configured: Environment
    """The settings, also with access methods that serve the other environment of a succession; see
    :mod:`mwaa_tf.config.succession`."""

    @property
    def key(self) -> str:
        """``<participant>-<environment>``, unique in the deployment."""
        return f"{self.participant.name}-{self.settings.name}"

    @property
    def name(self) -> str:
        """The environment's name in AWS."""
        existing = self.settings.existing
        return (existing and existing.name) or f"{self.deployment}-{self.key}"

    @property
    def access_key(self) -> str:
        """The key of the workspace with its access methods: its own, unless it has taken over another's."""
        return f"{self.participant.name}-{self.settings.access_workspace or self.settings.name}"

    @property
    def access_name(self) -> str:
        """The name of its access methods in AWS."""
        return f"{self.deployment}-{self.access_key}" if self.settings.access_workspace else self.name

    @property
    def domain_name(self) -> str | None:
        """The host name of the load balancer that serves it, or that served it or will in a succession."""
        alb = self.configured.access.alb
        return alb.domain_name if alb else None

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
    resolved: list[ResolvedEnvironment] = []
    for index, participant in enumerate(participants):
        settings = [_with_defaults(environment, participant.defaults) for environment in participant.environments]
        used = [served(each, settings) for each in settings] if any(map(_is_succession, settings)) else settings
        resolved += (
            ResolvedEnvironment(index, i, participant, used[i], written, deployment, settings[i])
            for i, written in enumerate(participant.environments)
        )
    return tuple(resolved)


def _is_succession(settings: Environment) -> bool:
    return settings.succeeds is not None or settings.access_workspace is not None


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
