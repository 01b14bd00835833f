"""Saved plans: the plan, its JSON for reviews, and what must still be as it was when the plan is applied."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import UsageError
from mwaa_tf.files import UnreadableFileError, read_plain_file, write_atomically
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.private_folder import PrivateFolder
from mwaa_tf.lifecycle.sources import WorkspaceSources
from mwaa_tf.terraform import Plan, RootModule
from mwaa_tf.terraform.events import PlannedChange
from mwaa_tf.terraform.root_module import OnEvent

_PLAN, _JSON, _RECORD = "plan.tfplan", "plan.json", "saved.json"

_VERSION = 1

#: Bytes; one has a line for each resource that changes.
_LARGEST_RECORD = 2**24

#: The prior state in a plan file (Terraform's internal/plans/planfile/writer.go).
_PRIOR_STATE = "tfstate"


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


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A saved plan on disk."""

    folder: Path
    record: PlanRecord

    @property
    def plan_file(self) -> Path:
        """The plan, as Terraform applies it."""
        return self.folder / _PLAN

    @property
    def json_file(self) -> Path:
        """The plan as `terraform show -json` prints it."""
        return self.folder / _JSON

    @property
    def is_unaltered(self) -> bool:
        """Whether the plan and its JSON are those of the record. Raises :class:`OSError` if they cannot be read."""
        return (
            _digest(self.plan_file.read_bytes()) == self.record.plan_digest
            and _digest(self.json_file.read_bytes()) == self.record.json_digest
        )

    @property
    def plan(self) -> Plan:
        """Its changes."""
        changes = tuple(PlannedChange(address, action) for address, action in self.record.changes.items())
        return Plan(changes, self.record.outputs)


