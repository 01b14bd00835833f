"""Atlantis: a project for each workspace, in the order in which workspaces are applied."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from mwaa_tf.blueprint import Workspace
from mwaa_tf.config.pipelines.atlantis import AtlantisPipeline
from mwaa_tf.pipelines._inputs import PipelineInputs
from mwaa_tf.pipelines._order import dependencies, local_files, modules_folder
from mwaa_tf.pipelines._templates import render


def files(inputs: PipelineInputs, settings: AtlantisPipeline) -> Mapping[str, bytes]:
    """Render the projects of the repository."""
    waits_for = dependencies(inputs.blueprint)
    projects = [
        {
            "name": project_name(inputs, workspace.path),
            "dir": f"{inputs.folder}/{workspace.path}",
            "group": int(workspace.stage),
            "depends_on": [project_name(inputs, path) for path in waits_for[workspace.path]],
            "when_modified": [
                *("*.tf", ".terraform.lock.hcl"),
                *(["*.tofu"] if workspace.encryption else []),
                *(posixpath.relpath(path, workspace.path) + "/*.tf" for path in waits_for[workspace.path]),
                *(posixpath.relpath(path, f"{inputs.folder}/{workspace.path}") for path in _files(inputs, workspace)),
            ],
        }
        for workspace in inputs.blueprint.workspaces
    ]
    return {settings.file: render("atlantis.yaml", inputs=inputs, settings=settings, projects=projects)}


def project_name(inputs: PipelineInputs, path: str) -> str:
    """The project of the workspace at ``path``."""
    return f"{inputs.deployment.name}/{path}"


def _files(inputs: PipelineInputs, workspace: Workspace) -> Iterator[str]:
    """Patterns of what a workspace is made of beside its own files, relative to the configuration."""
    if modules := modules_folder(inputs):
        yield f"{modules}/**/*.tf"
    yield from local_files(workspace)
