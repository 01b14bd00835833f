"""The record of a saved plan: what it was made from, sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.files import UnreadableFileError, read_plain_file, write_atomically
from mwaa_tf.lifecycle.plan_seal import is_sealed, seal
from mwaa_tf.terraform import Plan
from mwaa_tf.terraform.events import PlannedChange

PLAN, JSON, RECORD = "plan.tfplan", "plan.json", "saved.json"

VERSION = 1

#: Bytes; one has a line for each resource that changes.
_LARGEST_RECORD = 2**24


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """What a saved plan was made from."""

    version: int
    workspace: str
    made_at: str
    """In UTC, as ISO 8601."""
    destroy: bool
    plan_digest: str
    """SHA-256 of the plan file, and of its JSON: what was reviewed is what is applied."""
    json_digest: str
    sources_digest: str
    """See :meth:`~mwaa_tf.lifecycle.sources.WorkspaceSources.digest`."""
    lineage: str
    serial: int
    """Of the state; 0 where there was none, or where HCP Terraform keeps the plan."""
    changes: Mapping[str, str]
    """Action by address."""
    outputs: Mapping[str, str]
    """Action by output."""
    for_review: bool
    """Whether it was made to be reviewed and applied later; else an apply made it for itself."""
    is_begun: bool = False
    """Whether an apply of it has begun: what it did is not known if it did not end."""
    outdated: str = ""
    """Why its inputs are not those that it was planned with; empty as long as they are."""


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A saved plan on disk."""

    folder: Path
    record: PlanRecord

    @property
    def plan_file(self) -> Path:
        """The plan, as Terraform applies it."""
        return self.folder / PLAN

    @property
    def json_file(self) -> Path:
        """The plan as `terraform show -json` prints it."""
        return self.folder / JSON

    def read_json(self) -> bytes:
        """The plan as JSON. Raises :class:`~mwaa_tf.errors.MwaaTfError` if it is not the one of the record."""
        try:
            contents = self.json_file.read_bytes()
        except OSError as error:
            raise MwaaTfError(f"{self.json_file}: cannot be read: {error.strerror}; plan again") from error
        if digest(contents) != self.record.json_digest:
            raise MwaaTfError(f"{self.json_file}: was altered since the plan was made; plan again")
        return contents

    @property
    def is_unaltered(self) -> bool:
        """Whether the plan and its JSON are those of the record. Raises :class:`OSError` if they cannot be read."""
        return (
            digest(self.plan_file.read_bytes()) == self.record.plan_digest
            and digest(self.json_file.read_bytes()) == self.record.json_digest
        )

    @property
    def plan(self) -> Plan:
        """Its changes."""
        changes = tuple(PlannedChange(address, action) for address, action in self.record.changes.items())
        return Plan(changes, self.record.outputs)


def read_record(folder: Path) -> PlanRecord | None:
    """The record in ``folder``; None where there is none, or one that this user has not sealed on this machine."""
    try:
        sealed = json.loads(read_plain_file(folder / RECORD, _LARGEST_RECORD))
        record = PlanRecord(**sealed["record"])
        is_own = is_sealed(_encoded(record), sealed["seal"])
    except (UnreadableFileError, ValueError, TypeError, AttributeError, KeyError):
        return None
    return record if is_own and record.version == VERSION else None


def write_record(folder: Path, record: PlanRecord) -> None:
    """Write ``record``, sealed, in one step."""
    sealed = {"record": asdict(record), "seal": seal(_encoded(record))}
    write_atomically(folder / RECORD, json.dumps(sealed, indent=2), mode=0o600)


def _encoded(record: PlanRecord) -> bytes:
    return json.dumps(asdict(record), sort_keys=True).encode()


def digest(contents: bytes) -> str:
    """The SHA-256 of ``contents``, in hexadecimal."""
    return hashlib.sha256(contents).hexdigest()
