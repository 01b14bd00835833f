"""The status of a deployment: read states, ask AWS, and say what to do next."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.concurrency import run_concurrently
from mwaa_tf.errors import UsageError
from mwaa_tf.lifecycle.credentials import WorkspaceCredentials, workspace_credentials
from mwaa_tf.lifecycle.handshake import handshakes
from mwaa_tf.lifecycle.lifecycle import Environ
from mwaa_tf.lifecycle.order import dependencies, ordered
from mwaa_tf.lifecycle.orphans.search import ADOPT_FILE
from mwaa_tf.lifecycle.status.clients import AccountClients
from mwaa_tf.lifecycle.status.drift import Drift, read_drift
from mwaa_tf.lifecycle.status.environments import (
    EndpointReading,
    EnvironmentReading,
    environment_name,
    needed_endpoints,
    read_endpoints,
    read_environment,
    with_outputs,
)
from mwaa_tf.lifecycle.status.local_states import local_state_file, read_local_state
from mwaa_tf.lifecycle.status.model import Applied, DeploymentStatus, WorkspaceFacts, WorkspaceStatus, with_destroyed
from mwaa_tf.lifecycle.status.next_steps import Commands, next_step
from mwaa_tf.lifecycle.status.notes import notes
from mwaa_tf.lifecycle.status.pulled_states import decrypt_state, hcp_location, read_hcp_state
from mwaa_tf.lifecycle.status.readings import StateProblem, StateReading
from mwaa_tf.lifecycle.status.s3_states import S3States
from mwaa_tf.terraform import RootModule, Terraform
from mwaa_tf.text import natural_key, one_line

#: Calls of AWS at a time.
_CALLS = 16

#: Returns Terraform, which is looked for only where it is needed.
FindTerraform = Callable[[], Terraform]


@dataclass(frozen=True, slots=True)
class StatusOptions:
    """How the status of a deployment is found out."""

    environ: Environ = lambda _: {}
    """That of :class:`Lifecycle`."""
    commands: Commands = field(default_factory=Commands)
    terraform: FindTerraform = Terraform
    refresh: bool = False
    """Whether to plan what is applied, and to ask CloudTrail who changed what differs."""
    jobs: int = os.cpu_count() or 1
    """Plans at a time."""
    stop: Callable[[], None] = lambda: None
    """Ends running plans, on Ctrl-C."""


def deployment_status(
    blueprint: Blueprint, folder: Path, paths: Collection[str], options: StatusOptions
) -> DeploymentStatus:
    """The status of the workspaces at ``paths`` of ``blueprint``, rendered below ``folder``.

    Changes nothing, and runs Terraform only to refresh, and for states in HCP Terraform. What cannot be found out is
    reported with each workspace; nothing that AWS, Terraform or a file can cause is raised.
    """
    return _Collection(blueprint, folder, options).status(paths)


class _Collection:
    """The steps, each for all workspaces at once."""

    def __init__(self, blueprint: Blueprint, folder: Path, options: StatusOptions) -> None:
        self._blueprint = blueprint
        self._folder = folder
        self._options = options
        self._clients = AccountClients(options.environ)
        self._s3 = S3States(self._clients)
        self._endpoints_of = {shake.environment.path: shake.endpoints.path for shake in handshakes(blueprint)}
        self._environment_of = {endpoints: path for path, endpoints in self._endpoints_of.items()}
        self._dependencies = dependencies(blueprint)
        self._readers: dict[str, list[Workspace]] = defaultdict(list)
        for workspace in blueprint.workspaces:
            for read in workspace.reads:
                self._readers[read.workspace].append(workspace)

    def status(self, paths: Collection[str]) -> DeploymentStatus:
        involved = self._involved(paths)
        workspaces = [workspace for workspace in ordered(self._blueprint) if workspace.path in involved]
        answers = workspace_credentials(workspaces, self._options.environ)
        credentials = {answer.workspace: answer for answer in answers}
        states = dict(
            zip((workspace.path for workspace in workspaces), self._read(workspaces, credentials), strict=True)
        )
        facts = {workspace.path: self._facts(workspace, states, credentials) for workspace in workspaces}
        self._add_environments(facts)
        self._add_endpoints(facts)
        chosen = [each for each in with_destroyed(facts.values()) if each.workspace.path in paths]
        if self._options.refresh:
            chosen = self._refreshed(chosen)
        now = datetime.now(UTC)
        statuses = tuple(
            WorkspaceStatus(each, next_step(each, self._options.commands), tuple(notes(each, now))) for each in chosen
        )
        name, region = self._blueprint.deployment, self._blueprint.region
        return DeploymentStatus(name, region, now, statuses, self._options.refresh)

    def _involved(self, paths: Collection[str]) -> frozenset[str]:
        """The workspaces at ``paths``, and those whose state or credentials tell something about them."""
        partners = {**self._endpoints_of, **self._environment_of}
        involved = set(paths) | {partners[path] for path in paths if path in partners}
        return frozenset(involved.union(*(self._dependencies[path] for path in involved)))

    def _read(
        self, workspaces: Iterable[Workspace], credentials: Mapping[str, WorkspaceCredentials]
    ) -> tuple[StateReading, ...]:
        return run_concurrently(
            lambda workspace: self._read_state(workspace, credentials),
            tuple(workspaces),
            jobs=_CALLS,
            stop=self._options.stop,
        )

    def _read_state(self, workspace: Workspace, credentials: Mapping[str, WorkspaceCredentials]) -> StateReading:
        reading = self._read_stored(workspace, credentials)
        if not (workspace.encryption and reading.is_encrypted):
            return reading
        return self._pull(reading, lambda module: decrypt_state(reading, workspace, module), workspace)

    def _read_stored(self, workspace: Workspace, credentials: Mapping[str, WorkspaceCredentials]) -> StateReading:
        folder = self._folder / workspace.path
        if file := local_state_file(workspace, folder):
            return read_local_state(file)
        if workspace.backend.kind == "cloud":
            location = StateReading(hcp_location(workspace))
            return self._pull(location, lambda module: read_hcp_state(workspace, module), workspace)
        own = credentials[workspace.path]
        if own.is_usable:
            return self._s3.read(workspace)
        for reader in self._readers[workspace.path]:
            answer = credentials.get(reader.path)
            if answer and answer.is_usable:
                return self._s3.read(workspace, reader)
        problem = StateProblem.CREDENTIALS if own.needs_account else StateProblem.TRANSIENT
        return StateReading(f"s3://{workspace.backend.settings['bucket']}", problem=problem, reason=str(own))

    def _pull(
        self, reading: StateReading, pull: Callable[[RootModule], StateReading], workspace: Workspace
    ) -> StateReading:
        """What ``pull`` reads with Terraform; ``reading`` with the reason if there is no Terraform."""
        try:
            folder, environ = self._folder / workspace.path, self._options.environ(workspace)
            return pull(RootModule(self._options.terraform(), folder, environ))
        except UsageError as error:
            return replace(reading, problem=StateProblem.UNREADABLE, reason=one_line(str(error)))

    def _facts(
        self,
        workspace: Workspace,
        states: Mapping[str, StateReading],
        credentials: Mapping[str, WorkspaceCredentials],
    ) -> WorkspaceFacts:
        folder = self._folder / workspace.path
        needed = self._dependencies[workspace.path]
        endpoints = self._endpoints_of.get(workspace.path, "")
        return WorkspaceFacts(
            workspace=workspace,
            folder=folder,
            is_rendered=_is_rendered(folder),
            state=states[workspace.path],
            credentials=credentials[workspace.path],
            missing_outputs=tuple(self._missing_outputs(workspace.path, states)),
            waits_for=tuple(
                path for path in sorted(needed, key=natural_key) if self._is_lacking(path, workspace, states)
            ),
            endpoints_workspace=endpoints,
            endpoints_credentials=credentials.get(endpoints),
            has_adopt_file=os.path.lexists(folder / ADOPT_FILE),
        )

    def _missing_outputs(self, path: str, states: Mapping[str, StateReading]) -> list[str]:
        """The outputs that any workspace reads of the one at ``path``, and that its state does not have."""
        contents = states[path].contents
        if contents is None or contents.is_empty:
            return []
        read = {output for reader in self._readers[path] for output in _read_outputs(reader, path)}
        return sorted(read - contents.outputs.keys())

    def _is_lacking(self, path: str, reader: Workspace, states: Mapping[str, StateReading]) -> bool:
        """Whether ``reader`` cannot be applied before the workspace at ``path``, as far as its state is known."""
        state = states.get(path)
        if state is None:
            return False
        if state.problem:
            return state.problem is StateProblem.NO_BUCKET and self._blueprint.by_path[path].owns_state_bucket
        outputs = state.contents.outputs if state.contents else {}
        return not state.contents or state.contents.is_empty or not _read_outputs(reader, path) <= outputs.keys()

    def _add_environments(self, facts: dict[str, WorkspaceFacts]) -> None:
        """Add what MWAA tells to the workspaces with an environment, and to those with its endpoints."""
        paths = [path for path in facts if environment_name(facts[path].workspace)]
        readings = run_concurrently(
            lambda path: self._read_environment(facts[path]), paths, jobs=_CALLS, stop=self._options.stop
        )
        for path, reading in zip(paths, readings, strict=True):
            for other in filter(None, (path, self._endpoints_of.get(path))):
                if other in facts:
                    facts[other] = replace(facts[other], environment=reading)

    def _read_environment(self, facts: WorkspaceFacts) -> EnvironmentReading:
        workspace, name = facts.workspace, environment_name(facts.workspace)
        reading = EnvironmentReading(name)
        if facts.credentials.is_usable:
            reading = read_environment(workspace, name, self._clients)
        return with_outputs(reading, facts.state.contents.outputs if facts.state.contents else {})

    def _add_endpoints(self, facts: dict[str, WorkspaceFacts]) -> None:
        """Add what EC2 tells the owner to the workspaces with endpoints, and to those with their environments."""
        needed: dict[str, tuple[EndpointReading, ...]] = {}
        for path, known in facts.items():
            services = (known.environment.services if known.environment else None) or {}
            if endpoints := needed_endpoints(known.workspace, services):
                needed[path] = endpoints
        owners = [facts[path] for path in needed if facts[path].credentials.is_usable]
        readings = [reading for endpoints in needed.values() for reading in endpoints]
        if owners:
            readings = list(read_endpoints(owners[0].workspace, readings, self._clients))
        remaining = iter(readings)
        for path, endpoints in needed.items():
            found = tuple(next(remaining) for _ in endpoints)
            facts[path] = replace(facts[path], endpoints=found)
            environment = self._environment_of.get(path)
            if environment in facts:
                awaits = facts[path].applied is Applied.NOT_APPLIED
                facts[environment] = replace(facts[environment], endpoints=found, awaits_endpoints=awaits)

    def _refreshed(self, chosen: list[WorkspaceFacts]) -> list[WorkspaceFacts]:
        """``chosen`` with what a plan of each applied one finds."""
        return list(
            run_concurrently(
                lambda facts: replace(facts, drift=self._read_drift(facts)),
                chosen,
                jobs=self._options.jobs,
                stop=self._options.stop,
            )
        )

    def _read_drift(self, facts: WorkspaceFacts) -> Drift | None:
        if facts.applied is not Applied.APPLIED or not facts.is_rendered or not facts.credentials.is_usable:
            return None
        workspace = facts.workspace
        try:
            module = RootModule(self._options.terraform(), facts.folder, self._options.environ(workspace))
        except UsageError as error:  # no Terraform
            return Drift(error=one_line(str(error)))
        name = facts.environment.name if facts.environment and facts.endpoints_workspace else ""
        return read_drift(workspace, name, module, facts.state.modified, self._clients)


def _is_rendered(folder: Path) -> bool:
    """Whether ``folder`` has Terraform's files; a state alone is none."""
    return any(any(folder.glob(pattern)) for pattern in ("*.tf", "*.tf.json"))


def _read_outputs(reader: Workspace, path: str) -> set[str]:
    """The outputs that ``reader`` reads of the workspace at ``path``."""
    return {output for read in reader.reads if read.workspace == path for output in read.outputs}
