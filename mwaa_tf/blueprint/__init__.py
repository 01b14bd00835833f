"""The deployment as plain data: all workspaces, what each calls, reads and outputs. Made without any I/O."""

from mwaa_tf.blueprint.assemble import blueprint
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
from mwaa_tf.callable_module import make_callable

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
    "blueprint",
]

make_callable(__name__, blueprint)
