"""Apply a deployment, wait for its endpoints, re-plan, destroy, and check that nothing remains."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config import Deployment
from mwaa_tf.lifecycle import (
    EnvironmentWatch,
    Handshake,
    HandshakeError,
    Listener,
    Outcome,
    handshakes,
    wait_until_available,
    watch_environments,
)
from mwaa_tf.lifecycle.events import null_listener
from mwaa_tf.rehearsal.checks import CheckRecorder
from mwaa_tf.rehearsal.prepare.environments import not_available
from mwaa_tf.rehearsal.report import RehearsalReport
from mwaa_tf.rehearsal.resources import list_resources, notes_on_kept
from mwaa_tf.rehearsal.session import RehearsalSession
from mwaa_tf.rehearsal.shell import account_names, shell_variables
from mwaa_tf.rehearsal.update import updated, without_deletion_protection
from mwaa_tf.rehearsal.variables_file import write_variables
from mwaa_tf.render import Job

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws
    from mwaa_tf.local_aws.calls import Call

SPEED = 600.0
"""How many times as fast as ours the clock of a rehearsal runs, unless it is told otherwise."""

#: How long a rehearsal waits for environments once their endpoints exist; ten hours on a clock of :data:`SPEED`.
AVAILABLE_TIMEOUT = timedelta(seconds=60)

#: Seconds between two polls of an environment.
_INTERVAL = 0.25


@dataclass(frozen=True, slots=True)
class PausedRehearsal:
    """What can be looked at while a rehearsal pauses."""

    folder: Path
    """The deployment's workspaces, initialised and applied."""
    variables: Path
    """A file for a shell to source, with a function for each account that switches to it."""
    local: LocalAws


def rehearse(
    job: Job,
    *,
    until: Stage | None = None,
    update: bool = False,
    keep: Callable[[PausedRehearsal], None] | None = None,
    living: Callable[[RehearsalSession], None] = lambda _: None,
    faults: Iterable[str] = (),
    speed: float = SPEED,
    seed: int = 0,
    enforce_iam: bool = False,
    jobs: int | None = None,
    listener: Listener = null_listener,
    prepared: Callable[[LocalAws], None] = lambda _: None,
    finished: Callable[[LocalAws], None] = lambda _: None,
) -> RehearsalReport:
    """Rehearse the deployment of ``job`` on a local AWS, up to stage ``until``, with ``jobs`` workspaces at a time.

    Failures are in the report; only what prevents a rehearsal from beginning is raised
    (:class:`~mwaa_tf.errors.MwaaTfError`). With ``update``, all workspaces are changed in place
    (:func:`~mwaa_tf.rehearsal.update.updated`) and changed back before they are destroyed. With ``keep``, nothing is
    destroyed; it is called while everything still exists. ``faults`` are those of :mod:`mwaa_tf.local_aws.faults`,
    drawn with ``seed``; with some, a workspace that fails is tried again. ``speed`` is how many times as fast as ours
    the clock of the local AWS runs; with ``enforce_iam`` it evaluates callers' policies. ``prepared`` is called with
    the local AWS before Terraform begins, ``living`` before anything is destroyed, if all of it was applied, and
    ``finished`` when Terraform has ended: the record has all calls. However it ends, no process, no port and no file
    is left.
    """
    with ExitStack() as stack:
        started = time.monotonic()
        session = RehearsalSession(
            job,
            stack,
            until=until,
            faults=tuple(faults),
            speed=speed,
            seed=seed,
            enforce_iam=enforce_iam,
            jobs=jobs or os.cpu_count() or 1,
            listener=listener,
        )
        rehearsal = _Rehearsal(session, until, started)
        prepared(session.local)
        rehearsal.run(keep, living, update=update, listener=listener)
        finished(session.local)
        return rehearsal.report()


