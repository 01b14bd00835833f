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
    """What a role of Terraform in an account needs."""

    title: str
    """``owner``, or the participant's name."""
    account_id: str
    role_arn: str | None
    """None if the configuration names no role."""
    permissions: Mapping[Permission, frozenset[Evidence]]
    plans_only: bool = False
    """Whether it only reads: everything that plans read, states included."""

    @property
    def stem(self) -> str:
        """What the names of its files begin with."""
        return policy_stem(self.title, self.account_id, plans_only=self.plans_only)


def policy_stem(title: str, account_id: str, *, plans_only: bool) -> str:
    """What the names of the files of a role begin with: `data-222222222222`, or `data-222222222222-plan`."""
    return f"{title}-{account_id}" + ("-plan" if plans_only else "")
