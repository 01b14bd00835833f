"""How it ended for a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.terraform import Plan, TerraformError
from mwaa_tf.terraform.events import Summary

Action = Literal["init", "plan", "apply", "refresh", "destroy"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one action on one workspace.

    ``blocked_by`` are the workspaces whose failure kept it from being tried. ``attempts`` counts those that failed too.
    """

    workspace: str
    stage: int
    action: Action
    seconds: float = 0.0
    attempts: int = 0
    plan: Plan | None = None
    summary: Summary | None = None
    error: MwaaTfError | None = None
    blocked_by: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.error is None and not self.blocked_by

    @property
    def failures(self) -> tuple[str, ...]:
        """Why it was not done, a line for each of Terraform's errors; none where it was."""
        if self.blocked_by:
            return (f"not tried, for want of {', '.join(self.blocked_by)}",)
        if isinstance(self.error, TerraformError) and self.error.diagnostics:
            return tuple(str(diagnostic) for diagnostic in self.error.diagnostics)
        return (" ".join(str(self.error).split()),) if self.error else ()
