"""How a rehearsal went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mwaa_tf.text import escape_control_characters


@dataclass(frozen=True, slots=True)
class Check:
    """Something that had to hold: ``details`` says what did not; none where it held."""

    name: str
    details: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it held."""
        return not self.details


@dataclass(frozen=True, slots=True)
class WorkspaceReport:
    """What a workspace took: ``resources`` in its state after the apply, ``seconds`` for each of its actions.

    ``statuses`` are the states that its environment went through, none for other workspaces; ``attempts`` is how often
    it was applied.
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
    """The whole of it; ``terraform_seconds`` is what its Terraform processes took, added up."""

    deployment: str
    workspaces: tuple[WorkspaceReport, ...]
    checks: tuple[Check, ...]
    seconds: float
    terraform_seconds: float
    calls: int
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all of it held."""
        return all(check.ok for check in self.checks)

    @property
    def ratio(self) -> float:
        """Seconds of the whole to those of Terraform's processes one after another."""
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
            "workspaces": [
                {
                    "path": workspace.path,
                    "stage": workspace.stage,
                    "account_id": workspace.account_id,
                    "resources": workspace.resources,
                    "attempts": workspace.attempts,
                    "seconds": {action: round(taken, 2) for action, taken in workspace.seconds.items()},
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
