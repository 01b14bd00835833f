"""What a workspace waits for, and the files that it is made of beside its own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.blueprint.model import ConfigFile, Value
from mwaa_tf.module_sources import VENDORED
from mwaa_tf.pipelines._inputs import PipelineInputs


def dependencies(blueprint: Blueprint) -> Mapping[str, tuple[str, ...]]:
    """The workspaces that must be applied before each one, by path, in alphabetical order.

    Those whose outputs it reads; the network waits for the bucket of all states, where the deployment creates it.
    """
    bucket = tuple(workspace.path for workspace in blueprint.workspaces if workspace.owns_state_bucket)
    waits_for: dict[str, tuple[str, ...]] = {}
    for workspace in blueprint.workspaces:
        reads = {read.workspace for read in workspace.reads}
        if not reads and not workspace.owns_state_bucket:
            reads = set(bucket)
        waits_for[workspace.path] = tuple(sorted(reads))
    return waits_for


def nearest_dependencies(blueprint: Blueprint) -> Mapping[str, tuple[str, ...]]:
    """The :func:`dependencies` of each workspace without those that another one of them waits for."""
    waits_for = dependencies(blueprint)
    before: dict[str, frozenset[str]] = {}
    for path in waits_for:  # in the order in which they are applied
        before[path] = frozenset(waits_for[path]).union(*(before[other] for other in waits_for[path]))
    return {
        path: tuple(other for other in others if not any(other in before[nearer] for nearer in others))
        for path, others in waits_for.items()
    }


def modules_folder(inputs: PipelineInputs) -> str | None:
    """The folder of the modules, relative to the configuration; None for modules outside of the repository."""
    source = inputs.deployment.modules.source
    if source == VENDORED:
        return f"{inputs.folder}/modules"
    path = posixpath.normpath(source)
    return None if source.startswith("git::") or path.startswith(("/", "..")) else path


def local_files(workspace: Workspace) -> tuple[str, ...]:
    """The local files that a workspace uploads, relative to the configuration."""
    return tuple(sorted({file for call in workspace.calls for file in _files(call.arguments)}))


def _files(value: Value) -> Iterator[str]:
    if isinstance(value, ConfigFile):
        yield posixpath.normpath(value.path)
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _files(member)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for member in value:
            yield from _files(member)
