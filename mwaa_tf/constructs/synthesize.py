"""The workspaces as the JSON that CDKTF synthesizes, each in its own folder: another form of what `render` writes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.constructs.library import App
from mwaa_tf.constructs.placement import Placement, stack_name
from mwaa_tf.constructs.prepare import Prepared
from mwaa_tf.constructs.stack import WorkspaceStack
from mwaa_tf.render.sources import Sources


class _InWorkspaces:
    """Stacks in the folders of their workspaces: modules and states are where the rendered HCL has them."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def of(self, workspace: Workspace) -> Placement:
        return Placement(self._sources.modules(workspace), self._sources.config_folder(workspace))


def workspace_files(blueprint: Blueprint, sources: Sources) -> Iterator[tuple[str, bytes]]:
    """Path below the deployment's folder and contents of each ``cdk.tf.json``."""
    prepared = Prepared(blueprint, _InWorkspaces(sources))
    with tempfile.TemporaryDirectory(prefix="mwaa_tf-cdktf-") as folder:
        app = App(outdir=folder)
        names = {workspace.path: stack_name(blueprint, workspace) for workspace in blueprint.workspaces}
        for path, name in names.items():
            WorkspaceStack(app, name, prepared, path)
        app.synth()
        for path, name in names.items():
            synthesized = json.loads((Path(folder) / "stacks" / name / "cdk.tf.json").read_bytes())
            yield f"{path}/cdk.tf.json", _text(_without_metadata(synthesized)).encode()


def _text(content: Any) -> str:
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _without_metadata(content: Any) -> Any:
    """Without the comments, in which CDKTF notes its version and the constructs' paths.

    They stand in blocks only, which is as deep as ``resource.TYPE.NAME``; below that ``//`` is a key like any other.
    """
    return _without_comments(content, 3)


def _without_comments(content: Any, depth: int) -> Any:
    if depth < 0 or not isinstance(content, dict):
        return content
    return {name: _without_comments(item, depth - 1) for name, item in content.items() if name != "//"}
