"""Faults to inject: throttling, cut connections, statuses that never change, updates that are rolled back and others.

Whether a call fails depends on the seed, on the kind of call (workspace, account, service, action) and on the number of
calls of that kind before it. It does not depend on the order in which Terraform's parallel calls arrive, so a run can
be repeated.

To add a fault, add a field to :class:`FaultPlan`, its parser to ``_PARSERS``, and its effect where it takes place.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws.api_requests import ApiRequest
from mwaa_tf.local_aws.calls import changes
from mwaa_tf.mwaa.airflow_versions import OFFERED
from mwaa_tf.mwaa.status import Status

Effect = Literal["expired", "throttle", "error500", "cut_before", "cut_after"]

_ENDPOINT_STATES = ("pendingAcceptance", "failed")
_STATUSES = (
    Status.CREATING,
    Status.PENDING,
    Status.UPDATING,
    Status.ROLLING_BACK,
    Status.DELETING,
    Status.MAINTENANCE,
    Status.UNAVAILABLE,
)
_LONGEST_WAIT = 300.0
_MOST_CALLS = 1_000_000
_MOST_HOURS = 48.0
_ANY_UPDATE = "any"


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """The faults to inject; none by default."""

    throttle: float = 0.0
    """The rate of calls that are throttled, 0 to 1."""
    error500: float = 0.0
    """The rate of calls that fail with an internal error of the service and change nothing, 0 to 1."""
    slow: float = 0.0
    """Seconds by which each response is delayed, 0 to 300."""
    cut: float = 0.0
    """The rate of calls whose connection is closed without a response, 0 to 1. Of those that change something, half
    are executed nevertheless."""
    endpoint: str | None = None
    """The state in which interface endpoints for environments stay: ``pendingAcceptance`` or ``failed``."""
    status: Status | None = None
    """The status that environments never leave once they are in it."""
    share: float | None = None
    """Seconds that RAM takes for each association of a share, 0 to 300."""
    expire: int | None = None
    """Calls after which all credentials have expired, as those of a session do: every later call is refused."""
    rollback: str | None = None
    """The version of Airflow, or ``any``: updates that lead to it are rolled back."""
    tasks: float | None = None
    """Hours that a task still runs, 0 to 48, in each environment that is updated."""

    def with_fault(self, text: str) -> FaultPlan:
        """This plan with one more fault, ``NAME=VALUE``. Raises :class:`UsageError` that lists the allowed ones."""
        name, equals, value = text.partition("=")
        if not equals or name not in _PARSERS:
            allowed = ", ".join(f"{name}={values}" for name, (values, _) in _PARSERS.items())
            raise UsageError(f"fault {text!r}: unknown; allowed are {allowed}")
        _, parse_value = _PARSERS[name]
        fault: dict[str, Any] = {name: parse_value(text, value)}
        return replace(self, **fault)


def parse(faults: Iterable[str]) -> FaultPlan:
    """The plan with all of ``faults``, each ``NAME=VALUE``. Raises :class:`UsageError` for the first invalid one."""
    plan = FaultPlan()
    for text in faults:
        plan = plan.with_fault(text)
    return plan


class Faults:
    """The faults of a running local AWS. ``plan`` may be replaced at any time."""

    def __init__(self, plan: FaultPlan = FaultPlan(), seed: int = 0) -> None:
        self._lock = threading.Lock()
        self.restart(plan, seed)

    def restart(self, plan: FaultPlan, seed: int) -> None:
        """Replace the plan, and draw from ``seed`` again."""
        with self._lock:
            self.plan = plan
            self.seed = seed
            self._calls: Counter[tuple[str, ...]] = Counter()
            self._signed_calls = 0

    @property
    def endpoint(self) -> str | None:
        """The state to which interface endpoints for environments are pinned, if any."""
        return self.plan.endpoint

    @property
    def status(self) -> Status | None:
        """The status to which environments are pinned, if any."""
        return self.plan.status

    @property
    def task_hours(self) -> float | None:
        """Hours that a task still runs in an environment that is updated, if one does."""
        return self.plan.tasks

    def rolls_back(self, airflow_version: str) -> bool:
        """Whether an update of an environment that leads to ``airflow_version`` is rolled back."""
        return self.plan.rollback in (_ANY_UPDATE, airflow_version)

    def draw(self, request: ApiRequest, account_id: str) -> Effect | None:
        """The fault of this call, if any.

        STS and the state bucket are not exempt: AWS throttles and fails there too. One case is left out: a lock file
        is never written without a response. Terraform would retry, find its own lock and take it for another's until
        someone runs `terraform force-unlock`; that is a weakness of locks in S3, not of a workspace.
        """
        plan = self.plan
        if request.preparation:
            return None
        if plan.expire is not None and request.signed:
            with self._lock:
                self._signed_calls += 1
                if self._signed_calls > plan.expire:
                    return "expired"
        if not (plan.throttle or plan.error500 or plan.cut):
            return None
        kind = (request.workspace, account_id, request.service, request.action)
        with self._lock:
            self._calls[kind] += 1
            number = self._calls[kind]
        chance, half = self._chances(kind, number)
        for effect, share in (("throttle", plan.throttle), ("error500", plan.error500)):
            if chance < share:
                return "throttle" if effect == "throttle" else "error500"
            chance -= share
        if chance < plan.cut:
            return "cut_after" if half and changes(request.action) and not request.conditional else "cut_before"
        return None

    def _chances(self, kind: tuple[str, ...], number: int) -> tuple[float, bool]:
        """A number from 0 up to 1, and a coin flip."""
        digest = hashlib.blake2b("\0".join([str(self.seed), *kind, str(number)]).encode(), digest_size=8).digest()
        return int.from_bytes(digest[:7]) / 2**56, bool(digest[7] & 1)


faults = Faults()
"""The faults of this process's local AWS: always the same object, like :data:`mwaa_tf.local_aws.clock.clock`."""


def _number(text: str, value: str, most: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= most:
        raise UsageError(f"fault {text!r}: expected a number from 0 to {most:g}")
    return number


def _rate(text: str, value: str) -> float:
    return _number(text, value, 1.0)


def _seconds(text: str, value: str) -> float:
    return _number(text, value, _LONGEST_WAIT)


def _calls(text: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= _MOST_CALLS):
        raise UsageError(f"fault {text!r}: expected a number of calls from 0 to {_MOST_CALLS}")
    return int(value)


def _endpoint_state(text: str, value: str) -> str:
    return _one_of(text, value, _ENDPOINT_STATES)


def _status(text: str, value: str) -> Status:
    return Status(_one_of(text, value, _STATUSES))


def _hours(text: str, value: str) -> float:
    return _number(text, value, _MOST_HOURS)


def _update(text: str, value: str) -> str:
    return _one_of(text, value, (_ANY_UPDATE, *OFFERED))


def _one_of(text: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise UsageError(f"fault {text!r}: expected one of {', '.join(allowed)}")
    return value


_PARSERS: Mapping[str, tuple[str, Callable[[str, str], object]]] = {
    "throttle": ("RATE", _rate),
    "error500": ("RATE", _rate),
    "slow": ("SECONDS", _seconds),
    "cut": ("RATE", _rate),
    "endpoint": ("|".join(_ENDPOINT_STATES), _endpoint_state),
    "status": ("|".join(_STATUSES), _status),
    "share": ("SECONDS", _seconds),
    "expire": ("CALLS", _calls),
    "rollback": (f"{_ANY_UPDATE}|VERSION", _update),
    "tasks": ("HOURS", _hours),
}
"""For each field of a plan, in which form its value is written, and what reads it."""
