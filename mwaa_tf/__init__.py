"""Terraform for Amazon MWAA in a VPC shared across AWS accounts.

The four names below are the library; everything the command line does goes through them::

    from mwaa_tf import blueprint, load, render

    deployment = load("mwaa.yaml")
    for workspace in blueprint(deployment).workspaces:
        print(workspace.path, workspace.account.account_id)
    render(deployment, "generated")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mwaa_tf.blueprint import blueprint
    from mwaa_tf.config import Deployment, load
    from mwaa_tf.render import render

__all__ = ["Deployment", "__version__", "blueprint", "load", "render"]

__version__ = "0.1.0"

_HOMES = {
    "Deployment": "mwaa_tf.config",
    "load": "mwaa_tf.config",
    "blueprint": "mwaa_tf.blueprint",
    "render": "mwaa_tf.render",
}


def __getattr__(name: str) -> Any:
    # Imported on first use: `--version` and shell completion must not pay for pydantic.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
