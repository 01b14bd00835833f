"""HCP Terraform: a root module for the provider tfe, with what the deployment needs there.

The arguments are those of the provider's documentation: https://registry.terraform.io/providers/hashicorp/tfe/latest/docs
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf.blueprint.backends import hcp_name
from mwaa_tf.config.pipelines.hcp import HcpPipeline
from mwaa_tf.hcl import attributes
from mwaa_tf.pipelines._inputs import PipelineInputs
from mwaa_tf.pipelines._order import dependencies, local_files, modules_folder, nearest_dependencies
from mwaa_tf.pipelines._templates import render


def files(inputs: PipelineInputs, settings: HcpPipeline) -> Mapping[str, bytes]:
    """Render the root module."""
    folder = f"{settings.folder}/{inputs.deployment.name}"
    values = {
        "inputs": inputs,
        "settings": settings,
        "state": inputs.deployment.state,
        "modules": modules_folder(inputs),
    }
    accounts = {workspace.account.title: workspace.account.account_id for workspace in inputs.blueprint.workspaces}
    roles = {
        title: {
            "plan": inputs.role_arn(settings, account_id, plans_only=True),
            "apply": inputs.role_arn(settings, account_id, plans_only=False),
        }
        for title, account_id in accounts.items()
    }
    text = {
        "terraform.tf": render("hcp_terraform.tf", **values),
        "accounts.tf": render("hcp_accounts.tf", **values, accounts=attributes({"accounts": roles}, 2)),
        "workspaces.tf": render("hcp_workspaces.tf", **values, workspaces=_workspaces(inputs)),
    }
    return {f"{folder}/{name}": contents for name, contents in text.items()}


def _workspaces(inputs: PipelineInputs) -> str:
    reads, after = dependencies(inputs.blueprint), nearest_dependencies(inputs.blueprint)
    workspaces: dict[str, Any] = {
        workspace.path: {
            "name": hcp_name(inputs.deployment, workspace.path),
            "account": workspace.account.title,
            "reads": list(reads[workspace.path]),
            "after": list(after[workspace.path]),
            "files": list(local_files(workspace)),
        }
        for workspace in inputs.blueprint.workspaces
    }
    return attributes({"workspaces": workspaces}, 2)
