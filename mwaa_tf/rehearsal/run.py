"""The rehearsal: a deployment applied, shaken hands over, planned again, destroyed, and nothing left."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mwaa_tf.blueprint import Blueprint, Workspace, build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config import Deployment
from mwaa_tf.errors import UsageError
from mwaa_tf.lifecycle import (
    EnvironmentWatch,
    Handshake,
    HandshakeError,
    Lifecycle,
    Listener,
    Outcome,
    StageStarted,
    WorkspaceFinished,
    handshakes,
    wait_until_available,
    watch_environments,
)
from mwaa_tf.lifecycle.events import LifecycleEvent, null_listener
from mwaa_tf.lifecycle.lifecycle import Environ
from mwaa_tf.rehearsal.prepare.environments import (
    Elsewhere,
    make_environments,
    not_available,
    prepare_environments,
    remove_environments,
)
from mwaa_tf.rehearsal.prepare.existing import Group, make_existing, make_groups, remove_groups
from mwaa_tf.rehearsal.rehearsable import rehearsable
from mwaa_tf.rehearsal.report import Check, RehearsalReport, WorkspaceReport
from mwaa_tf.rehearsal.resources import held, staying
from mwaa_tf.rehearsal.update import updated
from mwaa_tf.rehearsal.variables import environ_of, for_installing, written_for_shells
from mwaa_tf.render import Job, render_deployment
from mwaa_tf.terraform import Terraform

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws

#: What a rehearsal waits for an environment after its endpoints are there; ten hours on the local AWS's clock.
HANDSHAKE = timedelta(seconds=60)

#: Seconds between two looks at an environment.
_INTERVAL = 0.25

#: Seconds that Terraform has to end in after Ctrl-C: nothing that it could still save is worth more.
_GRACE = 2.0

#: How often a workspace is tried where calls fail on purpose.
_ATTEMPTS_WITH_FAULTS = 4


@dataclass(frozen=True, slots=True)
class Kept:
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
    keep: Callable[[Kept], None] | None = None,
    faults: Iterable[str] = (),
    seed: int = 0,
    jobs: int | None = None,
    listener: Listener = null_listener,
    prepared: Callable[[LocalAws], None] = lambda _: None,
    finished: Callable[[LocalAws], None] = lambda _: None,
) -> RehearsalReport:
    """Rehearse the deployment of ``job`` on a local AWS, up to stage ``until``, with ``jobs`` workspaces at a time.

    What does not hold is in the report; only what keeps it from beginning is raised
    (:class:`~mwaa_tf.errors.MwaaTfError`). With ``update``, all workspaces are changed in place
    (:func:`~mwaa_tf.rehearsal.update.updated`) and changed back before they are destroyed. With ``keep``, nothing is
    destroyed; it is called with everything still there. ``faults`` are those of :mod:`mwaa_tf.local_aws.faults`, drawn
    from ``seed``; with some, a workspace that fails is tried again. ``prepared`` is called with the local AWS before
    Terraform begins, ``finished`` when it has ended: its record says what was called. However it ends, no process, no
    port and no file is left.
    """
    faults = tuple(faults)
    with ExitStack() as stack:
        run = _Run(job, until, faults, seed, jobs or os.cpu_count() or 1, listener, stack)
        prepared(run.local)
        run.through(keep, update=update)
        finished(run.local)
        return run.report()


class _Run:
    """One rehearsal, from the first second to the report."""

    def __init__(
        self,
        job: Job,
        until: Stage | None,
        faults: tuple[str, ...],
        seed: int,
        jobs: int,
        listener: Listener,
        stack: ExitStack,
    ) -> None:
        from mwaa_tf.local_aws.local_aws import without_aws
        from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for

        self._started = time.monotonic()
        self._until = until
        self._listener = listener
        self._checks: list[Check] = []
        self._outcomes: list[Outcome] = []
        self._statuses: dict[str, tuple[str, ...]] = {}
        self._groups: tuple[Group, ...] = ()
        self._elsewhere: tuple[Elsewhere, ...] = ()

        rehearsed = rehearsable(job.deployment)
        self._deployment = rehearsed.deployment
        self._notes = list(rehearsed.notes)
        self._blueprint: Blueprint = build_blueprint(self._deployment)
        if not any(self._reached(workspace) for workspace in self._blueprint.workspaces):
            limit = f" up to stage {until.value} ({until.label})" if until is not None else ""
            raise UsageError(f"no workspace exists{limit}")
        self._scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mwaa_tf-rehearsal-")))
        self._config_folder = job.config_folder
        self._folder = self._render(self._deployment)
        base = without_aws(os.environ)
        self._terraform = stack.enter_context(Terraform(base, aws_provider=self._blueprint.aws_provider, grace=_GRACE))
        self.local: LocalAws = stack.enter_context(local_aws_for(self._deployment, faults=faults, seed=seed))
        prepare_for(self.local, self._deployment)
        make_existing(self.local, self._deployment)
        prepare_environments(self.local, self._deployment)
        self._before = held(self.local, self.local.accounts)
        self._environ: Environ = environ_of(self.local)
        self._lifecycle = Lifecycle(
            self._terraform,
            self._blueprint,
            self._folder,
            environ=self._environ,
            init_environ=for_installing(base),
            jobs=jobs,
            attempts=_ATTEMPTS_WITH_FAULTS if faults else 1,
            listener=self._hear,
        )

    def through(self, keep: Callable[[Kept], None] | None, *, update: bool = False) -> None:
        """All steps; where one fails, those that make sense without it."""
        waiting = handshakes(self._blueprint)
        with watch_environments(waiting, self._environ, interval=_INTERVAL, listener=self._listener) as watch:
            done = (
                self._all_ok("initialised", self._lifecycle.init(until=self._until))
                and self._all_ok("applied", self._lifecycle.apply(until=self._last_before_access()))
                and self._shake_hands(watch, waiting)
                and self._access_applied()
            )
            if done:
                self._planned_again()
            done = done and (not update or self._updated())
            if keep:
                self._seconds = time.monotonic() - self._started
                keep(
                    Kept(
                        self._folder, written_for_shells(self.local, self._deployment, self._folder.parent), self.local
                    )
                )
            elif done and self._all_ok("destroyed", self._destroyed()):
                self._nothing_left()
            self._statuses = {item.environment.path: watch.statuses(item.name) for item in waiting}
            if not keep:
                self._seconds = time.monotonic() - self._started
        self._local_aws_held()

    def report(self) -> RehearsalReport:
        """How it went."""
        return RehearsalReport(
            deployment=self._deployment.name,
            workspaces=tuple(self._workspace(item) for item in self._blueprint.workspaces if self._reached(item)),
            checks=tuple(self._checks),
            seconds=self._seconds,
            terraform_seconds=self._terraform.seconds,
            calls=len(self.local.record),
            notes=tuple(self._notes),
        )

    def _last_before_access(self) -> Stage:
        return Stage.ENDPOINTS if self._until is None else min(Stage.ENDPOINTS, self._until)

    def _reaches(self, stage: int) -> bool:
        return self._until is None or stage <= self._until

    def _reached(self, workspace: Workspace) -> bool:
        return self._reaches(workspace.stage)

    def _all_ok(self, name: str, outcomes: tuple[Outcome, ...], *, in_place: bool = False) -> bool:
        self._outcomes += outcomes
        failures = _failures_in_place if in_place else _failures
        return self._check(name, [text for outcome in outcomes for text in failures(outcome)])

    def _check(self, name: str, details: list[str]) -> bool:
        self._checks.append(Check(name, tuple(details)))
        return not details

    def _shake_hands(self, watch: EnvironmentWatch, waiting: tuple[Handshake, ...]) -> bool:
        reached = [item for item in waiting if self._reached(item.endpoints)]
        elsewhere = self._elsewhere if self._reaches(Stage.ENDPOINTS) else ()
        if not reached and not elsewhere:
            return True
        details: list[str] = []
        try:
            wait_until_available(watch, reached, self._environ, timeout=HANDSHAKE)
        except HandshakeError as error:
            details += [f"{name}: {reason}" for name, reason in error.reasons.items()]
        details += not_available(self.local, elsewhere, HANDSHAKE.total_seconds())
        if not self._check("available", details) or not reached:
            return not details
        # The outputs say PENDING until Terraform looks again.
        return self._all_ok("refreshed", self._lifecycle.refresh([item.environment.path for item in reached]))

    def _access_applied(self) -> bool:
        """Ways into the web servers: of one that is not AVAILABLE, MWAA may not tell the host name yet."""
        if not any(self._reached(item) and item.stage == Stage.ACCESS for item in self._blueprint.workspaces):
            return True
        return self._all_ok("access applied", self._lifecycle.apply(since=Stage.ACCESS, until=self._until))

    def _planned_again(self) -> None:
        outcomes = self._lifecycle.plan(until=self._until)
        self._outcomes += outcomes
        failed = [text for outcome in outcomes for text in _failures(outcome)]
        for outcome in outcomes:
            if outcome.plan:
                failed += [f"{outcome.workspace}: would {item.action} {item.address}" for item in outcome.plan.changes]
                failed += [f"{outcome.workspace}: output {name} would change" for name in outcome.plan.outputs]
        self._check("second plan is empty", failed)

    def _updated(self) -> bool:
        return all(
            self._all_ok(name, self._apply(deployment), in_place=True)
            for name, deployment in (("updated", updated(self._deployment)), ("changed back", self._deployment))
        )

    def _destroyed(self) -> tuple[Outcome, ...]:
        """Everything destroyed; the bucket of the states last, in the way that its protection asks for."""
        outcomes = self._lifecycle.destroy(until=self._until)
        state = self._deployment.state
        if not state.create or not all(outcome.ok for outcome in outcomes):
            return outcomes
        if not state.force_destroy:
            unprotected = state.model_copy(update={"force_destroy": True})
            self._render(self._deployment.model_copy(update={"state": unprotected}))
            outcomes += self._lifecycle.apply(until=Stage.STATE)
        return outcomes + self._lifecycle.destroy(until=Stage.STATE, state_bucket=True)

    def _apply(self, deployment: Deployment) -> tuple[Outcome, ...]:
        self._render(deployment)
        return self._lifecycle.apply(until=self._until)

    def _render(self, deployment: Deployment) -> Path:
        return render_deployment(deployment, self._scratch, config_folder=self._config_folder).folder

    def _nothing_left(self) -> None:
        left = sorted(held(self.local, self.local.accounts) - self._before)
        lost = sorted(self._before - held(self.local, self.local.accounts))
        details = [f"left: {item}" for item in left if not item.stays]
        self._check("nothing is left", details + [f"was there before and is gone: {item}" for item in lost])
        self._notes += staying(left)

    def _local_aws_held(self) -> None:
        if self.local.failures:
            self._check("the local AWS did not fail", [text.strip() for text in self.local.failures])

    def _workspace(self, workspace: Workspace) -> WorkspaceReport:
        mine = [outcome for outcome in self._outcomes if outcome.workspace == workspace.path]
        applied = next((outcome for outcome in mine if outcome.action == "apply"), None)
        seconds: dict[str, float] = {}
        for outcome in mine:
            seconds[outcome.action] = seconds.get(outcome.action, 0.0) + outcome.seconds
        return WorkspaceReport(
            path=workspace.path,
            stage=workspace.stage,
            account_id=workspace.account.account_id,
            resources=applied.summary.added if applied and applied.summary else 0,
            attempts=applied.attempts if applied else 0,
            seconds=seconds,
            statuses=self._statuses.get(workspace.path, ()),
        )

    def _hear(self, event: LifecycleEvent) -> None:
        # Groups and environments in the VPC need shared subnets, and would keep the VPC from going.
        match event:
            case WorkspaceFinished(Outcome(stage=Stage.NETWORK, action="apply", ok=True)) if not (
                self._groups or self._elsewhere
            ):
                self._groups = make_groups(self.local, self._deployment)
                self._elsewhere = make_environments(self.local, self._deployment)
            case StageStarted("destroy", Stage.NETWORK):
                remove_environments(self.local, self._deployment, self._elsewhere)
                remove_groups(self.local, self._groups)
        self._listener(event)


def _failures(outcome: Outcome) -> list[str]:
    return [f"{outcome.workspace}: {failure}" for failure in outcome.failures]


def _failures_in_place(outcome: Outcome) -> list[str]:
    """Of a change that is to replace nothing."""
    found, done = _failures(outcome), outcome.summary
    if done and (done.added or done.removed):
        found.append(
            f"{outcome.workspace}: {done.added} added and {done.removed} removed by a change that is made in place; "
            "something was replaced"
        )
    return found
