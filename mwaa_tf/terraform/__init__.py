"""Terraform as a child process: the only package of mwaa_tf that starts processes."""

from typing import TYPE_CHECKING

from mwaa_tf.lazy_names import lazy_names

if TYPE_CHECKING:
    from mwaa_tf.terraform.check import WorkspaceCheck, check_workspaces
    from mwaa_tf.terraform.diagnostics import Diagnostic
    from mwaa_tf.terraform.errors import TerraformError, TerraformMissing, UnexpectedOutputError
    from mwaa_tf.terraform.module_copy import private_module
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

_HOMES = {
    "Diagnostic": "diagnostics",
    "Plan": "root_module",
    "RootModule": "root_module",
    "Terraform": "runner",
    "TerraformError": "errors",
    "TerraformMissing": "errors",
    "UnexpectedOutputError": "errors",
    "WorkspaceCheck": "check",
    "check_workspaces": "check",
    "private_module": "module_copy",
}

# Who reads the JSON of a plan starts no process.
__getattr__ = lazy_names(__name__, _HOMES)
