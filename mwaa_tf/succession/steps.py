"""The steps of a succession, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class PairStep(StrEnum):
    """A step, in the order in which they are taken."""

    CREATE = "create"
    COMPARE = "compare"
    PAUSE = "pause"
    ACTIVATE = "activate"
    SWITCH = "switch"
    KEEP = "keep"
    REMOVE = "remove"

    @property
    def purpose(self) -> str:
        """What it does, in a few words."""
        return _PURPOSES[self]

    @property
    def place(self) -> int:
        """How many steps come before it."""
        return tuple(PairStep).index(self)


_PURPOSES = {
    PairStep.CREATE: "create the successor beside its predecessor",
    PairStep.COMPARE: "compare DAGs, connections, variables and pools of both",
    PairStep.PAUSE: "pause the DAGs of the predecessor",
    PairStep.ACTIVATE: "unpause the same DAGs of the successor",
    PairStep.SWITCH: "let load balancer, VPN and bastion serve the successor",
    PairStep.KEEP: "keep the predecessor for some days",
    PairStep.REMOVE: "destroy the workspaces of the predecessor",
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

    step: PairStep
    state: StepState
    reason: str = ""
    """A sentence without a full stop; it may have texts from AWS, with control characters escaped."""
    short: str = ""
    """:attr:`reason` for a row of a table; empty where that is short enough itself."""
    is_taken: bool = False
    """Whether there is something to take back, which has to be before an earlier step is."""


def next_step(statuses: Sequence[StepStatus]) -> StepStatus | None:
    """The first step after the last one that was taken that is not done; None once all are.

    What precedes a step that was taken does not hold it up any more, such as differences that were accepted.
    """
    taken = max((place for place, status in enumerate(statuses) if status.is_taken), default=0)
    return next((status for status in statuses[taken:] if not status.state.lets_go_on), None)
