"""The handshake: MWAA waits in PENDING for the owner's endpoints, and we wait for AVAILABLE.

Nothing in Terraform does: the provider takes PENDING for done (MWAA user guide, vpc-endpoint-management).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from mwaa_tf import aws
from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.events import Listener, null_listener
from mwaa_tf.lifecycle.lifecycle import Environ
from mwaa_tf.lifecycle.pending import why_pending
from mwaa_tf.lifecycle.watch import UNKNOWN, EnvironmentWatch, StatusSnapshot
from mwaa_tf.text import escape_control_characters

#: MWAA gives up on the endpoints after 72 hours; once they are there it is a matter of minutes.
TIMEOUT = timedelta(hours=2)

#: States in which an environment stays until somebody does something.
_FINAL = ("AVAILABLE", "CREATE_FAILED", "UPDATE_FAILED", "UNAVAILABLE", "DELETED")


@dataclass(frozen=True, slots=True)
class Handshake:
    """An environment that waits for endpoints, and the two workspaces that bring them together."""

    name: str
    """The environment's name in AWS."""
    environment: Workspace
    endpoints: Workspace


class HandshakeError(MwaaTfError):
    """Environments that did not become AVAILABLE; ``reasons`` says why, by the environment's name."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self.reasons = dict(reasons)
        super().__init__(
            "\n".join(escape_control_characters(f"{name}: {reason}") for name, reason in self.reasons.items())
        )


def handshakes(blueprint: Blueprint) -> tuple[Handshake, ...]:
    """The environments of ``blueprint`` that wait for endpoints of another workspace."""
    return tuple(
        Handshake(str(call.arguments["name"]), environment, endpoints)
        for endpoints in blueprint.workspaces
        for read in endpoints.reads
        if endpoints.stage == 3
        for environment in [blueprint.by_path[read.workspace]]
        for call in environment.calls
        if call.module == "environment"
    )


def watch_environments(
    waiting: Sequence[Handshake], environ: Environ, *, interval: float = 30.0, listener: Listener = null_listener
) -> EnvironmentWatch:
    """A watch over ``waiting``, each with its participant's credentials: ``environ`` is that of :class:`Lifecycle`."""
    ask = {handshake.name: _asking(handshake, environ) for handshake in waiting}
    return EnvironmentWatch(ask, interval=interval, listener=listener)


def wait_until_available(
    watch: EnvironmentWatch, waiting: Sequence[Handshake], environ: Environ, *, timeout: timedelta = TIMEOUT
) -> None:
    """Wait until all of ``waiting`` are AVAILABLE, no longer than ``timeout``; it can be called again at any time.

    Raises :class:`HandshakeError` with the reason for each one that is not.
    """
    names = [handshake.name for handshake in waiting]
    watch.wait(
        lambda seen: all(seen[name].status in _FINAL or seen[name].hopeless for name in names),
        timeout.total_seconds(),
    )
    reasons = {item.name: _reason(watch.seen(item.name), item, environ, timeout) for item in waiting}
    if failed := {name: reason for name, reason in reasons.items() if reason}:
        raise HandshakeError(failed)


def _asking(handshake: Handshake, environ: Environ) -> Callable[[], Mapping[str, Any]]:
    workspace = handshake.environment

    @cache
    def mwaa() -> Any:
        return aws.client("mwaa", workspace.account, workspace.region, environ(workspace))

    def ask() -> Mapping[str, Any]:
        answer: Mapping[str, Any] = mwaa().get_environment(Name=handshake.name)["Environment"]
        return answer

    return ask


def _reason(seen: StatusSnapshot, handshake: Handshake, environ: Environ, timeout: timedelta) -> str:
    if seen.status == "AVAILABLE":
        return ""
    if seen.hopeless:
        return f"cannot be asked for its state: {seen.error}"
    if seen.environment is None:
        nothing = f"MWAA has not answered within {_readable(timeout)}"
        return seen.error or (
            nothing if seen.status == UNKNOWN else "there is no such environment; apply its workspace"
        )
    if seen.status in _FINAL:
        return f"{seen.status}: {_error(seen.environment)}"
    after = f"still {seen.status} after {_readable(timeout)}"
    if seen.status == "PENDING":
        owner = handshake.endpoints
        ec2 = aws.client("ec2", owner.account, owner.region, environ(owner))
        return f"{after}: {'; '.join(why_pending(seen.environment, ec2)) or 'its endpoints are there; wait on'}"
    return after + (f" ({seen.error})" if seen.error else "")


def _error(environment: Mapping[str, Any]) -> str:
    error = environment.get("LastUpdate", {}).get("Error", {})
    found: Iterable[str] = (str(error[key]) for key in ("ErrorCode", "ErrorMessage") if error.get(key))
    return ": ".join(found) or "MWAA gives no reason"


def _readable(duration: timedelta) -> str:
    if duration.total_seconds() < 1:
        return f"{duration.total_seconds():g} s"
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    return " ".join([*[f"{minutes} min"] * (minutes > 0), *[f"{seconds} s"] * (seconds > 0 or minutes == 0)])