class SavedPlans:
    """The saved plans of a deployment, in its :class:`~mwaa_tf.lifecycle.private_folder.PrivateFolder`."""

    def __init__(self, private: PrivateFolder, sources: WorkspaceSources) -> None:
        self._private = private
        self._sources = sources

    def make(
        self,
        module: RootModule,
        workspace: Workspace,
        *,
        destroy: bool = False,
        lock: bool = True,
        for_review: bool = True,
        on_event: OnEvent,
    ) -> Plan:
        """Plan ``module`` and save the plan with its JSON; one that was saved before is removed first.

        Only one ``for_review`` can be applied by another run: what an interrupted apply planned for itself must not
        stop the next one.

        Raises :class:`~mwaa_tf.terraform.TerraformError` if Terraform fails, and
        :class:`~mwaa_tf.errors.UsageError` if a file cannot be read or written.
        """
        try:
            return self._make(module, workspace, destroy=destroy, lock=lock, for_review=for_review, on_event=on_event)
        except OSError as error:
            raise UsageError(f"{error.filename or module.folder}: {error.strerror or error}") from error

    def _make(
        self,
        module: RootModule,
        workspace: Workspace,
        *,
        destroy: bool,
        lock: bool,
        for_review: bool,
        on_event: OnEvent,
    ) -> Plan:
        folder = self._private.plans(workspace.path)
        self.discard(workspace)
        # Terraform creates it for all to read.
        plan_file = folder / _PLAN
        os.close(os.open(plan_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        digest = self._sources.digest(workspace)
        plan = module.plan(destroy=destroy, lock=lock, out=plan_file, on_event=on_event)
        shown = module.show_text(plan_file).encode()
        write_atomically(folder / _JSON, shown, mode=0o600)
        lineage, serial = _prior_state(plan_file)
        record = PlanRecord(
            version=_VERSION,
            workspace=workspace.path,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            destroy=destroy,
            plan_digest=_digest(plan_file.read_bytes()),
            json_digest=_digest(shown),
            sources_digest=digest,
            lineage=lineage,
            serial=serial,
            changes={change.address: change.action for change in plan.changes},
            outputs=dict(plan.outputs),
            for_review=for_review,
        )
        # Last: a plan without a record is an unfinished one.
        _write_record(folder, record)
        return plan

    def begin(self, saved: SavedPlan) -> None:
        """Note that ``saved`` is about to be applied. A plan is applied once: killed, Terraform may not say how far."""
        _write_record(saved.folder, replace(saved.record, is_begun=True))

    def load(self, workspace: Workspace) -> SavedPlan | None:
        """The saved plan of ``workspace``; None where there is none, or an unfinished one."""
        folder = self._private.path / "plans" / workspace.path
        try:
            data = json.loads(read_plain_file(folder / _RECORD, _LARGEST_RECORD))
            record = PlanRecord(**data) if data.get("version") == _VERSION else None
        except (UnreadableFileError, ValueError, TypeError, AttributeError):
            return None
        return SavedPlan(folder, record) if record and record.workspace == workspace.path else None

    def discard(self, workspace: Workspace) -> None:
        """Remove the saved plan of ``workspace``: it was applied, or another one is made."""
        folder = self._private.path / "plans" / workspace.path
        for name in (_RECORD, _JSON, _PLAN):
            (folder / name).unlink(missing_ok=True)

    def why_stale(self, saved: SavedPlan, workspace: Workspace, module: RootModule) -> str:
        """Why ``saved`` is not what was reviewed any more; empty if it still is.

        Raises :class:`~mwaa_tf.terraform.TerraformError` if the state cannot be read.
        """
        try:
            unaltered = saved.is_unaltered
            same_sources = self._sources.digest(workspace) == saved.record.sources_digest
        except OSError as error:
            return f"{error.filename} cannot be read: {error.strerror}"
        if saved.record.is_begun:
            return "an apply of it has begun and did not end"
        if not unaltered:
            return "the plan was altered since it was made"
        if not same_sources:
            return "its files, its modules or files of the configuration have changed since it was planned"
        return _moved(saved.record, module.pull_state())


def usable_plans(
    saved: SavedPlans, lifecycle: Lifecycle, chosen: Collection[str]
) -> tuple[dict[str, SavedPlan], dict[str, str]]:
    """The saved plans of the workspaces at ``chosen`` that may be applied, and why the others may not, by path.

    A plan to destroy is for another command, and one that an apply made for itself for no other run: neither is here.
    """
    plans = {path: saved.load(lifecycle.blueprint.by_path[path]) for path in sorted(chosen)}
    applicable = {
        path: plan for path, plan in plans.items() if plan and plan.record.for_review and not plan.record.destroy
    }
    reasons: dict[str, str] = {}

    def check(module: RootModule, _on_event: OnEvent) -> Outcome:
        workspace = lifecycle.workspace_of(module)
        reasons[workspace.path] = saved.why_stale(applicable[workspace.path], workspace, module)
        return Outcome("", 0, "init")

    workspaces = [lifecycle.blueprint.by_path[path] for path in applicable]
    for outcome in lifecycle.run("init", workspaces, check, silent=True):
        if not outcome.ok:
            reasons[outcome.workspace] = "; ".join(outcome.failures)
    usable = {path: plan for path, plan in applicable.items() if not reasons[path]}
    return usable, {path: reason for path, reason in reasons.items() if reason}


def _moved(record: PlanRecord, state: str) -> str:
    """How the state has moved on since the plan; empty if it has not, or if the plan does not say."""
    if not record.lineage:
        return "it was planned without a state, and now there is one" if _resources(state) else ""
    data = _decoded(state)
    if data.get("lineage") != record.lineage:
        return "the state is another one than it was planned with"
    if data.get("serial") != record.serial:
        return f"the state has serial {data.get('serial')} instead of {record.serial}: something was applied since"
    return ""


def _resources(state: str) -> bool:
    return bool(_decoded(state).get("resources"))


def _decoded(state: str) -> dict[str, Any]:
    data = json.loads(state) if state else {}
    return data if isinstance(data, dict) else {}


def _prior_state(plan_file: Path) -> tuple[str, int]:
    """Lineage and serial of the state that the plan was made with; of a plan that HCP Terraform keeps, nothing."""
    try:
        with zipfile.ZipFile(plan_file) as archive, archive.open(_PRIOR_STATE) as file:
            data = json.load(file)
        return str(data.get("lineage", "")), int(data.get("serial", 0))
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError):
        return "", 0


def _write_record(folder: Path, record: PlanRecord) -> None:
    write_atomically(folder / _RECORD, json.dumps(asdict(record), indent=2), mode=0o600)


def _digest(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()
