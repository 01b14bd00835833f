"""A state as it was read, from wherever it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mwaa_tf.lifecycle.status.locks import StateLock
from mwaa_tf.lifecycle.status.state_contents import StateContents

#: Bytes of a state that is read; that of a thousand resources has a few MiB.
LARGEST_STATE = 256 << 20


class StateProblem(StrEnum):
    """Why a state could not be read."""

    NONE = ""
    CREDENTIALS = "needs credentials"
    NO_BUCKET = "no bucket"
    UNREADABLE = "unreadable"
    TRANSIENT = "not read"
    """The network or AWS failed; trying again may help."""
    NOT_INITIALISED = "not initialised"
    """Only Terraform or OpenTofu can read it, and has not been initialised in the folder."""


@dataclass(frozen=True, slots=True)
class StateReading:
    """A state, or why it could not be read."""

    location: str
    """The file, ``s3://bucket/key``, or the name in HCP Terraform."""
    contents: StateContents | None = None
    """None where no state exists."""
    modified: datetime | None = None
    """When it was written; None where that is not known."""
    modified_by: str = ""
    """Whose file it is; empty where the backend does not tell."""
    lock: StateLock | None = None
    problem: StateProblem = StateProblem.NONE
    reason: str = ""
    """What the problem is, in words."""
    notes: tuple[str, ...] = ()
    """What could not be found out beside the state."""
    is_encrypted: bool = False
    """Whether OpenTofu has encrypted it, which is the problem if there is one."""
