"""What a destroy would delete, found out before anything is deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.buckets import BucketContents, bucket_contents, managed_buckets
from mwaa_tf.lifecycle.delete_obstacles import delete_obstacles
from mwaa_tf.lifecycle.destroy_endpoints import StrandedEnvironment, stranded_environments
from mwaa_tf.lifecycle.explained import MissingCredentials
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.order import dependents, stages
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.recorded_state import RecordedResource, recorded_resources
from mwaa_tf.lifecycle.remains import WorkspaceClient
from mwaa_tf.lifecycle.unconfigured import (
    UnconfiguredWorkspace,
    may_need,
    read_unconfigured,
    unconfigured_paths,
)
from mwaa_tf.terraform import RootModule
from mwaa_tf.terraform.root_module import OnEvent
from mwaa_tf.text import join_words, natural_key


@dataclass(frozen=True, slots=True)
class DestroyTarget:
    """A workspace to destroy, and the resources in its state."""

    workspace: Workspace
    resources: tuple[RecordedResource, ...]
    buckets: tuple[BucketContents, ...] = ()
    """Those with objects that Terraform does not delete."""

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of its environments in AWS."""
        return environment_names(self.resources)


@dataclass(frozen=True, slots=True)
class DestroySurvey:
    """What would be destroyed, and what would not."""

    targets: tuple[DestroyTarget, ...]
    """In the order of destroying."""
    nothing_in: tuple[str, ...]
    """The chosen workspaces that have no resources."""
    kept: Mapping[str, tuple[str, ...]]
    """The chosen workspaces that are needed by others, and these others."""
    failed: tuple[Outcome, ...]
    """Of the chosen workspaces whose states could not be read."""
    obstacles: tuple[str, ...]
    """What must change in the configuration first."""
    notes: tuple[str, ...]
    resources: Mapping[str, tuple[RecordedResource, ...]]
    """Of all workspaces whose states were read."""
    state_bucket: Workspace | None = None
    """The workspace that creates the bucket of all states, if it is kept because it is protected."""
    stranded: tuple[StrandedEnvironment, ...] = ()
    """The environments that would stay without their endpoints."""
    unconfigured: tuple[UnconfiguredWorkspace, ...] = ()
    """Those that need what was chosen, or all of the deployment if all of it was."""

    @property
    def buckets(self) -> tuple[BucketContents, ...]:
        """The buckets that have to be emptied."""
        return tuple(contents for target in self.targets for contents in target.buckets)


