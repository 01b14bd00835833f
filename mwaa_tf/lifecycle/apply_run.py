"""Apply several workspaces: what was approved, in order, with the wait for each environment."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from mwaa_tf.blueprint import Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.events import StageStarted, WorkspaceFinished
from mwaa_tf.lifecycle.follow import Follower
from mwaa_tf.lifecycle.handshake import Handshake
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.order import dependencies, ordered, stages
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.plan_record import PlanRecord, SavedPlan
from mwaa_tf.lifecycle.plan_run import PlanCheck, PlanRun, changed_inputs, how_to_upgrade
from mwaa_tf.lifecycle.planned_environments import (
    how_to_create_again,
    status_that_takes_no_update,
    steps_instead_of_replacement,
)
from mwaa_tf.lifecycle.proposal import Approve, Proposal
from mwaa_tf.lifecycle.saved_plans import SavedPlans
from mwaa_tf.lifecycle.windows import Windows
from mwaa_tf.mwaa.status import Status
from mwaa_tf.terraform import RootModule
from mwaa_tf.terraform.root_module import OnEvent
from mwaa_tf.text import natural_key


class ApplyRun:
    """Plans and applies the workspaces at the paths ``chosen`` of one deployment.

    Unless ``replace_for_version``, a plan that replaces an environment for its version alone is held back where MWAA
    changes the version in place. With ``windows``, what updates an environment waits for its maintenance window.
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        saved: SavedPlans,
        chosen: Collection[str],
        *,
        approve: Approve,
        follower: Follower,
        follow: bool = False,
        replace_for_version: bool = False,
        windows: Windows | None = None,
        check: PlanCheck = lambda _saved, _workspace: None,
    ) -> None:
        self._lifecycle = lifecycle
        self._saved = saved
        self._chosen = chosen
        self._approve = approve
        self._follower = follower
        self._follow = follow
        self._replace_for_version = replace_for_version
        self._windows = windows
        self._planner = PlanRun(lifecycle, saved, for_review=False, check=check)
        self._dependencies = dependencies(lifecycle.blueprint)
        self._planned: dict[str, Outcome] = {}
        """The last plan of each workspace that is not applied yet."""
        self._applied: dict[str, Outcome] = {}
        """The plans that were applied, for the outputs that they changed."""
        self._outcomes: dict[str, Outcome] = {}
        """The end of each workspace."""
        self._approved: dict[str, PlanRecord] = {}
        """What was planned of each workspace when it was approved."""
        self._postponed: set[str] = set()
        """Workspaces whose environments take no update yet."""
        self._stale: set[str] = set()
        """Workspaces whose plans are not what was planned any more, after a wait."""
        self._refreshed: set[str] = set()
        """Workspaces whose environments were followed, so that their outputs may have changed."""

    def run(self, reviewed: Mapping[str, SavedPlan] | None = None) -> tuple[Outcome, ...]:
        """Apply the plans ``reviewed`` and plan what has none; nothing if that is not approved.

        The outcomes are in the order of applying. What was planned and not approved has the outcome of its plan.
        """
        reviewed = reviewed or {}
        for path, plan in reviewed.items():
            workspace = self._lifecycle.blueprint.by_path[path]
            self._planned[path] = Outcome(path, workspace.stage, "plan", plan=plan.plan)
            self._planner.note_status(workspace, plan)
        missing = [path for path in self._chosen if path not in reviewed]
        self._planned |= {outcome.workspace: outcome for outcome in self._planner.plan(missing)}
        if not self._is_approved(self._planned, is_first=True):
            return self._in_order(self._planned)
        for stage in stages(self._lifecycle.blueprint):
            self._apply_stage([workspace for workspace in stage if workspace.path in self._chosen])
            if stage[0].stage in (Stage.ENVIRONMENTS, Stage.ENDPOINTS):
                self._follow_environments(stage[0].stage)
        return self._in_order(self._outcomes)

    def _apply_stage(self, workspaces: Sequence[Workspace]) -> None:
        possible = [workspace for workspace in workspaces if not self._skip(workspace)]
        outdated = [workspace for workspace in possible if self._needs_new_plan(workspace)]
        if outdated:
            new = {outcome.workspace: outcome for outcome in self._planner.plan_some(outdated, self._planned)}
            self._planned |= new
            if not self._is_approved(new, is_first=False):
                possible = [workspace for workspace in possible if workspace.path not in new]
                self._outcomes |= {path: _refused(plan) for path, plan in new.items()}
        ready: list[Workspace] = []
        for workspace in possible:
            plan = self._planned[workspace.path]
            if not plan.ok or plan.plan is None:
                self._outcomes[workspace.path] = plan
            elif plan.plan.is_empty:
                self._saved.discard(workspace)
                self._end(workspace, replace(plan, action="apply"))
            elif not self._postpone(workspace):
                ready.append(workspace)
        if self._windows:
            self._apply_in_windows(ready, self._windows)
        elif ready:
            self._apply_ready(ready)

    def _apply_ready(self, ready: Sequence[Workspace]) -> None:
        self._lifecycle.notify(StageStarted("apply", ready[0].stage, tuple(one.path for one in ready)))
        for workspace, outcome in zip(ready, self._lifecycle.run("apply", ready, self._apply), strict=True):
            self._end(workspace, outcome)

    def _apply_in_windows(self, ready: Sequence[Workspace], windows: Windows) -> None:
        """Apply ``ready`` when the windows of their environments begin; what is stale by then is planned again."""
        unknown = [workspace for workspace in ready if windows.unknown(workspace)]
        for workspace in unknown:
            error = MwaaTfError("its plan does not say when its maintenance window begins; apply without --in-window")
            self._outcomes[workspace.path] = replace(self._planned[workspace.path], action="apply", error=error)
        for window in windows.of([workspace for workspace in ready if workspace not in unknown]):
            stale = windows.wait(window)
            self._stale |= stale
            if current := [workspace for workspace in window.workspaces if workspace.path not in stale]:
                self._apply_ready(current)
            if stale:
                self._apply_stage([workspace for workspace in window.workspaces if workspace.path in stale])

    def _apply(self, module: RootModule, on_event: OnEvent) -> Outcome:
        workspace = self._lifecycle.workspace_of(module)
        saved = self._saved.load(workspace)
        if saved is None or saved.record != self._approved.get(workspace.path) or not saved.is_unaltered:
            raise MwaaTfError(f"{workspace.path}: its saved plan is not the one that was approved; plan again")
        self._saved.begin(saved)
        # Terraform says how much there is to do only while it plans.
        on_event(saved.plan.summary)
        try:
            summary = module.apply(plan=saved.plan_file, on_event=on_event)
        finally:
            # Also one that failed has changed the state, so that nothing can be done with the plan any more.
            self._saved.discard(workspace)
        return Outcome("", 0, "apply", plan=saved.plan, summary=summary)

    def _end(self, workspace: Workspace, outcome: Outcome) -> None:
        self._outcomes[workspace.path] = outcome
        if outcome.ok:
            self._planned.pop(workspace.path, None)
            self._applied[workspace.path] = outcome
            self._outdate_readers(workspace, outcome)

    def _outdate_readers(self, applied: Workspace, outcome: Outcome) -> None:
        """Let no later run apply a plan that was made with outputs that ``applied`` has changed."""
        has_changed = outcome.plan is not None and outcome.plan.outputs
        for reader in self._lifecycle.blueprint.workspaces if has_changed else ():
            outputs = [output for _, output in changed_inputs(reader, {applied.path: outcome})]
            if outputs:
                reason = f"{applied.path} was applied since, which changed {', '.join(outputs)}"
                self._saved.outdate(reader, reason)

    def _skip(self, workspace: Workspace) -> bool:
        """Skip ``workspace`` if one that it depends on failed in this run."""
        failed = (path for path in self._dependencies[workspace.path] if self._failed(path))
        blocked_by = tuple(sorted(failed, key=natural_key))
        if blocked_by:
            outcome = Outcome(workspace.path, workspace.stage, "apply", blocked_by=blocked_by)
            self._outcomes[workspace.path] = outcome
            self._lifecycle.notify(WorkspaceFinished(outcome))
        return bool(blocked_by)

    def _failed(self, path: str) -> bool:
        outcome = self._outcomes.get(path)
        return outcome is not None and outcome.result in ("failed", "skipped")

    def _needs_new_plan(self, workspace: Workspace) -> bool:
        """Whether what ``workspace`` reads did not exist when it was planned, or has changed in this run."""
        plan = self._planned[workspace.path]
        is_outdated = workspace.path in self._refreshed | self._stale or any(
            read.workspace in self._refreshed for read in workspace.reads
        )
        if plan.waits_for:
            return is_outdated or any(path in self._applied for path in plan.waits_for)
        return plan.ok and (is_outdated or any(changed_inputs(workspace, self._applied)))

    def _is_approved(self, planned: Mapping[str, Outcome], *, is_first: bool) -> bool:
        """Whether ``planned`` may be applied."""
        plans: dict[str, SavedPlan] = {}
        for path, outcome in planned.items():
            saved = self._saved.load(self._lifecycle.blueprint.by_path[path]) if outcome.plan else None
            if saved:
                plans[path] = saved
        waiting = tuple(path for path, outcome in planned.items() if outcome.waits_for)
        held_back = {path: reason for path, saved in plans.items() if (reason := self._why_held_back(path, saved))}
        stale = tuple(path for path in plans if path in self._stale)
        self._stale -= planned.keys()
        is_approved = self._approve(Proposal(plans, waiting, is_first, held_back, stale))
        for path, reason in held_back.items():
            self._planned[path] = replace(self._planned[path], action="apply", error=MwaaTfError(reason), notes=())
        if is_approved:
            # What is approved is what was read here: another run may replace the files while a person thinks.
            self._approved |= {path: saved.record for path, saved in plans.items()}
        return is_approved

    def _why_held_back(self, path: str, saved: SavedPlan) -> str:
        """Why the plan of the workspace at ``path`` is not applied; empty if it is."""
        workspace = self._lifecycle.blueprint.by_path[path]
        if self._replace_for_version or workspace.stage != Stage.ENVIRONMENTS:
            return ""
        steps = steps_instead_of_replacement(json.loads(saved.read_json()))
        return how_to_upgrade(workspace, steps) if steps else ""

    def _postpone(self, workspace: Workspace) -> bool:
        """Postpone ``workspace`` if its environment takes no update now: it is followed first, where that is due."""
        saved = self._saved.load(workspace)
        status = status_that_takes_no_update(json.loads(saved.read_json())) if saved else ""
        if status and Status(status).is_final:
            how = how_to_create_again(self._lifecycle.root_module(workspace).folder)
            error = MwaaTfError(f"the environment is {status}, in which MWAA takes no update; {how}")
            self._outcomes[workspace.path] = replace(self._planned[workspace.path], action="apply", error=error)
        elif status:
            self._postponed.add(workspace.path)
            self._outcomes[workspace.path] = self._postponed_outcome(workspace, status)
        return bool(status)

    def _postponed_outcome(self, workspace: Workspace, status: str) -> Outcome:
        endpoints = tuple(
            handshake.endpoints.path
            for handshake in self._follower.handshakes
            if handshake.environment == workspace and Status.parse(status) is Status.PENDING
        )
        note = f"its environment is {status}, in which MWAA takes no update; apply again once it is AVAILABLE"
        plan = self._planned[workspace.path]
        return replace(plan, action="apply", waits_for=endpoints or (workspace.path,), notes=(*plan.notes, note))

    def _follow_environments(self, stage: Stage) -> None:
        """Follow environments to AVAILABLE once their endpoints exist, then apply what had to wait for that."""
        due = [handshake for handshake in self._follower.handshakes if self._is_due(handshake, stage)]
        for outcome in self._follower.follow(due):
            path = outcome.workspace
            applied = self._outcomes.get(path) if outcome.ok else None
            self._outcomes[path] = _followed(applied, outcome) if applied else outcome
            if outcome.ok:
                self._refreshed.add(path)
        postponed = [
            handshake.environment
            for handshake in due
            if handshake.environment.path in self._postponed & self._refreshed
        ]
        if postponed:
            self._apply_stage(postponed)

    def _is_due(self, handshake: Handshake, stage: Stage) -> bool:
        environment, endpoints = handshake.environment.path, handshake.endpoints.path
        if stage is Stage.ENDPOINTS:
            # An environment that was AVAILABLE, and whose endpoints stay as they are, is not polled.
            changed = endpoints in self._applied and bool(self._applied[endpoints].summary)
            return endpoints in self._applied and (changed or not self._was_available(environment))
        outcome = self._outcomes.get(environment)
        return self._follow and endpoints not in self._chosen and bool(outcome) and not self._failed(environment)

    def _was_available(self, path: str) -> bool:
        status = Status.parse(self._planner.statuses.get(path, ""))
        return status is not None and status.takes_updates

    def _in_order(self, outcomes: Mapping[str, Outcome]) -> tuple[Outcome, ...]:
        paths = (workspace.path for workspace in ordered(self._lifecycle.blueprint))
        return tuple(outcomes[path] for path in paths if path in outcomes)


def _followed(applied: Outcome, followed: Outcome) -> Outcome:
    return replace(applied, seconds=applied.seconds + followed.seconds, notes=(*applied.notes, *followed.notes))


def _refused(planned: Outcome) -> Outcome:
    """The end of a workspace whose plan was not approved: what depends on it is not applied either."""
    if not planned.ok:
        return planned
    return replace(planned, action="apply", error=MwaaTfError("its plan was not approved, and is not applied"))
