"""What a plan has that this version of mwaa_tf does not know: words and keys, each with where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

UnrecognizedKind = Literal[
    "action", "action reason", "mode", "check status", "deferral reason", "trigger event", "failure mode", "key"
]


@dataclass(frozen=True, slots=True)
class Unrecognized:
    """A word or a key of a plan, verbatim. It may do anything, so it is never taken for nothing."""

    kind: UnrecognizedKind
    word: str
    """The word, or the path of the key, without the indexes of lists: ``resource_changes[].change.urgency``."""
    address: str | None = None
    """The resource, action, output or check that has it; None for the plan as a whole."""
    value: Any = None
    """What the key has, masked; None for a word."""
