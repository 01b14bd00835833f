"""The environment as MWAA answers it now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mwaa_tf.errors import UsageError
from mwaa_tf.lifecycle.status.notes import update_origin
from mwaa_tf.mwaa.airflow_versions import AS_OF, OFFERED
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import did_you_mean, escape_control_characters, one_line


@dataclass(frozen=True, slots=True)
class UpdateRecord:
    """``LastUpdate`` of GetEnvironment; what MWAA does not tell is empty."""

    status: str = ""
    """``PENDING``, ``SUCCESS`` or ``FAILED``."""
    created_at: datetime | None = None
    source: str = ""
    error: str = ""
    """Code and message of the error, one line."""

    @property
    def failed(self) -> bool:
        """Whether MWAA took it back."""
        return self.status == "FAILED"


@dataclass(frozen=True, slots=True)
class RunningEnvironment:
    """What MWAA tells of an environment."""

    name: str
    status: str
    version: str
    """The version of Airflow that runs, or is being replaced."""
    last_change: UpdateRecord

    @property
    def known_status(self) -> Status | None:
        """The status; None for one that this version of mwaa_tf does not know."""
        return Status.parse(self.status)

    @property
    def takes_updates(self) -> bool:
        """Whether MWAA takes an update now."""
        return bool(self.known_status and self.known_status.takes_updates)

    @property
    def is_updating(self) -> bool:
        """Whether an update is under way, or is being taken back."""
        return bool(self.known_status and self.known_status.is_updating)

    @property
    def was_taken_back(self) -> bool:
        """Whether MWAA took the last update back, which the status alone may tell."""
        return self.last_change.failed or self.known_status is Status.UPDATE_FAILED

    @property
    def has_version(self) -> bool:
        """Whether MWAA tells a version of the form that all have: ``3.3.1``."""
        return re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})+", self.version) is not None

    @property
    def origin(self) -> str:
        """When the update that is under way began, and what MWAA names as its source; empty where it tells neither."""
        if self.last_change.status != "PENDING":
            return ""
        return update_origin(self.last_change.created_at, self.last_change.source)


def parse_environment(answer: Mapping[str, Any]) -> RunningEnvironment:
    """``Environment`` of GetEnvironment."""
    update = answer.get("LastUpdate") or {}
    error = update.get("Error") or {}
    return RunningEnvironment(
        name=escape_control_characters(str(answer.get("Name", ""))),
        status=escape_control_characters(str(answer.get("Status", ""))),
        version=escape_control_characters(str(answer.get("AirflowVersion", ""))),
        last_change=UpdateRecord(
            status=str(update.get("Status", "")),
            created_at=update.get("CreatedAt"),
            source=escape_control_characters(str(update.get("Source", ""))),
            error=one_line(": ".join(filter(None, (error.get("ErrorCode"), error.get("ErrorMessage"))))),
        ),
    )


def what_to_do(environment: RunningEnvironment, status_command: str) -> str:
    """What an environment that takes no update is doing, and what to do until it does; ``status_command`` to copy."""
    reason = _REASONS.get(environment.known_status) if environment.known_status else None
    said = (reason or "MWAA takes no update now").format(status=status_command)
    return f"{environment.name} is {environment.status}: {said}" + (environment.origin and f" ({environment.origin})")


_UNDER_WAY = "an update is under way; without --check, it is followed to its end first"

_REASONS = {
    **dict.fromkeys((Status.CREATING_SNAPSHOT, Status.UPDATING, Status.ROLLING_BACK), _UNDER_WAY),
    Status.CREATING: "MWAA is creating it. Call this again once it is AVAILABLE; `{status}` shows it",
    Status.PENDING: "it waits for the VPC endpoints of the owner. Apply them first; `{status}` says which are missing",
    Status.MAINTENANCE: "MWAA is maintaining it. Call this again once it is AVAILABLE; `{status}` shows it",
    Status.DELETING: "it is being deleted",
    Status.DELETED: "it was deleted",
    Status.CREATE_FAILED: "it was never created. Create it again with the version that you want; `{status}` says why",
    Status.UNAVAILABLE: "it did not return from its last update, and MWAA takes no other. Ask AWS Support, or go on "
    "with a new environment; `{status}` shows it",
}


def check_version(version: str) -> None:
    """Raise :class:`UsageError` for a version that MWAA does not offer."""
    if version not in OFFERED:
        raise UsageError(
            f"MWAA did not offer Airflow {version!r} in {AS_OF}{did_you_mean(version, OFFERED)}; offered were "
            f"{', '.join(OFFERED)}"
        )
