"""Actions on all workspaces of a deployment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.concurrency import run_concurrently
from mwaa_tf.lifecycle.events import (
    LifecycleEvent,
    Listener,
    StageStarted,
    WorkspaceFinished,
    WorkspaceProgress,
    WorkspaceStarted,
    null_listener,
)
from mwaa_tf.lifecycle.order import needed_by, needs, stages
from mwaa_tf.lifecycle.outcome import Action, Outcome
from mwaa_tf.lifecycle.state_bucket import StateBucketModule
from mwaa_tf.terraform import RootModule, Terraform
from mwaa_tf.terraform.events import Completed, Event, Started, Summary
from mwaa_tf.terraform.root_module import OnEvent

#: Environment variables with which Terraform gets into the workspace's account.
Environ = Callable[[Workspace], Mapping[str, str]]

_Do = Callable[[RootModule, OnEvent], Outcome]


class Lifecycle:
    """The rendered workspaces of ``blueprint`` below ``folder``, walked with ``terraform``.

    Each method goes stage by stage, forwards or, to destroy, backwards, with at most ``jobs`` workspaces of a stage at
    a time. It does not raise where Terraform fails: the outcome says so, the workspaces that need that one are left
    out, and all others go on. ``attempts`` is how often each is tried. On Ctrl-C all that runs is ended.
    """

    def __init__(
        self,
        terraform: Terraform,
        blueprint: Blueprint,
        folder: Path,
        *,
        environ: Environ = lambda _: {},
        init_environ: Mapping[str, str] | None = None,
        jobs: int = 1,
        attempts: int = 1,
        listener: Listener = null_listener,
    ) -> None:
        self.blueprint = blueprint
        self._terraform = terraform
        self._folder = folder
        self._environ = environ
        self._init_environ = init_environ
        self._jobs = jobs
        self._attempts = attempts
        self._listener = listener
        self._telling = threading.Lock()
        self._stopped = threading.Event()
        self._initialised: set[str] = set()

    def root_module(self, workspace: Workspace) -> RootModule:
        """``workspace`` as Terraform sees it."""
        folder, environ = self._folder / workspace.path, self._environ(workspace)
        if workspace.keeps_states:
            return StateBucketModule(self._terraform, folder, environ, self._init_environ or {})
        return RootModule(self._terraform, folder, environ)

    def init(self, *, until: int | None = None) -> tuple[Outcome, ...]:
        """Initialise all workspaces, whatever their stage. The other methods do it where it was not done yet.

        Where the bucket of all states is still to be made, only the workspace that makes it can be.
        """
        return self._all("init", until, lambda _module, _on_event: Outcome("", 0, "init"))

    def plan(self, *, until: int | None = None, destroy: bool = False) -> tuple[Outcome, ...]:
        """Plan all workspaces: what their states say counts, not the plans of those before them.

        Where the bucket of all states is still to be made, only the workspace that makes it can be.
        """

        def plan(module: RootModule, on_event: OnEvent) -> Outcome:
            return Outcome("", 0, "plan", plan=module.plan(destroy=destroy, on_event=on_event))

        return self._all("plan", until, plan)

    def apply(self, *, since: int = 0, until: int | None = None) -> tuple[Outcome, ...]:
        """Apply the stages in order, from ``since`` up to ``until``. The handshake is not part of it."""

        def apply(module: RootModule, on_event: OnEvent) -> Outcome:
            return Outcome("", 0, "apply", summary=module.apply(on_event=on_event))

        return self._walk("apply", stages(self.blueprint, since=since, until=until), needs(self.blueprint), apply)

    def refresh(self, workspaces: Iterable[str]) -> tuple[Outcome, ...]:
        """Bring the states of ``workspaces``, and so their outputs, up to date with AWS."""

        def refresh(module: RootModule, on_event: OnEvent) -> Outcome:
            return Outcome("", 0, "refresh", summary=module.refresh(on_event=on_event))

        return self._side_by_side("refresh", [self.blueprint.by_path[path] for path in workspaces], refresh)

    def destroy(self, *, until: int | None = None, states: bool = False) -> tuple[Outcome, ...]:
        """Destroy the stages in reverse order, beginning with ``until``; what something still needs is kept.

        So is the bucket of all states, unless ``states``.
        """

        def destroy(module: RootModule, on_event: OnEvent) -> Outcome:
            return Outcome("", 0, "destroy", summary=module.destroy(on_event=on_event))

        every = stages(self.blueprint, until=until)[::-1]
        backwards = [[item for item in stage if states or not item.owns_state_bucket] for stage in every]
        return self._walk("destroy", [stage for stage in backwards if stage], needed_by(self.blueprint), destroy)

    def _all(self, action: Action, until: int | None, do: _Do) -> tuple[Outcome, ...]:
        """``do`` it with all workspaces side by side, that which makes the place of their states before them."""
        chosen = [workspace for stage in stages(self.blueprint, until=until) for workspace in stage]
        keepers = [workspace for workspace in chosen if workspace.owns_state_bucket]
        outcomes = self._side_by_side(action, keepers, do)
        if any(isinstance(module, StateBucketModule) and module.is_local for module in map(self.root_module, keepers)):
            return outcomes
        return outcomes + self._side_by_side(action, [item for item in chosen if not item.owns_state_bucket], do)

    def _walk(
        self, action: Action, order: Sequence[Sequence[Workspace]], before: Mapping[str, frozenset[str]], do: _Do
    ) -> tuple[Outcome, ...]:
        outcomes: list[Outcome] = []
        stopped: set[str] = set()
        for workspaces in order:
            self._tell(StageStarted(action, workspaces[0].stage, tuple(item.path for item in workspaces)))
            possible = [workspace for workspace in workspaces if not before[workspace.path] & stopped]
            done = {outcome.workspace: outcome for outcome in self._side_by_side(action, possible, do)}
            for workspace in workspaces:
                outcome = done.get(workspace.path)
                if outcome is None:
                    blocked_by = tuple(sorted(before[workspace.path] & stopped))
                    outcome = Outcome(workspace.path, workspace.stage, action, blocked_by=blocked_by)
                    self._tell(WorkspaceFinished(outcome))
                if not outcome.ok:
                    stopped.add(workspace.path)
                outcomes.append(outcome)
        return tuple(outcomes)

    def _side_by_side(self, action: Action, workspaces: Sequence[Workspace], do: _Do) -> tuple[Outcome, ...]:
        return run_concurrently(
            lambda workspace: self._act(action, workspace, do), workspaces, jobs=self._jobs, stop=self._stop
        )

    def _stop(self) -> None:
        self._stopped.set()
        self._terraform.stop()

    def _act(self, action: Action, workspace: Workspace, do: _Do) -> Outcome:
        self._tell(WorkspaceStarted(action, workspace.stage, workspace.path))
        started = time.monotonic()
        module = self.root_module(workspace)
        on_event = self._progress(action, workspace)
        outcome = Outcome("", 0, action)
        for attempt in range(1, self._attempts + 1):
            try:
                if workspace.path not in self._initialised:
                    module.init(self._init_environ)
                    self._initialised.add(workspace.path)
                outcome = replace(do(module, on_event), attempts=attempt)
                break
            except MwaaTfError as error:
                outcome = Outcome("", 0, action, attempts=attempt, error=error)
                if self._stopped.is_set():
                    break
        seconds = time.monotonic() - started
        outcome = replace(outcome, workspace=workspace.path, stage=workspace.stage, seconds=seconds)
        self._tell(WorkspaceFinished(outcome))
        return outcome

    def _progress(self, action: Action, workspace: Workspace) -> OnEvent:
        done, total = 0, 0

        def hear(event: Event) -> None:
            nonlocal done, total
            if isinstance(event, Summary) and event.operation == "plan":
                done, total = 0, event.total
            elif isinstance(event, Completed):
                done += 1
            elif not isinstance(event, Started):
                return
            address = event.address if isinstance(event, Started) else ""
            self._tell(WorkspaceProgress(action, workspace.path, done, total, address))

        return hear

    def _tell(self, event: LifecycleEvent) -> None:
        with self._telling:
            self._listener(event)
