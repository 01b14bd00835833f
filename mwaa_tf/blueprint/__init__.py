"""The deployment as plain data: all workspaces, what each calls, reads and outputs. Built without any I/O."""

from mwaa_tf.blueprint.assemble import build_blueprint
from mwaa_tf.blueprint.model import (
    Account,
    Backend,
    Blueprint,
    ConfigFile,
    ModuleCall,
    ModuleValue,
    Output,
    RemoteState,
    RemoteValue,
    Value,
    Workspace,
)
from mwaa_tf.blueprint.reads import outputs_read
from mwaa_tf.blueprint.stage import Stage, WorkspaceRef

__all__ = [
    "Account",
    "Backend",
    "Blueprint",
    "ConfigFile",
    "ModuleCall",
    "ModuleValue",
    "Output",
    "RemoteState",
    "RemoteValue",
    "Stage",
    "Value",
    "Workspace",
    "WorkspaceRef",
    "build_blueprint",
    "outputs_read",
]
