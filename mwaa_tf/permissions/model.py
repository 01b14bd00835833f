"""Permissions as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Permission:
    """One action on one resource, and why it is needed."""

    action: str
    arn: str = "*"
    """May have wildcards."""
    kind: str = ""
    """The kind of resource; empty if the action is limited to none that is known."""
    condition: tuple[str, ...] = ()
    """Operator, key and values; empty for none."""
    source: str = ""
    """Where AWS documents the need; empty if a call showed it."""

    @property
    def service(self) -> str:
        """The prefix of the action: ``ec2``."""
        return self.action.split(":", 1)[0]

    @property
    def observed(self) -> bool:
        """Whether a call showed it."""
        return not self.source


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The workspace and the operation that showed a need or, for a documented one, that brings it with it."""

    workspace: str
    operation: str


@dataclass(frozen=True, slots=True)
class TerraformRole:
    """What Terraform's role in an account needs."""

    title: str
    """``owner``, or the participant's name."""
    account_id: str
    role_arn: str | None
    """None if the configuration names no role."""
    permissions: Mapping[Permission, frozenset[Evidence]]
