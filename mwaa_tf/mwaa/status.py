"""The status of an environment, as GetEnvironment answers it (MWAA API reference, Environment)."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Every status that the API has."""

    CREATING = "CREATING"
    CREATE_FAILED = "CREATE_FAILED"
    AVAILABLE = "AVAILABLE"
    UPDATING = "UPDATING"
    DELETING = "DELETING"
    DELETED = "DELETED"
    UNAVAILABLE = "UNAVAILABLE"
    UPDATE_FAILED = "UPDATE_FAILED"
    ROLLING_BACK = "ROLLING_BACK"
    CREATING_SNAPSHOT = "CREATING_SNAPSHOT"
    PENDING = "PENDING"
    MAINTENANCE = "MAINTENANCE"

    @property
    def is_final(self) -> bool:
        """Whether MWAA leaves it only when someone asks for a change."""
        return self in _FINAL

    @property
    def is_busy(self) -> bool:
        """Whether MWAA is at work and refuses another change until it is done."""
        return self in _BUSY

    @property
    def is_updating(self) -> bool:
        """Whether an update that someone asked for is under way, or is being taken back."""
        return self in _UPDATING

    @property
    def waits_for_endpoints(self) -> bool:
        """Whether MWAA waits for the VPC endpoints that the customer manages (page vpc-endpoint-management)."""
        return self is Status.PENDING

    @property
    def is_ready(self) -> bool:
        """Whether the environment is ready to use, in the words of the MWAA service model.

        Also UPDATE_FAILED: the environment was restored to its previous state.
        """
        return self in _READY

    @property
    def takes_updates(self) -> bool:
        """Whether UpdateEnvironment is accepted: the environment is ready to use."""
        return self.is_ready

    @property
    def serves_ui(self) -> bool:
        """Whether the web server answers. Beyond AVAILABLE this is inferred from what each status means."""
        return self in _SERVING

    @classmethod
    def parse(cls, text: str) -> Status | None:
        """The status of that name; None for one that the API did not have when this was written."""
        return cls(text) if text in cls.__members__ else None


_FINAL = frozenset({Status.AVAILABLE, Status.CREATE_FAILED, Status.DELETED, Status.UNAVAILABLE, Status.UPDATE_FAILED})
_BUSY = frozenset(
    {
        Status.CREATING,
        Status.CREATING_SNAPSHOT,
        Status.DELETING,
        Status.MAINTENANCE,
        Status.ROLLING_BACK,
        Status.UPDATING,
    }
)
_UPDATING = frozenset({Status.CREATING_SNAPSHOT, Status.ROLLING_BACK, Status.UPDATING})
_READY = frozenset({Status.AVAILABLE, Status.UPDATE_FAILED})
_SERVING = frozenset(
    {Status.AVAILABLE, Status.CREATING_SNAPSHOT, Status.MAINTENANCE, Status.UPDATE_FAILED, Status.UPDATING}
)
