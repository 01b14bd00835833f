"""Which environments a destroy would leave without endpoints: they stay, and their endpoints do not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.lifecycle.explained import MissingCredentials
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.status.environments import environment_name


@dataclass(frozen=True, slots=True)
class StrandedEnvironment:
    """An environment that would stay without its endpoints: its database cannot be reached any more."""

    name: str
    """In AWS."""
    workspace: str
    """The path of the workspace that creates it."""
    account_id: str
    """The account it is in."""
    endpoints: str
    """The path of the workspace that creates its endpoints."""
    reason: str
    """Why it could not be destroyed; empty if only the endpoints were asked for."""


def stranded_environments(
    blueprint: Blueprint,
    chosen: Collection[str],
    destroyed: Collection[str],
    existing: Collection[str],
    unread: Collection[Outcome],
    missing_credentials: MissingCredentials,
) -> Iterator[StrandedEnvironment]:
    """The environments that would stay if the workspaces at the paths ``destroyed`` were destroyed.

    ``existing`` are the chosen workspaces that have an environment in their states, ``unread`` are those whose states
    could not be read. An environment that is not among ``chosen`` is taken to exist: its endpoints do.
    """
    unread_by_path = {outcome.workspace: outcome for outcome in unread}
    for endpoints, environment in _pairs(blueprint):
        path = environment.path
        if endpoints.path not in destroyed:
            continue
        reason = ""
        if path in unread_by_path:
            reason = "; ".join(unread_by_path[path].failures)
        elif path in destroyed and path in existing:
            account = missing_credentials(environment)
            reason = f"needs credentials of {account}" if account else ""
        elif path in existing:
            reason = "is kept, because another workspace needs it"
        if reason or path not in chosen:
            name, account_id = environment_name(environment), environment.account.account_id
            yield StrandedEnvironment(name, path, account_id, endpoints.path, reason)


def _pairs(blueprint: Blueprint) -> Iterator[tuple[Workspace, Workspace]]:
    """The workspaces of endpoints, each with the one that creates the environment."""
    for workspace in blueprint.workspaces:
        if workspace.stage is Stage.ENDPOINTS:
            for read in workspace.reads:
                other = blueprint.by_path[read.workspace]
                if other.stage is Stage.ENVIRONMENTS:
                    yield workspace, other
