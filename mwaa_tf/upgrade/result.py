"""What an upgrade is about to do, and what it did."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor import Finding
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.mwaa.upgrade_path import UpgradeStep
from mwaa_tf.upgrade.pending import PendingChanges
from mwaa_tf.upgrade.preflight import ProposedFile
from mwaa_tf.upgrade.running import RunningEnvironment


@dataclass(frozen=True, slots=True)
class UpgradeProposal:
    """The way from the version that runs to the requested one."""

    running: RunningEnvironment
    requested: str
    configured: str | None
    """The version in the configuration; None where it sets none."""
    path: tuple[UpgradeStep, ...] | None
    """None if only a new environment leads there, or if the version that runs is none that is known."""
    pending: PendingChanges | None = None
    """None where nothing has to be planned: without a path, or without a step."""
    findings: tuple[Finding, ...] = ()
    """What the preflight found, the worst first."""
    files: tuple[ProposedFile, ...] = ()
    """Files of the bucket as the versions need them; nothing writes them there."""

    @property
    def is_there(self) -> bool:
        """Whether the environment runs the requested version."""
        return self.path == ()


@dataclass(frozen=True, slots=True)
class StepResult:
    """How one step ended."""

    step: UpgradeStep
    seconds: float
    arguments: tuple[str, ...] = ()
    """The arguments of UpdateEnvironment that went along with the version."""
    error: str = ""
    is_still_running: bool = False
    """Whether AWS may still be at work on it."""


@dataclass(frozen=True, slots=True)
class UpgradeResult:
    """What was done, in this call."""

    steps: tuple[StepResult, ...] = ()
    version: str = ""
    """What the environment runs now."""
    configured: str | None = None
    """What the configuration says now."""
    agreement: tuple[Outcome, ...] = ()
    """The refresh of the state, where it failed, and the plans that followed."""
    error: str = ""
    """Why the configuration, the files or the state do not agree with the environment."""

    @property
    def remaining(self) -> tuple[Outcome, ...]:
        """The plans that are not empty."""
        return tuple(outcome for outcome in self.agreement if outcome.plan and not outcome.plan.is_empty)

    @property
    def failed(self) -> bool:
        """Whether a step failed, or something still has to be done."""
        return bool(
            self.error
            or any(step.error for step in self.steps)
            or self.remaining
            or any(outcome.result == "failed" for outcome in self.agreement)
        )
