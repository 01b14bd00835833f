"""Plans of several workspaces, none of which is made with an invented value."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from mwaa_tf.blueprint import Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.lifecycle.events import StageStarted, WorkspaceFinished
from mwaa_tf.lifecycle.handshake import handshakes
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.order import dependencies, stages
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.plan_record import SavedPlan
from mwaa_tf.lifecycle.planned_environments import planned_status, planned_update, steps_instead_of_replacement
from mwaa_tf.lifecycle.saved_plans import SavedPlans
from mwaa_tf.mwaa.status import Status
from mwaa_tf.mwaa.upgrade_path import UpgradeStep, in_place_explanation
from mwaa_tf.terraform import Plan, RootModule
from mwaa_tf.terraform.product import in_use
from mwaa_tf.terraform.root_module import OnEvent
from mwaa_tf.text import join_words, natural_key

#: Checks a plan that creates something; raises :class:`~mwaa_tf.errors.MwaaTfError` if it must not be applied.
PlanCheck = Callable[[SavedPlan, Workspace], None]

_CREATING = ("create", "replace")

#: Of the local backend. A killed run leaves an empty one.
_LOCAL_STATE = "terraform.tfstate"


class PlanRun:
    """Plans workspaces and saves the plans, ``for_review`` or for the caller's own apply.

    ``check`` may raise for a plan of a workspace that has been applied before, or begun.

    A workspace whose inputs do not exist yet is not planned, but waits.
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        saved: SavedPlans,
        *,
        destroy: bool = False,
        lock: bool = True,
        for_review: bool = True,
        check: PlanCheck = lambda _saved, _workspace: None,
    ) -> None:
        self._lifecycle = lifecycle
        self._saved = saved
        self._destroy = destroy
        self._lock = lock
        self._for_review = for_review
        self._check = check
        self._dependencies = dependencies(lifecycle.blueprint)
        self.statuses: dict[str, str] = {}
        """The status of each environment when it was planned, by the path of its workspace."""

    def plan(self, chosen: Collection[str]) -> tuple[Outcome, ...]:
        """Plan the workspaces at the paths ``chosen``, stage by stage; each against the states as they are."""
        outcomes: dict[str, Outcome] = {}
        for stage in stages(self._lifecycle.blueprint):
            if workspaces := [workspace for workspace in stage if workspace.path in chosen]:
                paths = tuple(workspace.path for workspace in workspaces)
                self._lifecycle.notify(StageStarted("plan", workspaces[0].stage, paths))
                outcomes |= {outcome.workspace: outcome for outcome in self.plan_some(workspaces, outcomes)}
        return tuple(outcomes.values())

    def plan_some(self, workspaces: Sequence[Workspace], planned: Mapping[str, Outcome]) -> Iterator[Outcome]:
        """Plan ``workspaces``, whatever stage they are in; ``planned`` are the plans that are not applied yet."""
        possible: list[Workspace] = []
        for workspace in workspaces:
            if outcome := None if self._destroy else self._waiting(workspace, planned):
                self._saved.discard(workspace)
                self._lifecycle.notify(WorkspaceFinished(outcome))
                yield outcome
            else:
                possible.append(workspace)
        for workspace, outcome in zip(possible, self._lifecycle.run("plan", possible, self._make_plan), strict=True):
            if outcome.waits_for and self._destroy:
                yield replace(outcome, waits_for=(), plan=Plan(), notes=("was never applied",))
            else:
                yield replace(outcome, notes=(*outcome.notes, *_changing_inputs(workspace, planned)))

    def _make_plan(self, module: RootModule, on_event: OnEvent) -> Outcome:
        workspace = self._lifecycle.workspace_of(module)
        was_begun = (module.folder / _LOCAL_STATE).exists()
        saved = self._saved.make(
            module,
            workspace,
            destroy=self._destroy,
            lock=self._lock,
            for_review=self._for_review,
            on_event=on_event,
        )
        self.note_status(workspace, saved)
        plan = saved.plan
        if (was_begun or saved.record.lineage) and any(change.action in _CREATING for change in plan.changes):
            self._check(saved, workspace)
        return Outcome("", 0, "plan", plan=plan, notes=tuple(_notes(workspace, saved)))

    def note_status(self, workspace: Workspace, saved: SavedPlan) -> None:
        """Note the status of the environment in ``saved``, the plan of ``workspace``."""
        if workspace.stage == Stage.ENVIRONMENTS and (status := planned_status(json.loads(saved.read_json()))):
            self.statuses[workspace.path] = status

    def _waiting(self, workspace: Workspace, planned: Mapping[str, Outcome]) -> Outcome | None:
        """The outcome of ``workspace`` if it has to wait; else None."""
        if waits_for := self._missing_inputs(workspace, planned):
            return Outcome(workspace.path, workspace.stage, "plan", waits_for=waits_for)
        if workspace.stage != Stage.ACCESS:
            return None
        for read in workspace.reads:
            status = self.statuses.get(read.workspace)
            known = Status.parse(status) if status else None
            if read.workspace in planned and status and not (known and known.takes_updates):
                # MWAA may not say the host name of the web server before.
                waits_for = self._endpoints_of(read.workspace) if status == Status.PENDING else ()
                note = f"the environment of {read.workspace} is {status}, and has to be AVAILABLE first"
                return Outcome(
                    workspace.path, workspace.stage, "plan", waits_for=waits_for or (read.workspace,), notes=(note,)
                )
        return None

    def _endpoints_of(self, environment: str) -> tuple[str, ...]:
        """The workspace with the endpoints of the environment of the workspace at ``environment``."""
        return tuple(
            handshake.endpoints.path
            for handshake in handshakes(self._lifecycle.blueprint)
            if handshake.environment.path == environment
        )

    def _missing_inputs(self, workspace: Workspace, planned: Mapping[str, Outcome]) -> tuple[str, ...]:
        """The workspaces whose states lack what ``workspace`` reads, as their own plans show.

        Once one is missing, those that wait themselves are named, too.
        """
        if bucket := self._lifecycle.missing_state_bucket(workspace):
            missing = [bucket]
        else:
            missing = [
                read.workspace
                for read in workspace.reads
                if set(read.outputs) & _outputs(planned, read.workspace, "create")
            ]
        if not missing:
            return ()
        waiting = {path for path, outcome in planned.items() if outcome.waits_for}
        return tuple(sorted({*missing, *(waiting & self._dependencies[workspace.path])}, key=natural_key))


