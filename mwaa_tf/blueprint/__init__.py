"""The deployment as plain data: all workspaces, what each calls, reads and outputs. Made without any I/O."""

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
    "Value",
    "Workspace",
    "build_blueprint",
]
