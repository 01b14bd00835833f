"""The deployment as plain data: all workspaces, what each calls, reads and outputs. Built without any I/O."""

from typing import TYPE_CHECKING

from mwaa_tf.lazy_names import lazy_names

if TYPE_CHECKING:
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

#: The modules of the names that do not come from ``mwaa_tf.blueprint.model``.
_HOMES = {"Stage": "stage", "WorkspaceRef": "stage", "build_blueprint": "assemble", "outputs_read": "reads"}

# A review needs the stages, and nothing of a configuration.
__getattr__ = lazy_names(__name__, dict.fromkeys(__all__, "model") | _HOMES)
