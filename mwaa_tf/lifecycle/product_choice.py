"""Which of Terraform and OpenTofu can apply workspaces: some need one of the two."""

from __future__ import annotations

from collections.abc import Iterable

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import UsageError
from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.product import OPENTOFU, TERRAFORM, VARIABLE, Product, in_use


def first_product(workspaces: Iterable[Workspace]) -> Product:
    """The one to look for first: OpenTofu where it encrypts a state, else Terraform."""
    return OPENTOFU if any(workspace.encryption for workspace in workspaces) else TERRAFORM


def product_for(workspace: Workspace) -> Product:
    """The one that commands for ``workspace`` name: the one that it needs, else the one in use."""
    if workspace.encryption:
        return OPENTOFU
    return TERRAFORM if workspace.backend.kind == "cloud" else in_use()


def check_product(workspaces: Iterable[Workspace], terraform: Terraform) -> None:
    """Raise :class:`UsageError` if one of ``workspaces`` cannot be planned and applied with ``terraform``.

    Terraform would write a state in plain text that OpenTofu is to encrypt. HCP Terraform runs no other program than
    Terraform, whose versions it compares (https://developer.hashicorp.com/terraform/cli/cloud).
    """
    for workspace in workspaces:
        if not (workspace.encryption or workspace.backend.kind == "cloud"):
            continue
        binary = terraform.binary
        if workspace.encryption and binary.product is TERRAFORM:
            raise UsageError(
                f"{workspace.path}: OpenTofu encrypts its state (state.encryption), {binary} would write it in plain "
                f"text; install OpenTofu {OPENTOFU.oldest_text} or newer ({OPENTOFU.download}), and name it with "
                f"{VARIABLE} where `terraform` is set there"
            )
        if workspace.backend.kind == "cloud" and binary.product is OPENTOFU:
            raise UsageError(
                f"{workspace.path}: its state is in HCP Terraform, which needs Terraform; {binary.path} is {binary}: "
                f"install Terraform {TERRAFORM.oldest_text} or newer ({TERRAFORM.download}), or name it with {VARIABLE}"
            )
