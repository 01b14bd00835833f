"""The report of a rehearsal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mwaa_tf.text import escape_control_characters

if TYPE_CHECKING:
    from mwaa_tf.local_aws.calls import Call


@dataclass(frozen=True, slots=True)
class RehearsalCheck:
    """A check of a rehearsal; ``details`` has a line for everything that failed."""

    name: str
    details: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.details


@dataclass(frozen=True, slots=True)
class WorkspaceReport:
    """What happened to a workspace.

    ``resources`` are those in its state after the first apply, ``attempts`` how often that was tried, and ``seconds``
    how long each action took, all of its runs added up. ``statuses`` are those of its environment, in their order;
    empty for other workspaces.
    """

    path: str
    stage: int
    account_id: str
    resources: int = 0
    attempts: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RehearsalReport:
    """The result of a rehearsal.

    ``seconds`` is how long it took, ``terraform_seconds`` how long its Terraform processes took, added up; ``calls``
    is how many calls the local AWS answered. ``program`` is what ran, Terraform or OpenTofu, and ``terraform_version``
    the version of it. ``planning`` has the calls that were made while everything was planned
    again; they are not part of :meth:`as_data`.
    """

    deployment: str
    workspaces: tuple[WorkspaceReport, ...]
    checks: tuple[RehearsalCheck, ...]
    seconds: float
    terraform_seconds: float
    calls: int
    program: str
    terraform_version: str
    notes: tuple[str, ...] = ()
    planning: tuple[Call, ...] = field(default=(), repr=False)

    @property
    def ok(self) -> bool:
        """Whether all checks passed."""
        return all(check.ok for check in self.checks)

    @property
    def ratio(self) -> float:
        """``seconds`` as a multiple of ``terraform_seconds``; 0 if Terraform did not run."""
        return self.seconds / self.terraform_seconds if self.terraform_seconds else 0.0

    def as_data(self) -> dict[str, Any]:
        """The report for a program: seconds rounded to hundredths."""
        return {
            "deployment": self.deployment,
            "ok": self.ok,
            "seconds": round(self.seconds, 2),
            "terraform_seconds": round(self.terraform_seconds, 2),
            "ratio": round(self.ratio, 3),
            "calls": self.calls,
            "program": self.program,
            "terraform_version": self.terraform_version,
            "workspaces": [
                {
                    "path": workspace.path,
                    "stage": workspace.stage,
                    "account_id": workspace.account_id,
                    "resources": workspace.resources,
                    "attempts": workspace.attempts,
                    "seconds": {action: round(seconds, 2) for action, seconds in workspace.seconds.items()},
                    "statuses": list(workspace.statuses),
                }
                for workspace in self.workspaces
            ],
            "checks": [
                {
                    "name": check.name,
                    "ok": check.ok,
                    "details": [escape_control_characters(detail) for detail in check.details],
                }
                for check in self.checks
            ],
            "notes": list(self.notes),
        }
