"""Bring an environment to a version step by step, and then the configuration, the files and the state.

Every step is one UpdateEnvironment, also where Terraform would update in place: see docs/decisions/0014. Where an
earlier call stopped is learned from AWS and the state alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mwaa_tf.aws_errors import AwsErrorKind, aws_error
from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle import Lifecycle, Outcome
from mwaa_tf.lifecycle.order import dependents
from mwaa_tf.lifecycle.plan_run import PlanRun
from mwaa_tf.lifecycle.saved_plans import SavedPlans
from mwaa_tf.lifecycle.status.environments import environment_name
from mwaa_tf.mwaa.upgrade_path import UpgradeStep, upgrade_path
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform import RootModule
from mwaa_tf.terraform.root_module import OnEvent
from mwaa_tf.text import join_words, one_line
from mwaa_tf.upgrade.configured_version import ConfiguredVersion
from mwaa_tf.upgrade.durations import Strategy, longest
from mwaa_tf.upgrade.files import check_can_render, plan_with_version, render
from mwaa_tf.upgrade.follow import Followed, end_of_step, end_of_update, follow
from mwaa_tf.upgrade.pending import PendingChanges, pending_changes
from mwaa_tf.upgrade.result import StepResult, UpgradeProposal, UpgradeResult
from mwaa_tf.upgrade.running import RunningEnvironment, parse_environment


class UnansweredError(MwaaTfError):
    """An update that AWS may have begun: the network failed before the answer."""


@dataclass(frozen=True)
class UpgradeRun:
    """The upgrade of the environment that ``workspace`` of the deployment of ``lifecycle`` creates.

    ``client`` is one of MWAA in its account. Every method raises :class:`MwaaTfError` for what keeps it from beginning;
    what happens to a step that has begun is in its result.
    """

    lifecycle: Lifecycle
    saved: SavedPlans
    workspace: Workspace
    configuration: ConfiguredVersion
    requested: str
    client: Any = field(repr=False)
    strategy: Strategy | None = None
    """How workers are replaced; None for what AWS does by itself, which is FORCED."""
    tell: Callable[[str], None] = lambda _: None

    @property
    def name(self) -> str:
        """The environment's name in AWS."""
        return environment_name(self.workspace)

    def running(self) -> RunningEnvironment:
        """Ask MWAA for the environment."""
        try:
            return parse_environment({**self._get(), "Name": self.name})
        except Exception as error:
            failure = aws_error(error)
            hint = f"; apply {self.workspace.path} first" if failure.kind is AwsErrorKind.NOT_FOUND else ""
            raise MwaaTfError(f"{self.name}: {failure.reason}{hint}") from error

    def settle(self, running: RunningEnvironment) -> Followed:
        """Follow the update that ``running`` has to its end, also one that another run or person, or MWAA, began."""
        if origin := running.origin:
            self.tell(f"{self.name}: {origin}")
        followed = self._follow(end_of_update)
        if followed.error and not followed.is_still_running:
            self._record_status()
        return followed

    def propose(self, running: RunningEnvironment) -> UpgradeProposal:
        """The way from the version that ``running`` has, and what goes along; nothing is changed."""
        try:
            path = upgrade_path(running.version, self.requested)
        except ValueError:
            path = None
        configured = self.configuration.current()
        pending = self._pending(running.version) if path else None
        return UpgradeProposal(running, self.requested, configured, path, pending)

    def check_can_begin(self, proposal: UpgradeProposal) -> None:
        """Raise :class:`MwaaTfError` for what would only stop an upgrade after AWS has begun."""
        if not proposal.path:
            return
        check_can_render(self.configuration.file, self._output, self.workspace.path)
        if proposal.configured != self.requested:
            for step in proposal.path:
                self.configuration.check_can_become(step.requested)
        if proposal.pending and proposal.pending.others:
            raise MwaaTfError(
                f"{self.workspace.path} has changes that cannot go along with a version: "
                f"{'; '.join(proposal.pending.others)}. Apply them first, or take them back"
            )

    def execute(self, path: Sequence[UpgradeStep]) -> UpgradeResult:
        """Go the steps of ``path``; each is recorded in the configuration and the state before the next begins."""
        # What the configuration has meanwhile must not be overwritten by the first step that is recorded.
        render(self.configuration.file, self._output, self.workspace.path)
        results: list[StepResult] = []
        for number, step in enumerate(path, start=1):
            self.tell(f"Step {number} of {len(path)}: Airflow {step.current} to {step.requested}")
            results.append(self._step(step, is_last=number == len(path)))
            if results[-1].error:
                failed = () if results[-1].is_still_running else self._record_status()
                return UpgradeResult(tuple(results), step.current, self._configured(), failed)
            agreement, error = self._agree(step.requested)
            if error or agreement:
                return UpgradeResult(tuple(results), step.requested, self._configured(), agreement, error=error)
        return self._verified(tuple(results))

    def complete(self) -> UpgradeResult:
        """Make the configuration, the files and the state agree with an environment that runs the version."""
        agreement, error = self._agree(self.requested)
        if error or agreement:
            return UpgradeResult((), self.requested, self._configured(), agreement, error=error)
        return self._verified(())

    @property
    def _output(self) -> Path:
        return self.lifecycle.folder.parent

    def _configured(self) -> str | None:
        """The version in the configuration now; None also where it has become invalid while AWS was at work."""
        try:
            return self.configuration.current()
        except MwaaTfError:
            return None

    def _get(self) -> Mapping[str, Any]:
        environment: Mapping[str, Any] = self.client.get_environment(Name=self.name)["Environment"]
        return environment

    def _pending(self, version: str) -> PendingChanges:
        module = self.lifecycle.root_module(self.workspace)
        return pending_changes(plan_with_version(module, self.configuration.file, self.workspace.path, version))

    def _step(self, step: UpgradeStep, *, is_last: bool) -> StepResult:
        arguments: Mapping[str, Any] = {}
        try:
            if is_last:
                arguments = self._arguments(step)
            before = self._begin(step, arguments)
        except MwaaTfError as error:
            is_unknown = isinstance(error, UnansweredError)
            names = tuple(sorted(arguments))
            return StepResult(step, 0.0, names, one_line(str(error)), is_still_running=is_unknown)
        followed = self._follow(end_of_step(step.requested, before.last_change))
        return StepResult(
            step, followed.seconds, tuple(sorted(arguments)), followed.error, is_still_running=followed.is_still_running
        )

    def _begin(self, step: UpgradeStep, arguments: Mapping[str, Any]) -> RunningEnvironment:
        """Have AWS begin ``step``; the environment as it was before."""
        before = self.running()
        if not before.takes_updates or before.version != step.current:
            raise MwaaTfError(f"{self.name} runs {before.version} and is {before.status} meanwhile; call this again")
        strategy = {"WorkerReplacementStrategy": self.strategy} if self.strategy else {}
        try:
            self.client.update_environment(
                **{"Name": self.name, "AirflowVersion": step.requested, **arguments, **strategy}
            )
        except Exception as error:
            failure = aws_error(error)
            if failure.kind is AwsErrorKind.NETWORK:
                raise UnansweredError(f"whether AWS has begun the update is not known: {failure.reason}") from error
            raise MwaaTfError(f"AWS refused the update: {failure.reason}") from error
        return before

    def _arguments(self, step: UpgradeStep) -> Mapping[str, Any]:
        """What the configuration has meanwhile, as arguments of UpdateEnvironment; its files are uploaded before."""
        pending = self._pending(step.current)
        if pending.uploads and not pending.others:
            self._upload(pending.uploads)
            pending = self._pending(step.current)
        if pending.others or pending.uploads:
            reasons = [*pending.others, *(f"{address} is still to be uploaded" for address in pending.uploads)]
            raise MwaaTfError(f"{self.workspace.path} has changes that cannot go along: {'; '.join(reasons)}")
        return pending.arguments

    def _upload(self, addresses: Sequence[str]) -> None:
        """Apply the files at ``addresses`` alone: the environment keeps the versions that it was told."""
        self.tell(f"Uploading {join_words(addresses)}")

        def upload(module: RootModule, on_event: OnEvent) -> Outcome:
            with TemporaryFolder() as scratch:
                plan = module.plan(targets=addresses, out=scratch / "plan", on_event=on_event)
                if unexpected := {change.address for change in plan.changes} - set(addresses):
                    raise MwaaTfError(f"the upload would also change {join_words(sorted(unexpected))}")
                return Outcome("", 0, "apply", summary=module.apply(plan=scratch / "plan", on_event=on_event))

        (outcome,) = self.lifecycle.run("apply", [self.workspace], upload)
        if not outcome.ok:
            raise MwaaTfError(f"{self.workspace.path}: {'; '.join(outcome.failures)}")

    def _follow(self, judge: Callable[[RunningEnvironment, float], str]) -> Followed:
        return follow(
            self.name, self._get, judge, timeout=longest(self.strategy or "FORCED"), listener=self.lifecycle.notify
        )

    def _agree(self, version: str) -> tuple[tuple[Outcome, ...], str]:
        """Record ``version``, which runs: in the configuration, the files, the state. Returns what failed."""
        try:
            if self.configuration.current() != self.requested and self.configuration.bring_to(version):
                self.tell(f"{self.configuration.file}: airflow_version of {self.configuration.key} is {version}")
            render(self.configuration.file, self._output, self.workspace.path)
        except MwaaTfError as error:
            return (), one_line(str(error))
        return self._record_status(), ""

    def _record_status(self) -> tuple[Outcome, ...]:
        """Refresh the state; what failed. The status is an output: the next plan would show it as a change."""
        refreshed = self.lifecycle.refresh([self.workspace.path])
        return tuple(outcome for outcome in refreshed if not outcome.ok)

    def _verified(self, results: tuple[StepResult, ...]) -> UpgradeResult:
        """Plan the environment's workspace and all that read it: there should be nothing to do."""
        chosen = {self.workspace.path, *dependents(self.lifecycle.blueprint)[self.workspace.path]}
        plans = PlanRun(self.lifecycle, self.saved, lock=False, for_review=False).plan(chosen)
        return UpgradeResult(results, self.requested, self._configured(), plans)
