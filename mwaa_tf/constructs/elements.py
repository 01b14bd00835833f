"""Add the elements of a workspace to a stack: remote states, modules, outputs."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from mwaa_tf.blueprint import ModuleCall, RemoteState, Workspace
from mwaa_tf.constructs.library import (
    Construct,
    DataTerraformRemoteState,
    DataTerraformRemoteStateLocal,
    DataTerraformRemoteStateS3,
    NamedRemoteWorkspace,
    S3BackendAssumeRoleConfig,
    TerraformElement,
    TerraformHclModule,
    TerraformOutput,
    TerraformRemoteState,
    TerraformStack,
)
from mwaa_tf.constructs.placement import Placement
from mwaa_tf.constructs.values import ValueConverter, literal


@dataclass(frozen=True, slots=True)
class StackElements:
    """The elements of a workspace in a stack, by their names in the blueprint."""

    reads: Mapping[str, TerraformRemoteState]
    modules: Mapping[str, TerraformHclModule]
    outputs: Mapping[str, TerraformOutput]


def add_elements(
    scope: Construct,
    workspace: Workspace,
    placement: Placement,
    *,
    remote_values: Mapping[str, Mapping[str, Any]] | None = None,
    outputs: bool = True,
    prefix: str | None = None,
) -> StackElements:
    """Add the elements of ``workspace`` below ``scope``, which is a stack or in one.

    ``remote_values`` has values, usually tokens, that replace remote states: ``{"network": {"vpc_id": …}}``. With
    ``prefix``, addresses are ``module.<prefix>_<name>`` instead of CDKTF's, which end in a hash for nested constructs.
    """
    remote_values = remote_values or {}
    # Directly below a stack an element's address is its id; reading it would be a call of Node.js for each.
    is_stack = isinstance(scope, TerraformStack)

    def address(element: TerraformElement, name: str) -> str:
        if is_stack:
            return name
        if prefix is not None:
            element.override_logical_id(f"{prefix}_{name}")
        return element.friendly_unique_id

    converter = ValueConverter(placement.config_folder)
    reads: dict[str, TerraformRemoteState] = {}
    modules: dict[str, TerraformHclModule] = {}
    for read in workspace.reads:
        if read.name in remote_values:
            converter.reads[read.name] = remote_values[read.name]
            continue
        element = reads[read.name] = _remote_state(scope, read, placement)
        converter.reads[read.name] = f"data.terraform_remote_state.{address(element, read.name)}"
    for call in workspace.calls:
        module = modules[call.name] = _module(scope, call, placement, converter)
        converter.calls[call.name] = f"module.{address(module, call.name)}"
    taken = reads.keys() | modules.keys()
    return StackElements(reads, modules, _outputs(scope, workspace, converter, taken) if outputs else {})


def _module(scope: Construct, call: ModuleCall, placement: Placement, converter: ValueConverter) -> TerraformHclModule:
    return TerraformHclModule(
        scope,
        call.name,
        source=literal(placement.modules[call.module]),
        variables={name: converter(value) for name, value in call.arguments.items()},
        skip_asset_creation_from_local_modules=True,
    )


def _outputs(
    scope: Construct, workspace: Workspace, converter: ValueConverter, taken: Set[str]
) -> dict[str, TerraformOutput]:
    """Add the outputs; ``taken`` has the ids of other elements below ``scope``."""
    outputs: dict[str, TerraformOutput] = {}
    for output in workspace.outputs:
        # Ids are unique below a scope, names of outputs only among outputs.
        element_id = f"{output.name}-output" if output.name in taken else output.name
        element = outputs[output.name] = TerraformOutput(
            scope, element_id, value=converter(output.value), description=literal(output.description)
        )
        if isinstance(scope, TerraformStack) and element_id != output.name:
            element.override_logical_id(output.name)
    return outputs


def _remote_state(scope: Construct, read: RemoteState, placement: Placement) -> TerraformRemoteState:
    config: dict[str, Any] = dict(read.config)
    element: TerraformRemoteState
    preconditions: dict[str, Any] = {}
    if read.kind == "s3":
        element = DataTerraformRemoteStateS3(scope, read.name, **s3_settings(config))
    elif read.kind == "remote":
        workspaces = NamedRemoteWorkspace(config["workspaces"]["name"])
        element = DataTerraformRemoteState(
            scope, read.name, organization=literal(config["organization"]), workspaces=workspaces
        )
    else:
        path = literal(placement.states.get(read.workspace, config["path"]))
        element = DataTerraformRemoteStateLocal(scope, read.name, path=path)
        preconditions["precondition"] = [
            {
                "condition": f'${{fileexists("${{path.module}}/{path}")}}',
                "error_message": f"{read.workspace} has no state yet: apply that workspace first.",
            }
        ]
    read_here = ", ".join(f"self.outputs.{output}" for output in read.outputs)
    element.add_override(
        "lifecycle",
        preconditions
        | {
            "postcondition": [
                {
                    "condition": f"${{can([{read_here}])}}",
                    "error_message": f"{read.workspace} lacks outputs that are read here: complete its apply first.",
                }
            ]
        },
    )
    return element


def s3_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of the S3 backend for CDKTF's classes, without ``use_lockfile``, which cdktf does not know."""
    arguments: dict[str, Any] = {
        name: literal(value) if isinstance(value, str) else value
        for name, value in settings.items()
        if name not in ("assume_role", "use_lockfile")
    }
    if role := settings.get("assume_role"):
        arguments["assume_role"] = S3BackendAssumeRoleConfig(role_arn=literal(role["role_arn"]))
    return arguments
