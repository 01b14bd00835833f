"""The result of an action on a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.terraform import Plan, TerraformError
from mwaa_tf.terraform.events import Summary
from mwaa_tf.text import join_words

Action = Literal["init", "plan", "apply", "refresh", "destroy"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one action did to one workspace, how long it took, and why it failed or was skipped."""

    workspace: str
    stage: int
    action: Action
    seconds: float = 0.0
    attempts: int = 0
    """Failed ones included; 0 for a workspace that was skipped."""
    plan: Plan | None = None
    summary: Summary | None = None
    error: MwaaTfError | None = None
    blocked_by: tuple[str, ...] = ()
    """The workspaces because of which it was skipped: they failed, or were skipped themselves."""

    @property
    def ok(self) -> bool:
        """Whether it succeeded."""
        return self.error is None and not self.blocked_by

    @property
    def failures(self) -> tuple[str, ...]:
        """Why it did not succeed, a line for each of Terraform's errors; empty for one that did."""
        if self.blocked_by:
            return (f"skipped because {join_words(self.blocked_by)} did not complete",)
        if isinstance(self.error, TerraformError) and self.error.diagnostics:
            return tuple(str(diagnostic) for diagnostic in self.error.diagnostics)
        return (" ".join(str(self.error).split()),) if self.error else ()
