"""What can go wrong on request, and when it does.

Whether a call fails is drawn from the seed, from what the call is (workspace, account, service, action) and from how
many such calls came before. So it does not depend on the order in which Terraform's parallel calls happen to arrive,
and a run can be repeated.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws.calls import Question, changes

Effect = Literal["throttle", "error500", "cut_before", "cut_after"]

_ENDPOINT_STATES = ("pendingAcceptance", "failed")
_HELD_STATES = ("CREATING", "PENDING", "UPDATING", "ROLLING_BACK", "DELETING", "MAINTENANCE", "UNAVAILABLE")
_LONGEST_WAIT = 300.0


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """What is to go wrong; nothing, by default."""

    throttle: float = 0.0
    """The share of calls that are throttled, 0 to 1."""
    error500: float = 0.0
    """The share of calls that the service answers with an internal error, without having done anything."""
    slow: float = 0.0
    """Seconds that every answer waits."""
    cut: float = 0.0
    """The share of calls whose connection is closed without an answer. Of those that change something, half were
    carried out nevertheless."""
    endpoint: str | None = None
    """The state in which interface endpoints stay: ``pendingAcceptance`` or ``failed``."""
    hold: str | None = None
    """The state that environments never leave once they are in it."""

    def with_fault(self, text: str) -> FaultPlan:
        """This plan and one more fault, ``NAME=VALUE``. Raises :class:`UsageError` that says what is allowed."""
        name, equals, value = text.partition("=")
        if not equals or name not in _ALLOWED:
            allowed = ", ".join(f"{name}={form}" for name, form in _ALLOWED.items())
            raise UsageError(f"fault {text!r}: unknown; allowed are {allowed}")
        match name:
            case "endpoint":
                return replace(self, endpoint=_one_of(text, value, _ENDPOINT_STATES))
            case "hold":
                return replace(self, hold=_one_of(text, value, _HELD_STATES))
            case "slow":
                return replace(self, slow=_number(text, value, _LONGEST_WAIT))
            case "throttle":
                return replace(self, throttle=_number(text, value, 1.0))
            case "error500":
                return replace(self, error500=_number(text, value, 1.0))
            case _:
                return replace(self, cut=_number(text, value, 1.0))


_ALLOWED = {
    "throttle": "RATE",
    "error500": "RATE",
    "slow": "SECONDS",
    "cut": "RATE",
    "endpoint": "|".join(_ENDPOINT_STATES),
    "hold": "|".join(_HELD_STATES),
}


def parse(faults: Iterable[str]) -> FaultPlan:
    """The plan that ``NAME=VALUE`` texts make. Raises :class:`UsageError` for the first that means nothing."""
    plan = FaultPlan()
    for text in faults:
        plan = plan.with_fault(text)
    return plan


class Faults:
    """The faults of a running local AWS. ``plan`` may be replaced while it runs."""

    def __init__(self, plan: FaultPlan = FaultPlan(), seed: int = 0) -> None:
        self._lock = threading.Lock()
        self.restart(plan, seed)

    def restart(self, plan: FaultPlan, seed: int) -> None:
        """Begin anew: the draws of ``seed`` from the first on."""
        with self._lock:
            self.plan = plan
            self.seed = seed
            self._drawn: Counter[tuple[str, ...]] = Counter()

    @property
    def endpoint(self) -> str | None:
        """The state in which interface endpoints stay, if any."""
        return self.plan.endpoint

    @property
    def hold(self) -> str | None:
        """The state that environments never leave once they are in it, if any."""
        return self.plan.hold

    def draw(self, asked: Question, account_id: str) -> Effect | None:
        """What happens to this call.

        STS and the state's bucket are no exceptions: AWS throttles and fails there too. One thing is left out: a lock
        file is never written and then the answer lost. Terraform would try again, find its own lock and take it for
        another's until somebody ran `terraform force-unlock`; that is a weakness of locks in S3, not of a workspace.
        """
        plan = self.plan
        if asked.preparation or not (plan.throttle or plan.error500 or plan.cut):
            return None
        kind = (asked.workspace, account_id, asked.service, asked.action)
        with self._lock:
            self._drawn[kind] += 1
            number = self._drawn[kind]
        chance, half = self._chances(kind, number)
        for effect, share in (("throttle", plan.throttle), ("error500", plan.error500)):
            if chance < share:
                return "throttle" if effect == "throttle" else "error500"
            chance -= share
        if chance < plan.cut:
            return "cut_after" if half and changes(asked.action) and not asked.conditional else "cut_before"
        return None

    def _chances(self, kind: tuple[str, ...], number: int) -> tuple[float, bool]:
        """A number from 0 up to 1 and the side of a coin."""
        digest = hashlib.blake2b("\0".join([str(self.seed), *kind, str(number)]).encode(), digest_size=8).digest()
        return int.from_bytes(digest[:7]) / 2**56, bool(digest[7] & 1)


faults = Faults()
"""The faults of this process's local AWS: one object for ever, like :data:`mwaa_tf.local_aws.clock.clock`."""


def _number(text: str, value: str, most: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= most:
        raise UsageError(f"fault {text!r}: wants a number from 0 to {most:g}")
    return number


def _one_of(text: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise UsageError(f"fault {text!r}: wants one of {', '.join(allowed)}")
    return value