class Surveyor:
    """Reads the states of the workspaces at the paths ``chosen`` and of those that need them.

    A workspace whose state cannot be read keeps what it needs, unless it is among ``assumed_destroyed``. ``client``
    creates clients with the credentials of a workspace; ``is_named`` says that someone asked for these workspaces, not
    for all. ``missing_credentials`` is asked about environments whose endpoints go before them.
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        chosen: Collection[str],
        client: WorkspaceClient,
        *,
        is_named: bool = False,
        assumed_destroyed: Collection[str] = (),
        missing_credentials: MissingCredentials = lambda _: "",
    ) -> None:
        self._lifecycle = lifecycle
        self._chosen = chosen
        self._client = client
        self._is_named = is_named
        self._assumed_destroyed = assumed_destroyed
        self._missing_credentials = missing_credentials
        self._dependents = dependents(lifecycle.blueprint)
        self._texts: dict[str, str] = {}

    def survey(self) -> DestroySurvey:
        """What would be destroyed now. Errors of single workspaces are in it."""
        resources, unread = self._read()
        failed = {path: outcome for path, outcome in unread.items() if path not in self._assumed_destroyed}
        alive = {path for path, recorded in resources.items() if recorded}
        unconfigured = tuple(self._unconfigured(alive))
        kept = self._kept(alive, frozenset(failed), [workspace.path for workspace in unconfigured])
        backwards = [workspace for stage in reversed(stages(self._lifecycle.blueprint)) for workspace in stage]
        chosen = [workspace for workspace in backwards if workspace.path in self._chosen]
        deletable = [workspace for workspace in chosen if workspace.path in alive and workspace.path not in kept]
        state_bucket = next((one for one in deletable if one.owns_state_bucket and one.protected), None)
        if state_bucket and not self._is_named:
            deletable.remove(state_bucket)
        notes = [*self._unknown_dependents(kept, failed), *self._assumptions(unread)]
        notes += [f"{workspace.path} {workspace.explanation}" for workspace in unconfigured]
        targets = [self._target(workspace, resources[workspace.path], notes) for workspace in deletable]
        return DestroySurvey(
            targets=tuple(targets),
            nothing_in=tuple(workspace.path for workspace in chosen if resources.get(workspace.path) == ()),
            kept=kept,
            failed=tuple(outcome for path, outcome in failed.items() if path in self._chosen),
            obstacles=tuple(text for one in targets for text in delete_obstacles(one.workspace, one.resources)),
            notes=tuple(notes),
            state_bucket=None if self._is_named else state_bucket,
            resources=resources,
            stranded=tuple(self._stranded(targets, resources, failed)),
            unconfigured=unconfigured,
        )

    def _read(self) -> tuple[dict[str, tuple[RecordedResource, ...]], dict[str, Outcome]]:
        """The resources in the states, by path, and the outcomes of those that could not be read."""
        needed = set(self._chosen).union(*(self._dependents[path] for path in self._chosen))
        workspaces = [workspace for workspace in self._lifecycle.blueprint.workspaces if workspace.path in needed]
        buckets = [workspace for workspace in workspaces if workspace.owns_state_bucket]
        outcomes = list(self._lifecycle.run("init", buckets, self._pull))
        others = [workspace for workspace in workspaces if not workspace.owns_state_bucket]
        # Without the bucket no other state exists.
        absent = [workspace for workspace in others if self._lifecycle.missing_state_bucket(workspace)]
        outcomes += self._lifecycle.run("init", [one for one in others if one not in absent], self._pull)
        resources: dict[str, tuple[RecordedResource, ...]] = {workspace.path: () for workspace in absent}
        failed: dict[str, Outcome] = {}
        for outcome in outcomes:
            path = outcome.workspace
            try:
                if outcome.error or outcome.needs_credentials:
                    failed[path] = replace(outcome, action="destroy")
                else:
                    resources[path] = recorded_resources(self._texts.get(path, ""))
            except MwaaTfError as error:
                failed[path] = replace(outcome, action="destroy", error=error)
        return resources, failed

    def _pull(self, module: RootModule, _on_event: OnEvent) -> Outcome:
        self._texts[self._lifecycle.workspace_of(module).path] = module.pull_state()
        return Outcome("", 0, "init")

    def _unconfigured(self, alive: Collection[str]) -> Iterator[UnconfiguredWorkspace]:
        """The workspaces that are no longer in the configuration and matter for what was chosen."""
        blueprint = self._lifecycle.blueprint
        is_whole = blueprint.by_path.keys() <= set(self._chosen)
        for path in unconfigured_paths(blueprint, self._lifecycle.folder):
            is_needing = any(may_need(path, other) for other in self._chosen if other in alive)
            if (is_whole or is_needing) and (workspace := read_unconfigured(self._lifecycle, path)):
                yield workspace

    def _kept(
        self, alive: Collection[str], failed: Collection[str], unconfigured: Collection[str]
    ) -> dict[str, tuple[str, ...]]:
        """The chosen workspaces with resources, and who still needs them: not chosen, kept, or unknown themselves."""
        kept: dict[str, tuple[str, ...]] = {}
        for stage in reversed(stages(self._lifecycle.blueprint)):
            for workspace in stage:
                if workspace.path not in self._chosen or workspace.path not in alive:
                    continue
                holding = {path for path in alive if path not in self._chosen or path in kept} | set(failed)
                needed_by = self._dependents[workspace.path] & holding
                needed_by |= {path for path in unconfigured if may_need(path, workspace.path)}
                if needed_by:
                    kept[workspace.path] = tuple(sorted(needed_by, key=natural_key))
        return kept

    def _stranded(
        self,
        targets: Collection[DestroyTarget],
        resources: Mapping[str, Sequence[RecordedResource]],
        failed: Mapping[str, Outcome],
    ) -> Iterator[StrandedEnvironment]:
        stranded = stranded_environments(
            self._lifecycle.blueprint,
            self._chosen,
            destroyed=[target.workspace.path for target in targets],
            existing=[path for path, recorded in resources.items() if environment_names(recorded)],
            unread=failed.values(),
            missing_credentials=self._missing_credentials,
        )
        gone = {path for path in self._assumed_destroyed if path not in resources}
        return (environment for environment in stranded if environment.workspace not in gone)

    def _unknown_dependents(self, kept: Mapping[str, Collection[str]], failed: Mapping[str, Outcome]) -> Iterator[str]:
        for path, outcome in failed.items():
            if needs := sorted((one for one, needed_by in kept.items() if path in needed_by), key=natural_key):
                yield (
                    f"{path} needs {join_words(needs)}, and whether it still exists is not known: "
                    f"{'; '.join(outcome.failures)}. If you have made sure that nothing of it exists any more, add "
                    f"--assume-destroyed {path}"
                )

    def _assumptions(self, unread: Mapping[str, Outcome]) -> Iterator[str]:
        """What is taken as destroyed without being read."""
        for path, outcome in unread.items():
            if path in self._assumed_destroyed:
                yield f"{path} is assumed to be destroyed; its state was not read: {'; '.join(outcome.failures)}"

    def _target(self, workspace: Workspace, resources: tuple[RecordedResource, ...], notes: list[str]) -> DestroyTarget:
        """``workspace`` with what is in its buckets; what S3 does not say is added to ``notes``."""
        contents: list[BucketContents] = []
        # The bucket of all states is emptied by Terraform, or is protected.
        buckets = {} if workspace.owns_state_bucket else managed_buckets(resources)
        for bucket, keys in buckets.items():
            try:
                found = bucket_contents(self._client("s3", workspace), bucket, keys)
            except MwaaTfError as error:
                notes.append(f"{workspace.path}: {error}")
            else:
                contents += [found] if found else []
        return DestroyTarget(workspace, resources, tuple(contents))


def environment_names(resources: Sequence[RecordedResource]) -> tuple[str, ...]:
    """The names of the environments among ``resources``."""
    names = (resource.text("name") for resource in resources if resource.resource_type == "aws_mwaa_environment")
    return tuple(sorted(filter(None, names)))
