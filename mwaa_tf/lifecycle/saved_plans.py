"""Saved plans: the plan, its JSON for reviews, and what must still be as it was when the plan is applied."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import UsageError
from mwaa_tf.files import write_atomically
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.plan_record import (
    JSON,
    PLAN,
    RECORD,
    VERSION,
    PlanRecord,
    SavedPlan,
    digest,
    read_record,
    write_record,
)
from mwaa_tf.lifecycle.private_folder import PrivateFolder
from mwaa_tf.lifecycle.sources import WorkspaceSources
from mwaa_tf.terraform import RootModule
from mwaa_tf.terraform.root_module import OnEvent
from mwaa_tf.text import natural_key

#: The prior state in a plan file (Terraform's internal/plans/planfile/writer.go).
_PRIOR_STATE = "tfstate"


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
    ) -> SavedPlan:
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
    ) -> SavedPlan:
        folder = self._private.plans(workspace.path)
        self.discard(workspace)
        # Terraform creates it for all to read.
        plan_file = folder / PLAN
        os.close(os.open(plan_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        sources_digest = self._sources.digest(workspace)
        plan = module.plan(destroy=destroy, lock=lock, out=plan_file, on_event=on_event)
        shown = module.show_text(plan_file).encode()
        write_atomically(folder / JSON, shown, mode=0o600)
        lineage, serial = _prior_state(plan_file)
        record = PlanRecord(
            version=VERSION,
            workspace=workspace.path,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            destroy=destroy,
            plan_digest=digest(plan_file.read_bytes()),
            json_digest=digest(shown),
            sources_digest=sources_digest,
            lineage=lineage,
            serial=serial,
            changes={change.address: change.action for change in plan.changes},
            outputs=dict(plan.outputs),
            for_review=for_review,
        )
        # Last: a plan without a record is an unfinished one.
        write_record(folder, record)
        return SavedPlan(folder, record)

    def begin(self, saved: SavedPlan) -> None:
        """Note that ``saved`` is about to be applied. A plan is applied once: killed, Terraform may not say how far."""
        write_record(saved.folder, replace(saved.record, is_begun=True))

    def outdate(self, workspace: Workspace, reason: str) -> None:
        """Note why the saved plan of ``workspace``, if there is one, must not be applied any more."""
        if saved := self.load(workspace):
            write_record(saved.folder, replace(saved.record, outdated=reason))

    def load(self, workspace: Workspace) -> SavedPlan | None:
        """The saved plan of ``workspace``; None where there is none, an unfinished one, or one of someone else."""
        folder = self._private.path / "plans" / workspace.path
        record = read_record(folder)
        return SavedPlan(folder, record) if record and record.workspace == workspace.path else None

    def is_foreign(self, workspace: Workspace) -> bool:
        """Whether there is a saved plan of ``workspace`` that this user did not make on this machine."""
        return os.path.lexists(self._private.path / "plans" / workspace.path / RECORD) and self.load(workspace) is None

    def discard(self, workspace: Workspace) -> None:
        """Remove the saved plan of ``workspace``: it was applied, or another one is made."""
        folder = self._private.path / "plans" / workspace.path
        for name in (RECORD, JSON, PLAN):
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
        if saved.record.outdated:
            return saved.record.outdated
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
    plans = {path: saved.load(lifecycle.blueprint.by_path[path]) for path in sorted(chosen, key=natural_key)}
    applicable = {
        path: plan for path, plan in plans.items() if plan and plan.record.for_review and not plan.record.destroy
    }
    reasons = {
        path: "it was not made by this user on this machine; delete it"
        for path, plan in plans.items()
        if plan is None and saved.is_foreign(lifecycle.blueprint.by_path[path])
    }
    reasons |= stale_plans(saved, lifecycle, applicable)
    return {path: plan for path, plan in applicable.items() if path not in reasons}, reasons


def stale_plans(saved: SavedPlans, lifecycle: Lifecycle, plans: Mapping[str, SavedPlan]) -> dict[str, str]:
    """Which of ``plans``, by path, are no longer what was planned, and why."""
    reasons: dict[str, str] = {}

    def check(module: RootModule, _on_event: OnEvent) -> Outcome:
        workspace = lifecycle.workspace_of(module)
        reasons[workspace.path] = saved.why_stale(plans[workspace.path], workspace, module)
        return Outcome("", 0, "init")

    workspaces = [lifecycle.blueprint.by_path[path] for path in plans]
    for outcome in lifecycle.run("init", workspaces, check, silent=True):
        if not outcome.ok:
            reasons[outcome.workspace] = "; ".join(outcome.failures)
    return {path: reason for path, reason in reasons.items() if reason}


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
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return "", 0
