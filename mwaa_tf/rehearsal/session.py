"""Everything that a rehearsal runs on: the prepared local AWS, the rendered workspaces, and Terraform."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mwaa_tf.blueprint import Blueprint, Workspace, build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config import Deployment
from mwaa_tf.errors import UsageError
from mwaa_tf.lifecycle import Lifecycle, Listener, Outcome, StageStarted, WorkspaceFinished
from mwaa_tf.lifecycle.events import LifecycleEvent, LocalAwsStarting
from mwaa_tf.lifecycle.lifecycle import Environ
from mwaa_tf.lifecycle.retries import Retries
from mwaa_tf.rehearsal.prepare.existing import create_everything
from mwaa_tf.rehearsal.prepare.network_users import NetworkUsers
from mwaa_tf.rehearsal.refused_calls import RefusedCalls
from mwaa_tf.rehearsal.rehearsable import rehearsable
from mwaa_tf.rehearsal.resources import list_resources
from mwaa_tf.rehearsal.variables import environ_of, init_environ
from mwaa_tf.render import Job, render_deployment
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform import Terraform

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws
    from mwaa_tf.local_aws.calls import Call

#: Seconds that Terraform gets to end after Ctrl-C: nothing that it could still save is worth more.
_GRACE = 2.0

#: How often a workspace is tried if calls fail on purpose.
_ATTEMPTS_WITH_FAULTS = 4


class RehearsalSession:
    """A deployment on a local AWS, rendered and prepared; ``stack`` ends the processes and removes the files."""

    def __init__(
        self,
        job: Job,
        stack: ExitStack,
        *,
        until: Stage | None,
        faults: tuple[str, ...],
        speed: float,
        seed: int,
        enforce_iam: bool,
        jobs: int,
        listener: Listener,
    ) -> None:
        from mwaa_tf.local_aws.local_aws import without_aws

        self._until = until
        self._listener = listener
        self._config_folder = job.config_folder
        prepared = rehearsable(job.deployment)
        self.deployment: Deployment = prepared.deployment
        self.notes = prepared.notes
        self.blueprint: Blueprint = build_blueprint(self.deployment)
        self._check_includes_workspaces()
        listener(LocalAwsStarting())
        self._scratch = stack.enter_context(TemporaryFolder())
        self.folder = self.render(self.deployment)
        base = without_aws(os.environ)
        self.terraform = stack.enter_context(
            Terraform(base, aws_provider=self.blueprint.aws_provider, grace=_GRACE, local_aws=True)
        )
        self.local: LocalAws = self._start_local_aws(
            stack, speed=speed, faults=faults, seed=seed, enforce_iam=enforce_iam
        )
        self.network_users = NetworkUsers(self.local, self.deployment)
        self.resources_before = list_resources(self.local, self.local.accounts)
        self.environ: Environ = environ_of(self.local)
        self.planning: tuple[Call, ...] = ()
        """The calls that were made while everything was planned again."""
        self.lifecycle = Lifecycle(
            self.terraform,
            self.blueprint,
            self.folder,
            environ=self.environ,
            init_environ=init_environ(base),
            jobs=jobs,
            retries=Retries(_ATTEMPTS_WITH_FAULTS if faults else 1),
            listener=self._on_event,
        )
        self.local.record.listen(RefusedCalls(self.lifecycle.notify))

    def render(self, deployment: Deployment) -> Path:
        """Render ``deployment`` in the place of what was rendered before; return its folder."""
        return render_deployment(deployment, self._scratch, config_folder=self._config_folder).folder

    def includes(self, stage: int) -> bool:
        """Whether the rehearsal goes as far as ``stage``."""
        return self._until is None or stage <= self._until

    def workspaces(self) -> Iterable[Workspace]:
        """The workspaces that are rehearsed."""
        return (workspace for workspace in self.blueprint.workspaces if self.includes(workspace.stage))

    def _check_includes_workspaces(self) -> None:
        if not any(self.workspaces()):
            limit = f" up to stage {self._until.value} ({self._until.label})" if self._until is not None else ""
            raise UsageError(f"no workspace exists{limit}")

    def _start_local_aws(self, stack: ExitStack, **options: Any) -> LocalAws:
        from mwaa_tf.rehearsal.prepare.organization import local_aws_for

        local: LocalAws = stack.enter_context(local_aws_for(self.deployment, **options))
        create_everything(local, self.deployment)
        return local

    def _on_event(self, event: LifecycleEvent) -> None:
        match event:
            case WorkspaceFinished(Outcome(stage=Stage.NETWORK, action="apply", ok=True)):
                self.network_users.create()
            case StageStarted("destroy", Stage.NETWORK):
                self.network_users.delete()
        self._listener(event)
