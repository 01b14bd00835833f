"""The steps of a succession, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """A step, in the order in which they are taken."""

    CREATE = "create"
    """Apply the successor's workspaces, and follow it to AVAILABLE."""

    @property
    def purpose(self) -> str:
        """What it does, in a few words."""
        return _TITLES[self]


_TITLES = {
    Step.CREATE: "create the successor beside its predecessor",
}


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    PARTLY = "partly done"
    """It was begun, or something has changed since: take it again."""
    TO_DO = "to do"
    WAITS = "waits"
    """For an earlier step, or for AWS."""
    NOT_NEEDED = "not needed"
    UNKNOWN = "not known"
    """What would tell could not be read."""

    @property
    def lets_go_on(self) -> bool:
        """Whether the next step may be taken."""
        return self in (StepState.DONE, StepState.NOT_NEEDED)


@dataclass(frozen=True, slots=True)
class StepStatus:
    """A step, where it stands, and why."""

    step: Step
    state: StepState
    reason: str = ""
    """A sentence without a full stop; it may have texts from AWS, with control characters escaped."""


def next_step(statuses: tuple[StepStatus, ...]) -> StepStatus | None:
    """The first step that is not done; None once all are."""
    return next((status for status in statuses if not status.state.lets_go_on), None)
