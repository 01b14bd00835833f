"""Permissions as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Permission:
    """One action on one resource, and why.

    ``arn`` may have wildcards. ``kind`` is the kind of resource; empty where the action can be limited to none that is
    known. ``condition`` is operator, key and values; empty for none. ``source`` is where AWS documents the need; empty
    where a call showed it.
    """

    action: str
    arn: str = "*"
    kind: str = ""
    condition: tuple[str, ...] = ()
    source: str = ""

    @property
    def service(self) -> str:
        """The prefix of the action."""
        return self.action.split(":", 1)[0]

    @property
    def observed(self) -> bool:
        """Whether a call showed it."""
        return not self.source


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """Who made which call; for what is documented, the call that brings the need with it."""

    workspace: str
    operation: str


@dataclass(frozen=True, slots=True)
class Role:
    """What Terraform's role in an account needs."""

    title: str
    """``owner``, or the participant's name."""
    account_id: str
    role_arn: str | None
    """Where the configuration names one."""
    permissions: Mapping[Permission, frozenset[Seen]]
