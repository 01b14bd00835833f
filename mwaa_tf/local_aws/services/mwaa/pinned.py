"""States that hang, on request.

An environment that is held stays in that state until it is released. States that no request leads to (MAINTENANCE,
UNAVAILABLE, UPDATE_FAILED) are entered from AVAILABLE when they are held. There is no weekly maintenance without it: at
the speed of a rehearsal it would come at random.
"""

from __future__ import annotations

import threading

from mwaa_tf.local_aws.faults import faults

STATES = (
    "CREATING",
    "PENDING",
    "AVAILABLE",
    "CREATING_SNAPSHOT",
    "UPDATING",
    "ROLLING_BACK",
    "DELETING",
    "MAINTENANCE",
    "UNAVAILABLE",
    "UPDATE_FAILED",
)
"""What can be held: every state but CREATE_FAILED and DELETED, which nothing leaves anyway."""
ONLY_HELD = ("MAINTENANCE", "UNAVAILABLE", "UPDATE_FAILED")

ANY = "*"
"""Instead of a name: every environment."""

_lock = threading.Lock()
_held: dict[str, str] = {}


def hold(name: str, state: str) -> None:
    """Keep the environments called ``name``, of any account, in ``state`` once they are in it.

    Raises :class:`ValueError` for a state that cannot be held.
    """
    if state not in STATES:
        raise ValueError(f"an environment cannot be held in {state}; allowed is {', '.join(STATES)}")
    with _lock:
        _held[name] = state


def release(name: str = ANY) -> None:
    """Let go of ``name``, or of all."""
    with _lock:
        if name == ANY:
            _held.clear()
        else:
            _held.pop(name, None)


def held(name: str) -> str | None:
    """The state in which ``name`` is to be kept: asked for by its name, for all, or by the fault ``hold=STATE``."""
    with _lock:
        return _held.get(name, _held.get(ANY, faults.hold))
