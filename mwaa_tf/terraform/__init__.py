"""Terraform as a child process: the only package of mwaa_tf that starts processes."""

from mwaa_tf.terraform.check import WorkspaceCheck, check_workspaces
from mwaa_tf.terraform.diagnostics import Diagnostic
from mwaa_tf.terraform.errors import TerraformError, TerraformMissing, UnexpectedOutputError
from mwaa_tf.terraform.private_module import private_module
from mwaa_tf.terraform.root_module import Plan, RootModule
from mwaa_tf.terraform.runner import Terraform

__all__ = [
    "Diagnostic",
    "Plan",
    "RootModule",
    "Terraform",
    "TerraformError",
    "TerraformMissing",
    "UnexpectedOutputError",
    "WorkspaceCheck",
    "check_workspaces",
    "private_module",
]
