"""Synthesize the workspaces to CDKTF's JSON, each in its own folder: `render --format cdktf`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.constructs.library import App
from mwaa_tf.constructs.placement import Placement, stack_name
from mwaa_tf.constructs.prepare import PreparedDeployment
from mwaa_tf.constructs.stack import WorkspaceStack
from mwaa_tf.module_sources import ModuleSources
from mwaa_tf.temporary import TemporaryFolder


class _WorkspacePlacements:
    """Stacks in the folders of their workspaces, with the paths of the rendered HCL."""

    def __init__(self, sources: ModuleSources) -> None:
        self._sources = sources

    def placement(self, workspace: Workspace) -> Placement:
        return Placement(self._sources.modules(workspace), self._sources.config_folder(workspace))


def workspace_files(blueprint: Blueprint, sources: ModuleSources) -> Iterator[tuple[str, bytes]]:
    """Path below the deployment's folder and contents of each ``cdk.tf.json``."""
    prepared = PreparedDeployment(blueprint, _WorkspacePlacements(sources))
    with TemporaryFolder() as folder:
        app = App(outdir=str(folder))
        names = {workspace.path: stack_name(blueprint, workspace) for workspace in blueprint.workspaces}
        for path, name in names.items():
            WorkspaceStack(app, name, prepared, path)
        app.synth()
        for path, name in names.items():
            synthesized = json.loads((folder / "stacks" / name / "cdk.tf.json").read_bytes())
            yield f"{path}/cdk.tf.json", _text(_without_metadata(synthesized)).encode()


def _text(content: Any) -> str:
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _without_metadata(content: Any) -> Any:
    """``content`` without the comments, in which CDKTF writes its version and the constructs' paths.

    Only blocks have them, which are as deep as ``resource.TYPE.NAME``; below that ``//`` is a key like any other.
    """
    return _without_comments(content, 3)


def _without_comments(content: Any, depth: int) -> Any:
    if depth < 0 or not isinstance(content, dict):
        return content
    return {name: _without_comments(value, depth - 1) for name, value in content.items() if name != "//"}
