"""The two environments of a succession."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config import Deployment
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.succession import has_methods
from mwaa_tf.errors import UsageError
from mwaa_tf.text import join_words, unknown


@dataclass(frozen=True, slots=True)
class Pair:
    """An environment, and the one that it succeeds."""

    successor: ResolvedEnvironment
    predecessor: ResolvedEnvironment

    @property
    def successor_paths(self) -> tuple[str, ...]:
        """The workspaces that the successor adds, in the order of applying."""
        return _paths(self.successor)

    @property
    def predecessor_paths(self) -> tuple[str, ...]:
        """The workspaces that are left to the predecessor once the access methods serve the successor."""
        return _paths(self.predecessor)

    @property
    def access_path(self) -> str | None:
        """The workspace of the access methods that both share; None where the predecessor has none."""
        if not has_methods(self.predecessor.configured):
            return None
        return Stage.ACCESS.path(self.predecessor.key)

    @property
    def is_switched(self) -> bool:
        """Whether the configuration lets the access methods serve the successor."""
        return self.successor.written.access_workspace is not None


def pair_of(deployment: Deployment, key: str) -> Pair:
    """The succession of the environment ``key``. Raises :class:`UsageError` where it succeeds none."""
    by_key = {environment.key: environment for environment in deployment.environments}
    if key not in by_key:
        raise UsageError(unknown("environment", key, list(by_key)))
    successor = by_key[key]
    if successor.written.succeeds is None:
        successors = [each.key for each in by_key.values() if each.written.succeeds]
        known = f"; a successor is {join_words(successors, 'or')}" if successors else ""
        raise UsageError(f"{key} succeeds no environment: its configuration has no `succeeds`{known}")
    return Pair(successor, by_key[f"{successor.participant.name}-{successor.written.succeeds}"])


def _paths(environment: ResolvedEnvironment) -> tuple[str, ...]:
    return tuple(stage.path(environment.key) for stage in (Stage.ENVIRONMENTS, Stage.ENDPOINTS))
