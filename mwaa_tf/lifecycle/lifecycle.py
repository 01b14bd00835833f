"""Terraform actions on all workspaces of a deployment."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.concurrency import run_concurrently
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.events import (
    LifecycleEvent,
    Listener,
    StageStarted,
    Stopping,
    WorkspaceFinished,
    WorkspaceRetried,
    WorkspaceStarted,
    null_listener,
)
from mwaa_tf.lifecycle.explained import MissingCredentials, explained
from mwaa_tf.lifecycle.initialisation import Initialisation
from mwaa_tf.lifecycle.order import dependencies, dependents, stages
from mwaa_tf.lifecycle.outcome import Action, Operation, Outcome
from mwaa_tf.lifecycle.private_folder import PrivateFolder
from mwaa_tf.lifecycle.product_choice import check_product
from mwaa_tf.lifecycle.progress import progress_of
from mwaa_tf.lifecycle.retries import ONCE, Retries
from mwaa_tf.lifecycle.state_bucket import StateBucketModule
from mwaa_tf.lifecycle.unsaved_state import check_state_is_saved
from mwaa_tf.terraform import RootModule, Terraform, TerraformError
from mwaa_tf.terraform.root_module import OnEvent
from mwaa_tf.text import natural_key

_log = logging.getLogger(__name__)

#: Environment variables with which Terraform gets into the workspace's account.
Environ = Callable[[Workspace], Mapping[str, str]]


class Lifecycle:
    """The rendered workspaces of ``blueprint`` below ``folder``, and Terraform's actions on them.

    Each method goes stage by stage, backwards to destroy, with at most ``jobs`` workspaces of a stage at a time. It
    does not raise if Terraform fails: the outcome has the error, workspaces that depend on the failed one are skipped,
    and all others go on. Each workspace is tried as often as ``retries`` says. Ctrl-C ends all Terraform processes.
    What Terraform prints goes to files in ``private``; ``missing_credentials`` is asked about workspaces that failed.
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
        retries: Retries = ONCE,
        listener: Listener = null_listener,
        private: PrivateFolder | None = None,
        missing_credentials: MissingCredentials = lambda _: "",
    ) -> None:
        check_product(blueprint.workspaces, terraform)
        self.blueprint = blueprint
        self._state_buckets = [workspace for workspace in blueprint.workspaces if workspace.owns_state_bucket]
        self._terraform = terraform
        self.folder = folder
        """The folder of the deployment."""
        self._environ = environ
        self._init_environ = init_environ
        self._jobs = jobs
        self._retries = retries
        self._listener = listener
        self._private = private
        self._missing_credentials = missing_credentials
        self._listener_lock = threading.Lock()
        self.stopped = threading.Event()
        """Set as soon as the run is interrupted."""
        self._initialisation = Initialisation(init_environ)
        self._running: set[str] = set()

    def root_module(self, workspace: Workspace, log: Path | None = None) -> RootModule:
        """The root module of ``workspace`` on disk, with the variables of its account."""
        folder, environ = self.folder / workspace.path, self._environ(workspace)
        if workspace.owns_state_bucket:
            return StateBucketModule(self._terraform, folder, environ, log, self._init_environ or {})
        return RootModule(self._terraform, folder, environ, log)

    def unconfigured_module(self, path: str) -> RootModule:
        """The root module of a workspace at ``path`` that is not of the blueprint, with no variables."""
        return RootModule(self._terraform, self.folder / path)

    def workspace_of(self, module: RootModule) -> Workspace:
        """The workspace whose root module is ``module``."""
        return self.blueprint.by_path[module.folder.relative_to(self.folder).as_posix()]

    def missing_state_bucket(self, workspace: Workspace) -> str | None:
        """The path of the workspace that must create the bucket of the state of ``workspace`` first; None if none."""
        for other in self._state_buckets:
            module = self.root_module(other)
            if other is not workspace and isinstance(module, StateBucketModule) and module.is_local:
                return other.path
        return None

    def init(self, *, until: Stage | None = None) -> tuple[Outcome, ...]:
        """Initialise all workspaces up to stage ``until``. The other methods do so where Terraform needs it.

        As long as the state bucket does not exist, only the workspace that creates it is initialised.
        """
        return self._run_unordered("init", until, self._init)

    def _init(self, module: RootModule, _on_event: OnEvent) -> Outcome:
        self._initialisation.initialise(module)
        return Outcome("", 0, "init")

    def plan(self, *, until: Stage | None = None, destroy: bool = False, lock: bool = True) -> tuple[Outcome, ...]:
        """Plan all workspaces up to stage ``until``, each against the states as they are, not as others plan them.

        As long as the state bucket does not exist, only the workspace that creates it is planned. Without ``lock``
        nothing is written, the locks of the states included.
        """

        def plan(module: RootModule, on_event: OnEvent) -> Outcome:
            return Outcome("", 0, "plan", plan=module.plan(destroy=destroy, lock=lock, on_event=on_event))

        return self._run_unordered("plan", until, plan)

    def apply(self, *, since: Stage = Stage.STATE, until: Stage | None = None) -> tuple[Outcome, ...]:
        """Apply the stages in order, from ``since`` to ``until``. Waiting for AVAILABLE is not part of it."""

        def apply(module: RootModule, on_event: OnEvent) -> Outcome:
            return Outcome("", 0, "apply", summary=module.apply(on_event=on_event))

        chosen = stages(self.blueprint, since=since, until=until)
        return self._run_stages("apply", chosen, dependencies(self.blueprint), apply)

    def refresh(self, paths: Iterable[str]) -> tuple[Outcome, ...]:
        """Update the states of the workspaces at ``paths``, outputs included, from AWS; no resource is changed."""

        def refresh(module: RootModule, on_event: OnEvent) -> Outcome:
            return Outcome("", 0, "refresh", summary=module.refresh(on_event=on_event))

        return self.run("refresh", [self.blueprint.by_path[path] for path in paths], refresh)

    def destroy(
        self,
        paths: Collection[str] | None = None,
        *,
        until: Stage | None = None,
        state_bucket: bool = False,
        before: Callable[[Workspace], None] = lambda _: None,
    ) -> tuple[Outcome, ...]:
        """Destroy the stages in reverse order, beginning with ``until``, except what another workspace still needs.

        With ``paths``, only the workspaces there. The bucket of all states is kept, unless ``state_bucket``. ``before``
        is called before each attempt, concurrently, and may raise :class:`MwaaTfError`.
        """

        def destroy(module: RootModule, on_event: OnEvent) -> Outcome:
            before(self.workspace_of(module))
            return Outcome("", 0, "destroy", summary=module.destroy(on_event=on_event))

        backwards = [
            [
                workspace
                for workspace in stage
                if (state_bucket or not workspace.owns_state_bucket) and (paths is None or workspace.path in paths)
            ]
            for stage in reversed(stages(self.blueprint, until=until))
        ]
        return self._run_stages("destroy", [stage for stage in backwards if stage], dependents(self.blueprint), destroy)

    def _run_unordered(self, action: Action, until: Stage | None, operation: Operation) -> tuple[Outcome, ...]:
        """Run ``operation`` on all workspaces concurrently, after the one whose bucket their states are in."""
        chosen = [workspace for stage in stages(self.blueprint, until=until) for workspace in stage]
        state_buckets = [workspace for workspace in chosen if workspace.owns_state_bucket]
        outcomes = self.run(action, state_buckets, operation)
        modules = [self.root_module(workspace) for workspace in state_buckets]
        if any(isinstance(module, StateBucketModule) and module.is_local for module in modules):
            return outcomes
        others = [workspace for workspace in chosen if not workspace.owns_state_bucket]
        return outcomes + self.run(action, others, operation)

    def _run_stages(
        self,
        action: Action,
        order: Sequence[Sequence[Workspace]],
        needed: Mapping[str, frozenset[str]],
        operation: Operation,
    ) -> tuple[Outcome, ...]:
        outcomes: list[Outcome] = []
        not_done: set[str] = set()
        for workspaces in order:
            self.notify(StageStarted(action, workspaces[0].stage, tuple(workspace.path for workspace in workspaces)))
            possible = [workspace for workspace in workspaces if not needed[workspace.path] & not_done]
            by_path = {outcome.workspace: outcome for outcome in self.run(action, possible, operation)}
            for workspace in workspaces:
                outcome = by_path.get(workspace.path)
                if outcome is None:
                    blocked_by = tuple(sorted(needed[workspace.path] & not_done, key=natural_key))
                    outcome = Outcome(workspace.path, workspace.stage, action, blocked_by=blocked_by)
                    self.notify(WorkspaceFinished(outcome))
                if not outcome.ok:
                    not_done.add(workspace.path)
                outcomes.append(outcome)
        return tuple(outcomes)

    def run(
        self, action: Action, workspaces: Sequence[Workspace], operation: Operation, *, silent: bool = False
    ) -> tuple[Outcome, ...]:
        """Run ``operation`` on the root modules of ``workspaces`` concurrently, whatever stages they are in.

        All are initialised before the first operation begins. The listener hears nothing of it if ``silent``.
        """
        notify = null_listener if silent else self.notify
        started: set[str] = set()

        def start(workspace: Workspace) -> None:
            if workspace.path not in started:
                started.add(workspace.path)
                self._running.add(workspace.path)
                notify(WorkspaceStarted(action, workspace.stage, workspace.path))

        def begin(workspace: Workspace) -> None:
            start(workspace)
            self._initialisation.begin(self.root_module(workspace))

        def run(workspace: Workspace) -> Outcome:
            start(workspace)
            outcome = self._run(action, workspace, operation)
            notify(WorkspaceFinished(outcome))
            return outcome

        if operation != self._init:
            due = [workspace for workspace in workspaces if self._initialisation.is_due(self.root_module(workspace))]
            run_concurrently(begin, due, jobs=self._jobs, stop=self._stop)
        return run_concurrently(run, workspaces, jobs=self._jobs, stop=self._stop)

    def _stop(self) -> None:
        try:
            if not self.stopped.is_set():
                self.stopped.set()
                self.notify(Stopping(tuple(sorted(self._running, key=natural_key))))
        finally:
            # Also if that could not be shown: the terminal may be what has gone.
            self._terraform.stop()

    def _run(self, action: Action, workspace: Workspace, operation: Operation) -> Outcome:
        log = self._private.log(workspace.path, action) if self._private else None
        module = self.root_module(workspace, log)
        started = time.monotonic() - self._initialisation.take_seconds(module)
        on_event = progress_of(action, workspace.path, self.notify)
        outcome = Outcome("", 0, action)
        for attempt in count(1):
            try:
                check_state_is_saved(module)
                self._initialisation.raise_kept_error(module)
                outcome = replace(self.operate(operation, module, on_event), attempts=attempt)
                break
            except MwaaTfError as error:
                outcome = Outcome("", 0, action, attempts=attempt, error=error)
                pause = self._retries.pause_after(attempt, error)
                if pause is None or self.stopped.is_set():
                    break
                if pause:
                    self.notify(WorkspaceRetried(action, workspace.path, attempt, pause, outcome.failures))
                if self.stopped.wait(pause):
                    break
        seconds = time.monotonic() - started
        outcome = replace(outcome, workspace=workspace.path, stage=workspace.stage, seconds=seconds, log=log)
        if not self.stopped.is_set():
            outcome = explained(outcome, workspace, self._state_buckets, self._missing_credentials)
        self._running.discard(workspace.path)
        return outcome

    def operate(self, operation: Operation, module: RootModule, on_event: OnEvent) -> Outcome:
        """Run ``operation``, initialising ``module`` before unless an earlier run did so and that is still enough."""
        if not module.is_initialised:
            self._initialisation.initialise(module)
        try:
            return operation(module, on_event)
        except TerraformError as error:
            if self._initialisation.is_done(module) or not error.needs_init:
                raise
            _log.debug("%s: is initialised again: %s", module.folder, error)
        self._initialisation.initialise(module)
        return operation(module, on_event)

    def notify(self, event: LifecycleEvent) -> None:
        """Tell the listener; from any thread."""
        with self._listener_lock:
            self._listener(event)