class _Rehearsal:
    """The steps of a rehearsal; one that fails leaves out those that make no sense without it."""

    def __init__(self, session: RehearsalSession, until: Stage | None, started: float) -> None:
        self._session = session
        self._lifecycle = session.lifecycle
        self._until = until
        self._started = started
        self._seconds = 0.0
        self._recorder = CheckRecorder()
        self._statuses: dict[str, tuple[str, ...]] = {}
        self._notes = list(session.notes)

    def run(
        self,
        keep: Callable[[PausedRehearsal], None] | None,
        living: Callable[[RehearsalSession], None],
        *,
        update: bool,
        listener: Listener,
    ) -> None:
        """Take all steps."""
        waiting = handshakes(self._session.blueprint)
        with watch_environments(waiting, self._session.environ, interval=_INTERVAL, listener=listener) as watch:
            done = self._initialise() and self._apply() and self._wait(watch, waiting) and self._apply_access()
            if done:
                self._plan_again()
            done = done and (not update or self._update())
            if done:
                living(self._session)
            if keep:
                # The time for which a person looks around is not part of the rehearsal.
                self._seconds = time.monotonic() - self._started
                keep(self._pause())
            elif done and self._destroy():
                self._compare_resources()
            self._statuses = {handshake.environment.path: watch.statuses(handshake.name) for handshake in waiting}
            if not keep:
                self._seconds = time.monotonic() - self._started
        if failures := self._session.local.failures:
            self._recorder.add("the local AWS had no errors", [failure.strip() for failure in failures])

    def report(self) -> RehearsalReport:
        """The report on the steps taken so far."""
        session = self._session
        return RehearsalReport(
            deployment=session.deployment.name,
            workspaces=tuple(
                self._recorder.workspace_report(workspace, self._statuses.get(workspace.path, ()))
                for workspace in session.workspaces()
            ),
            checks=tuple(self._recorder.checks),
            seconds=self._seconds,
            terraform_seconds=session.terraform.seconds,
            calls=len(session.local.record),
            program=session.terraform.binary.product.name,
            terraform_version=session.terraform.binary.version,
            notes=tuple(self._notes),
            planning=session.planning,
        )

    def _initialise(self) -> bool:
        return self._recorder.succeeded("initialised", self._lifecycle.init(until=self._until))

    def _apply(self) -> bool:
        last = Stage.ENDPOINTS if self._until is None else min(Stage.ENDPOINTS, self._until)
        return self._recorder.succeeded("applied", self._lifecycle.apply(until=last))

    def _wait(self, watch: EnvironmentWatch, waiting: tuple[Handshake, ...]) -> bool:
        """Wait until the environments are AVAILABLE and refresh their states."""
        rehearsed = [handshake for handshake in waiting if self._session.includes(handshake.endpoints.stage)]
        external = self._session.network_users.environments if self._session.includes(Stage.ENDPOINTS) else ()
        if not rehearsed and not external:
            return True
        details: list[str] = []
        timeout = AVAILABLE_TIMEOUT * max(1.0, SPEED / self._session.local.clock.speed)
        try:
            wait_until_available(watch, rehearsed, self._session.environ, timeout=timeout)
        except HandshakeError as error:
            details += [f"{name}: {reason}" for name, reason in error.reasons.items()]
        details += not_available(self._session.local, external, timeout.total_seconds())
        if not self._recorder.add("available", details) or not rehearsed:
            return not details
        # The outputs say PENDING until Terraform reads the environments again.
        paths = [handshake.environment.path for handshake in rehearsed]
        return self._recorder.succeeded("refreshed", self._lifecycle.refresh(paths))

    def _apply_access(self) -> bool:
        """Apply access methods: MWAA may not return the host name of an environment before it is AVAILABLE."""
        if all(workspace.stage != Stage.ACCESS for workspace in self._session.workspaces()):
            return True
        outcomes = self._lifecycle.apply(since=Stage.ACCESS, until=self._until)
        return self._recorder.succeeded("access applied", outcomes)

    def _plan_again(self) -> None:
        record = self._session.local.record
        before = len(record)
        outcomes = self._lifecycle.plan(until=self._until, lock=False)
        self._session.planning = planning = record.since(before)
        self._recorder.nothing_to_do("second plan is empty", outcomes)
        if changes := {f"{call.workspace}: {call.service}:{call.action}" for call in planning if _changes(call)}:
            self._recorder.add("plans change nothing", sorted(changes))

    def _update(self) -> bool:
        deployment = self._session.deployment
        return self._change("updated", updated(deployment)) and self._change("reverted", deployment)

    def _change(self, name: str, deployment: Deployment) -> bool:
        self._session.render(deployment)
        return self._recorder.changed_in_place(name, self._lifecycle.apply(until=self._until))

    def _pause(self) -> PausedRehearsal:
        session = self._session
        variables = session.folder.parent / "variables.sh"
        write_variables(variables, shell_variables(session.local, account_names(session.deployment)))
        return PausedRehearsal(session.folder, variables, session.local)

    def _destroy(self) -> bool:
        if not self._remove_deletion_protection():
            return False
        outcomes = self._lifecycle.destroy(until=self._until)
        if self._session.deployment.state.create and all(outcome.ok for outcome in outcomes):
            outcomes += self._destroy_state_bucket()
        return self._recorder.succeeded("destroyed", outcomes)

    def _remove_deletion_protection(self) -> bool:
        """Let the load balancers be deleted, as their owner does before destroying them."""
        if all(workspace.stage != Stage.ACCESS for workspace in self._session.workspaces()):
            return True
        unprotected = without_deletion_protection(self._session.deployment)
        if unprotected is None:
            return True
        self._session.render(unprotected)
        outcomes = self._lifecycle.apply(since=Stage.ACCESS, until=self._until)
        return self._recorder.changed_in_place("deletion protection removed", outcomes)

    def _destroy_state_bucket(self) -> tuple[Outcome, ...]:
        """Destroy the bucket of all states; a protected one as its owner does, who first removes the protection."""
        deployment = self._session.deployment
        outcomes: tuple[Outcome, ...] = ()
        if not deployment.state.force_destroy:
            unprotected = deployment.state.model_copy(update={"force_destroy": True})
            self._session.render(deployment.model_copy(update={"state": unprotected}))
            outcomes = self._lifecycle.apply(until=Stage.STATE)
        return outcomes + self._lifecycle.destroy(until=Stage.STATE, state_bucket=True)

    def _compare_resources(self) -> None:
        before = self._session.resources_before
        after = list_resources(self._session.local, self._session.local.accounts)
        remaining = sorted(after - before)
        details = [f"remaining: {resource}" for resource in remaining if not resource.kept_because]
        details += [f"deleted although it existed before: {resource}" for resource in sorted(before - after)]
        self._recorder.add("no resources remain", details)
        self._notes += notes_on_kept(remaining)


def _changes(call: Call) -> bool:
    """Whether Terraform made a call that changes something."""
    return bool(call.workspace) and call.mutating
