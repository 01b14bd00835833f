"""Atlantis: a project for each workspace, in the order in which workspaces are applied."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.config.pipelines.atlantis import AtlantisPipeline
from mwaa_tf.pipelines._inputs import PipelineInputs
from mwaa_tf.pipelines._order import dependencies, local_files
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
                *(f"{'../' * workspace.depth}{path}/*.tf" for path in waits_for[workspace.path]),
                f"{'../' * workspace.depth}modules/**/*.tf",
                *(f"{_up(inputs, workspace.depth)}{path}" for path in local_files(workspace)),
            ],
        }
        for workspace in inputs.blueprint.workspaces
    ]
    return {settings.file: render("atlantis.yaml", inputs=inputs, settings=settings, projects=projects)}


def project_name(inputs: PipelineInputs, path: str) -> str:
    """The project of the workspace at ``path``."""
    return f"{inputs.deployment.name}/{path}"


def _up(inputs: PipelineInputs, depth: int) -> str:
    """From a workspace's folder to the configuration's."""
    return "../" * (depth + inputs.folder.count("/") + 1)
