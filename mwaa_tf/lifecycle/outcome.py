"""The result of an action on a workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.terraform import Plan, RootModule, TerraformError
from mwaa_tf.terraform.events import Summary
from mwaa_tf.terraform.root_module import OnEvent
from mwaa_tf.text import join_words

Action = Literal["init", "plan", "apply", "follow", "refresh", "destroy"]

#: How an action ended; ``waiting`` and ``needs credentials`` are no failures.
Result = Literal["ok", "failed", "skipped", "waiting", "needs credentials"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one action did to one workspace, how long it took, and why it failed or was not done."""

    workspace: str
    stage: int
    action: Action
    seconds: float = 0.0
    attempts: int = 0
    """Failed ones included; 0 for a workspace that Terraform did not run in."""
    plan: Plan | None = None
    summary: Summary | None = None
    error: MwaaTfError | None = None
    blocked_by: tuple[str, ...] = ()
    """The workspaces because of which it was skipped: they failed, or were skipped themselves."""
    waits_for: tuple[str, ...] = ()
    """The workspaces that must be applied first, since their states lack outputs that this one reads."""
    needs_credentials: str = ""
    """The account whose credentials are missing, in words: ``account 222222222222 (data)``; else empty."""
    notes: tuple[str, ...] = ()
    """What a person should know besides, one line each."""
    log: Path | None = None
    """The file with all that Terraform printed."""

    @property
    def ok(self) -> bool:
        """Whether it succeeded."""
        return self.result == "ok"

    @property
    def result(self) -> Result:
        """How it ended."""
        if self.error:
            return "failed"
        if self.blocked_by:
            return "skipped"
        if self.waits_for:
            return "waiting"
        return "needs credentials" if self.needs_credentials else "ok"

    @property
    def failures(self) -> tuple[str, ...]:
        """Why it did not succeed, a line for each of Terraform's errors; empty for one that did."""
        if self.blocked_by and self.action == "destroy":
            return (f"kept because {join_words(self.blocked_by)} still {_needs(len(self.blocked_by))} it",)
        if self.blocked_by:
            return (f"skipped because {join_words(self.blocked_by)} did not complete",)
        if self.waits_for:
            return (f"waits until {join_words(self.waits_for)} {'is' if len(self.waits_for) == 1 else 'are'} applied",)
        if self.needs_credentials:
            return (f"needs credentials of {self.needs_credentials}",)
        if isinstance(self.error, TerraformError) and self.error.lock_id:
            return (self.error.lock_explanation,)
        if isinstance(self.error, TerraformError) and self.error.diagnostics:
            return tuple(str(diagnostic) for diagnostic in self.error.diagnostics)
        return (" ".join(str(self.error).split()),) if self.error else ()


def _needs(count: int) -> str:
    return "needs" if count == 1 else "need"


Operation = Callable[[RootModule, OnEvent], Outcome]
"""What an action does with one root module. The caller fills in workspace, stage, seconds and attempts."""
