"""Environments whose status is pinned.

A pinned environment stays in a status, once it is in it, until it is unpinned. Statuses that no request leads to
(MAINTENANCE, UNAVAILABLE, UPDATE_FAILED) are entered from AVAILABLE while they are pinned. There is no weekly
maintenance otherwise: at the speed of a rehearsal it would come at random.
"""

from __future__ import annotations

import threading

from mwaa_tf.local_aws.faults import faults
from mwaa_tf.mwaa.status import Status

PINNABLE = tuple(status for status in Status if status not in (Status.CREATE_FAILED, Status.DELETED))
"""Every status but those that an environment never leaves."""

ENTERED_BY_PINNING = (Status.MAINTENANCE, Status.UNAVAILABLE, Status.UPDATE_FAILED)
"""What no request leads to."""

ANY = "*"
"""Instead of a name: every environment."""

_lock = threading.Lock()
_pinned: dict[str, Status] = {}


def pin(name: str, status: str) -> None:
    """Keep the environments called ``name``, of any account, in ``status`` once they are in it.

    Raises :class:`ValueError` for a status that is not in :data:`PINNABLE`.
    """
    if status not in PINNABLE:
        raise ValueError(f"an environment cannot be pinned to {status}; allowed is {', '.join(PINNABLE)}")
    with _lock:
        _pinned[name] = Status(status)


def unpin(name: str = ANY) -> None:
    """Let the environments called ``name`` continue, or all."""
    with _lock:
        if name == ANY:
            _pinned.clear()
        else:
            _pinned.pop(name, None)


def pinned_status(name: str) -> Status | None:
    """The status to which ``name`` is pinned: by its name, with all others, or by the fault ``status=STATUS``."""
    with _lock:
        return _pinned.get(name, _pinned.get(ANY, faults.status))
