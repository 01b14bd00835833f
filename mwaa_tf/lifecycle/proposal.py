"""What someone has to approve before it is applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mwaa_tf.lifecycle.plan_record import SavedPlan


@dataclass(frozen=True, slots=True)
class Proposal:
    """Plans that someone has to approve."""

    plans: Mapping[str, SavedPlan]
    """By the workspace's path, also those that change nothing: they belong to what was reviewed."""
    waiting: tuple[str, ...]
    """Workspaces that are planned in their turn, because what they read does not exist yet."""
    is_first: bool
    """Whether nothing was applied yet; else these plans come of what was."""
    held_back: Mapping[str, str] = field(default_factory=dict)
    """Of :attr:`plans`, the workspaces that are not applied whatever is approved, and why."""
    stale: tuple[str, ...] = ()
    """Of :attr:`plans`, the workspaces whose approved plans were no longer what was planned when they were due."""

    @property
    def changing(self) -> tuple[str, ...]:
        """The workspaces that would change."""
        return tuple(
            path for path, saved in self.plans.items() if not saved.plan.is_empty and path not in self.held_back
        )


#: Returns whether to apply a proposal; it may also raise.
Approve = Callable[[Proposal], bool]
