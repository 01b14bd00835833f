"""Size of the measured deployments, and number of rounds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How much a run of the benchmarks measures."""

    short_rounds: int
    """Rounds of subjects that take less than a second."""
    long_rounds: int
    """Rounds of subjects that take seconds."""
    cdktf_rounds: int
    """Rounds of subjects that take minutes."""
    participants: int
    environments: int
    """Environments of each participant; a multiple of ten, because a tenth of them is rendered too."""

    @property
    def total(self) -> int:
        """Environments of all participants."""
        return self.participants * self.environments


#: The size for which the goals are set.
FULL = Size(short_rounds=21, long_rounds=7, cdktf_rounds=3, participants=10, environments=100)

#: Shows trends in half a minute.
QUICK = Size(short_rounds=5, long_rounds=3, cdktf_rounds=1, participants=10, environments=10)
