"""One workspace of the blueprint as a stack."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Protocol

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.constructs.elements import Parts, add_parts, s3_settings
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
from mwaa_tf.constructs.prepare import Prepared, prepare
from mwaa_tf.constructs.values import literal


class ProviderClass(Protocol):
    """A class like the ``AwsProvider`` of a prebuilt provider package."""

    def __call__(self, scope: Construct, id: str, **arguments: Any) -> TerraformProvider:
        """Make the provider; ``arguments`` are those of the rendered block, nested blocks as lists of mappings."""


class WorkspaceStack(TerraformStack):
    """A workspace: its backend, its provider, the remote states it reads, its modules and its outputs.

    Addresses in it are those of the rendered workspace, so either can take over the other's state.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment | Prepared,
        path: str,
        *,
        given: Mapping[str, Mapping[str, Any]] | None = None,
        config_folder: str | os.PathLike[str] = ".",
        provider: ProviderClass | None = None,
    ) -> None:
        """Add the stack of the workspace at ``path``, such as ``2-environments/data-etl``, below ``scope``.

        ``given`` has values in place of remote states: ``{"network": {"vpc_id": …, "private_subnet_ids": …}}``.
        ``config_folder`` is where relative paths of the deployment start. ``provider`` is the class of a prebuilt
        provider package; without it none is needed.
        """
        super().__init__(scope, id)
        prepared = deployment if isinstance(deployment, Prepared) else prepare(scope, deployment, config_folder)
        workspace = self._workspace = prepared.workspace(path)
        placement = prepared.placement(workspace)
        self._provider = _add_provider(self, workspace, provider)
        _add_backend(self, workspace, placement)
        self.add_override("terraform", _terraform(prepared.blueprint, workspace))
        self._parts: Parts = add_parts(self, workspace, placement, given=given)
        if workspace.protected:
            protection = TerraformResource(self, "protection", terraform_resource_type="terraform_data")
            protection.add_override("lifecycle.prevent_destroy", True)

    @property
    def workspace(self) -> Workspace:
        """What the stack was made from."""
        return self._workspace

    @property
    def provider(self) -> TerraformProvider:
        """The provider of all that is in the stack."""
        return self._provider

    @property
    def modules(self) -> Mapping[str, TerraformHclModule]:
        """The modules it calls. Tokens of their outputs: ``stack.modules["environment"].get_string("arn")``."""
        return self._parts.modules

    @property
    def reads(self) -> Mapping[str, TerraformRemoteState]:
        """The remote states it reads. Tokens: ``stack.reads["network"].get_string("vpc_id")``."""
        return self._parts.reads


class _Provider(TerraformProvider):
    """The provider without its package: the block is written from what it is given."""

    def __init__(self, scope: Construct, id: str, arguments: Mapping[str, Any]) -> None:
        super().__init__(scope, id, terraform_resource_type="aws", terraform_provider_source="hashicorp/aws")
        self._arguments = arguments

    def _synthesize_attributes(self) -> Mapping[str, Any]:
        # One answer to Node.js while it synthesizes, where an override for each argument would be as many calls.
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
    """What no class says of the ``terraform`` block, in one override."""
    # A provider package asks for the version that it was generated from: the deployment's word counts.
    versions = {"aws": {"source": "hashicorp/aws", "version": blueprint.aws_provider}}
    settings: dict[str, Any] = {"required_version": blueprint.required_version, "required_providers": versions}
    if workspace.backend.kind == "s3":
        settings["backend"] = {"s3": {"use_lockfile": True}}
    elif workspace.backend.kind == "cloud" and (project := _named(workspace).get("project")):
        settings["cloud"] = {"workspaces": {"project": literal(project)}}
    return settings


def _add_backend(stack: TerraformStack, workspace: Workspace, placement: Placement) -> None:
    backend = workspace.backend
    settings: dict[str, Any] = dict(backend.settings)
    if backend.kind == "s3":
        S3Backend(stack, **s3_settings(settings))
    elif backend.kind == "cloud":
        workspaces = NamedCloudWorkspace(_named(workspace)["name"])
        CloudBackend(stack, organization=literal(settings["organization"]), workspaces=workspaces)
    else:
        LocalBackend(stack, path=literal(placement.states.get(workspace.path, settings["path"])))


def _named(workspace: Workspace) -> Mapping[str, Any]:
    """The workspace of HCP Terraform, and its project."""
    named: Any = workspace.backend.settings["workspaces"]
    return dict(named)
