"""How much is measured, and how often."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """The extent of a run of the benchmarks."""

    short_rounds: int
    """Rounds of what takes less than a second."""
    long_rounds: int
    """Rounds of what takes seconds."""
    cdktf_rounds: int
    """Rounds of what takes minutes."""
    participants: int
    environments: int
    """Environments of each participant; a multiple of ten, since the tenth of it is rendered too."""

    @property
    def total(self) -> int:
        """Environments of all participants."""
        return self.participants * self.environments


#: The size that the goals are made for.
FULL = Size(short_rounds=21, long_rounds=7, cdktf_rounds=3, participants=10, environments=100)

#: Enough to see in half a minute where things are going.
QUICK = Size(short_rounds=5, long_rounds=3, cdktf_rounds=1, participants=10, environments=10)
