"""The stack of one workspace of the blueprint."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Protocol

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.constructs.elements import StackElements, add_elements, s3_settings
from mwaa_tf.constructs.library import (
    CloudBackend,
    Construct,
    LocalBackend,
    NamedCloudWorkspace,
    S3Backend,
    TerraformHclModule,
    TerraformProvider,
    TerraformRemoteState,
    TerraformResource,
    TerraformStack,
)
from mwaa_tf.constructs.placement import Placement
from mwaa_tf.constructs.prepare import PreparedDeployment, prepare
from mwaa_tf.constructs.values import literal


class ProviderClass(Protocol):
    """A class like the ``AwsProvider`` of a prebuilt provider package."""

    def __call__(self, scope: Construct, id: str, **arguments: Any) -> TerraformProvider:
        """Create the provider; ``arguments`` are those of the rendered block, nested blocks as lists of mappings."""


class WorkspaceStack(TerraformStack):
    """The stack of a workspace: backend, provider, remote states, modules and outputs.

    Its addresses are those of the rendered workspace, so that either can use the other's state.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | PreparedDeployment,
        path: str,
        *,
        remote_values: Mapping[str, Mapping[str, Any]] | None = None,
        config_folder: str | os.PathLike[str] = ".",
        provider: ProviderClass | None = None,
    ) -> None:
        """Add the stack of the workspace at ``path``, such as ``2-environments/data-etl``, below ``scope``.

        ``remote_values`` has values that replace remote states: ``{"network": {"vpc_id": …}}``. ``config_folder`` is
        the folder that relative paths of the deployment start from. ``provider`` is the provider class of a prebuilt
        provider package; by default no package is needed. Raises :class:`~mwaa_tf.errors.UsageError` for a workspace
        that the deployment does not have.
        """
        super().__init__(scope, id)
        prepared = (
            deployment if isinstance(deployment, PreparedDeployment) else prepare(scope, deployment, config_folder)
        )
        workspace = self._workspace = prepared.workspace(path)
        placement = prepared.placement(workspace)
        self._provider = _add_provider(self, workspace, provider)
        _add_backend(self, workspace, placement)
        self.add_override("terraform", _terraform(prepared.blueprint, workspace))
        self._workspace_elements: StackElements = add_elements(self, workspace, placement, remote_values=remote_values)
        if workspace.protected:
            protection = TerraformResource(self, "protection", terraform_resource_type="terraform_data")
            protection.add_override("lifecycle.prevent_destroy", True)

    @property
    def workspace(self) -> Workspace:
        """The workspace of the blueprint."""
        return self._workspace

    @property
    def provider(self) -> TerraformProvider:
        """The provider of everything in the stack."""
        return self._provider

    @property
    def modules(self) -> Mapping[str, TerraformHclModule]:
        """Name of a call -> its module. Tokens of outputs: ``stack.modules["environment"].get_string("arn")``."""
        return self._workspace_elements.modules

    @property
    def reads(self) -> Mapping[str, TerraformRemoteState]:
        """Name of a read -> the remote state. Tokens: ``stack.reads["network"].get_string("vpc_id")``."""
        return self._workspace_elements.reads


class _Provider(TerraformProvider):
    """The provider without a prebuilt package: its block has the arguments that it was created with."""

    def __init__(self, scope: Construct, id: str, arguments: Mapping[str, Any]) -> None:
        super().__init__(scope, id, terraform_resource_type="aws", terraform_provider_source="hashicorp/aws")
        self._arguments = arguments

    def _synthesize_attributes(self) -> Mapping[str, Any]:
        # One call from Node.js during synthesis; an override for each argument would be one each.
        return self._arguments


def _add_provider(stack: TerraformStack, workspace: Workspace, provider: ProviderClass | None) -> TerraformProvider:
    account = workspace.account
    arguments: dict[str, Any] = {"region": workspace.region, "allowed_account_ids": [account.account_id]}
    if account.profile:
        arguments["profile"] = literal(account.profile)
    if account.role_arn:
        arguments["assume_role"] = [{"role_arn": literal(account.role_arn)}]
    if workspace.tags:
        tags = {literal(name): literal(value) for name, value in workspace.tags.items()}
        arguments["default_tags"] = [{"tags": tags}]
    if provider:
        return provider(stack, "aws", **arguments)
    return _Provider(stack, "aws", arguments)


def _terraform(blueprint: Blueprint, workspace: Workspace) -> dict[str, Any]:
    """The settings of the ``terraform`` block that no class has, in one override."""
    # A provider package requires the version that it was generated from; the deployment's constraint replaces it.
    versions = {"aws": {"source": "hashicorp/aws", "version": blueprint.aws_provider}}
    settings: dict[str, Any] = {"required_version": blueprint.required_version, "required_providers": versions}
    if workspace.backend.kind == "s3":
        settings["backend"] = {"s3": {"use_lockfile": True}}
    elif workspace.backend.kind == "cloud" and (project := _hcp_workspace(workspace).get("project")):
        settings["cloud"] = {"workspaces": {"project": literal(project)}}
    return settings


def _add_backend(stack: TerraformStack, workspace: Workspace, placement: Placement) -> None:
    backend = workspace.backend
    settings: dict[str, Any] = dict(backend.settings)
    if backend.kind == "s3":
        S3Backend(stack, **s3_settings(settings))
    elif backend.kind == "cloud":
        workspaces = NamedCloudWorkspace(_hcp_workspace(workspace)["name"])
        CloudBackend(stack, organization=literal(settings["organization"]), workspaces=workspaces)
    else:
        LocalBackend(stack, path=literal(placement.states.get(workspace.path, settings["path"])))


def _hcp_workspace(workspace: Workspace) -> Mapping[str, Any]:
    """Name of the workspace in HCP Terraform, and its project."""
    settings: Any = workspace.backend.settings["workspaces"]
    return dict(settings)
