"""``blueprint.py CONFIG FILE``: the workspaces of CONFIG as JSON for ``cdktf_app.py``.

Everything is worked out that mwaa_tf works out while it renders, down to the references: what is left to the app is
to make constructs of it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mwaa_tf import build_blueprint, load
from mwaa_tf.blueprint import ConfigFile, ModuleValue, RemoteState, RemoteValue, Workspace


def main(config: Path, file: Path) -> None:
    """Write one object per workspace."""
    workspaces = [_workspace(workspace) for workspace in build_blueprint(load(config)).workspaces]
    file.write_text(json.dumps(workspaces), "utf-8")


def _workspace(workspace: Workspace) -> dict[str, Any]:
    return {
        "name": workspace.path.replace("/", "-"),
        "region": workspace.region,
        "account_id": workspace.account.account_id,
        "role_arn": workspace.account.role_arn,
        "tags": dict(workspace.tags),
        "backend": dict(workspace.backend.settings),
        "reads": {read.name: {"config": dict(read.config), "lifecycle": _lifecycle(read)} for read in workspace.reads},
        "modules": {
            call.name: {"source": f"./modules/{call.module}", "variables": _plain(call.arguments)}
            for call in workspace.calls
        },
        "outputs": {
            output.name: {"description": output.description, "value": _plain(output.value)}
            for output in workspace.outputs
        },
    }


def _lifecycle(read: RemoteState) -> dict[str, Any]:
    outputs = ", ".join(f"self.outputs.{output}" for output in read.outputs)
    message = f"The state of {read.workspace} lacks an output that is read here: apply that workspace first."
    return {"postcondition": [{"condition": f"${{can([{outputs}])}}", "error_message": message}]}


def _plain(value: Any) -> Any:
    match value:
        case RemoteValue():
            return f"${{data.terraform_remote_state.{value.read}.outputs.{value.output}}}"
        case ModuleValue():
            return f"${{module.{value.call}.{value.output}}}"
        case ConfigFile():
            return f"${{path.module}}/{value.path}"
        case Mapping():
            return {name: _plain(item) for name, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    return value


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
