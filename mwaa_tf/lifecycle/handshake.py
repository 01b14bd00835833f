"""The handshake: MWAA waits in PENDING for the owner's endpoints, and this waits until the environment is ready.

Terraform does not: the provider takes PENDING for done (MWAA user guide, vpc-endpoint-management).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from mwaa_tf import aws
from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.events import Listener, null_listener
from mwaa_tf.lifecycle.lifecycle import Environ
from mwaa_tf.lifecycle.pending import why_pending
from mwaa_tf.lifecycle.watch import NOT_POLLED, EnvironmentWatch, GetEnvironment, StatusSnapshot
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import one_line, shell_quoted

#: MWAA gives up on the endpoints after 72 hours; once they exist it is a matter of minutes.
TIMEOUT = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Handshake:
    """An environment that waits for endpoints, with its workspace and that of the endpoints."""

    name: str
    """The environment's name in AWS."""
    environment: Workspace
    endpoints: Workspace


class HandshakeError(MwaaTfError):
    """Environments that did not become ready to use; ``reasons`` has why, by the environment's name."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self.reasons = dict(reasons)
        super().__init__("\n".join(one_line(f"{name}: {reason}") for name, reason in self.reasons.items()))


def handshakes(blueprint: Blueprint) -> tuple[Handshake, ...]:
    """The environments of ``blueprint`` that wait for endpoints of another workspace."""
    return tuple(
        Handshake(str(call.arguments["name"]), environment, endpoints)
        for endpoints in blueprint.workspaces
        for read in endpoints.reads
        if endpoints.stage == Stage.ENDPOINTS
        for environment in [blueprint.by_path[read.workspace]]
        for call in environment.calls
        if call.module == "environment"
    )


def watch_environments(
    waiting: Sequence[Handshake], environ: Environ, *, interval: float = 30.0, listener: Listener = null_listener
) -> EnvironmentWatch:
    """A watch over the environments of ``waiting`` that polls every ``interval`` seconds.

    Each is polled with its participant's credentials: ``environ`` is that of :class:`Lifecycle`.
    """
    calls = {handshake.name: _get_environment(handshake, environ) for handshake in waiting}
    return EnvironmentWatch(calls, interval=interval, listener=listener)


def wait_until_available(
    watch: EnvironmentWatch, waiting: Sequence[Handshake], environ: Environ, *, timeout: timedelta = TIMEOUT
) -> None:
    """Wait until all of ``waiting`` are ready to use, at most ``timeout``; may be called again at any time.

    One whose last update failed is: MWAA has restored it (MWAA API reference, Environment, Status). Raises
    :class:`HandshakeError` with the reason for each one that is not.
    """
    names = [handshake.name for handshake in waiting]
    watch.wait(lambda snapshots: all(snapshots[name].is_settled for name in names), timeout.total_seconds())
    reasons = {
        handshake.name: _reason(watch.snapshot(handshake.name), handshake, environ, timeout) for handshake in waiting
    }
    if failed := {name: reason for name, reason in reasons.items() if reason}:
        raise HandshakeError(failed)


def failed_update(snapshot: StatusSnapshot) -> str:
    """That an environment is ready to use, but without its last update, and why; empty for any other."""
    if snapshot.known_status is not Status.UPDATE_FAILED or snapshot.environment is None:
        return ""
    return (
        f"its environment is ready to use, but its last update failed, and MWAA took it back "
        f"({snapshot.status}): {_last_error(snapshot.environment)}"
    )


def _get_environment(handshake: Handshake, environ: Environ) -> GetEnvironment:
    workspace = handshake.environment

    @cache
    def mwaa() -> Any:
        return aws.workspace_client("mwaa", workspace, environ(workspace))

    def get_environment() -> Mapping[str, Any]:
        environment: Mapping[str, Any] = mwaa().get_environment(Name=handshake.name)["Environment"]
        return environment

    return get_environment


def _reason(snapshot: StatusSnapshot, handshake: Handshake, environ: Environ, timeout: timedelta) -> str:
    """Why the environment is not ready to use; empty if it is."""
    if snapshot.is_unrecoverable:
        return f"could not read its status: {snapshot.error}"
    if snapshot.known_status and snapshot.known_status.is_ready:
        return ""
    if snapshot.environment is None:
        unanswered = f"MWAA has not answered within {_format(timeout)}"
        missing = f"the environment does not exist; run `mwaa_tf apply {shell_quoted(handshake.environment.path)}`"
        return snapshot.error or (unanswered if snapshot.status == NOT_POLLED else missing)
    if snapshot.is_settled:
        return f"{snapshot.status}: {_last_error(snapshot.environment)}"
    still = f"still {snapshot.status} after {_format(timeout)}"
    if snapshot.known_status and snapshot.known_status.waits_for_endpoints:
        ec2 = aws.workspace_client("ec2", handshake.endpoints, environ(handshake.endpoints))
        reasons = why_pending(snapshot.environment, ec2, handshake.endpoints.path)
        return f"{still}: {'; '.join(reasons) or 'its endpoints exist; keep waiting'}"
    return still + (f" ({snapshot.error})" if snapshot.error else "")


def _last_error(environment: Mapping[str, Any]) -> str:
    error = environment.get("LastUpdate", {}).get("Error", {})
    return ": ".join(str(error[key]) for key in ("ErrorCode", "ErrorMessage") if error.get(key)) or (
        "MWAA gives no reason"
    )


def _format(duration: timedelta) -> str:
    if duration.total_seconds() < 1:
        return f"{duration.total_seconds():g} s"
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    return " ".join([*[f"{minutes} min"] * (minutes > 0), *[f"{seconds} s"] * (seconds > 0 or minutes == 0)])