def how_to_upgrade(workspace: Workspace, steps: Sequence[UpgradeStep]) -> str:
    """Why Terraform should not replace the environment of ``workspace``, and the command to use instead."""
    ref = Stage.parse(workspace.path)
    command = f"mwaa_tf upgrade {ref.key if ref else ''} --to {steps[-1].requested}"
    return f"{in_use().name} would replace the environment; {in_place_explanation(steps)}: {command}"


def _notes(workspace: Workspace, saved: SavedPlan) -> Iterator[str]:
    """What the plan of ``workspace`` does to its environment, where that runs: how it is replaced, or updated."""
    if workspace.stage != Stage.ENVIRONMENTS or saved.plan.is_empty:
        return
    plan = json.loads(saved.read_json())
    if steps := steps_instead_of_replacement(plan):
        yield f"`mwaa_tf apply` would not apply this: {how_to_upgrade(workspace, steps)}"
    if update := planned_update(plan):
        yield f"updates {join_words(update.arguments)}: {update.effect}"
        if update.window:
            yield f"can wait for its maintenance window, {update.window} UTC: `mwaa_tf apply --in-window`"


def changed_inputs(workspace: Workspace, planned: Mapping[str, Outcome]) -> Iterator[tuple[str, str]]:
    """Workspace and output of each input of ``workspace`` that the plans ``planned`` change."""
    for read in workspace.reads:
        for output in sorted(set(read.outputs) & _outputs(planned, read.workspace)):
            yield read.workspace, output


def _changing_inputs(workspace: Workspace, planned: Mapping[str, Outcome]) -> Iterator[str]:
    by_workspace: dict[str, list[str]] = {}
    for path, output in changed_inputs(workspace, planned):
        by_workspace.setdefault(path, []).append(output)
    for path, outputs in by_workspace.items():
        yield f"reads {', '.join(outputs)} of {path}, whose plan may change that: plan again after it is applied"


def _outputs(planned: Mapping[str, Outcome], path: str, *actions: str) -> set[str]:
    """The outputs that the plan of the workspace at ``path`` changes, with one of ``actions`` or any."""
    outcome = planned.get(path)
    outputs = outcome.plan.outputs if outcome and outcome.plan else {}
    return {name for name, action in outputs.items() if not actions or action in actions}
