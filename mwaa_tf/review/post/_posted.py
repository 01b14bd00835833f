"""The result of posting a review."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Posted:
    """The result of posting a review."""

    outcome: str
    """``created``, ``updated`` or ``unchanged``, ``closed`` for an issue; ``skipped`` where nothing was posted, for a
    good reason."""
    urls: tuple[str, ...] = ()
    """The addresses of the comments in their order, or of the issue."""
    reason: str = ""
    """Why nothing was posted, or why an issue is as it was."""
