"""Terraform for Amazon MWAA in a VPC shared across AWS accounts.

The names below are the library; everything the command line does goes through them::

    from mwaa_tf import build_blueprint, load, render_deployment

    deployment = load("mwaa.yaml")
    for workspace in build_blueprint(deployment).workspaces:
        print(workspace.path, workspace.account.account_id)
    render_deployment(deployment, "generated")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mwaa_tf.blueprint import build_blueprint
    from mwaa_tf.config import Deployment, load
    from mwaa_tf.render import render_deployment
    from mwaa_tf.review import review_plans

__all__ = ["Deployment", "__version__", "build_blueprint", "load", "render_deployment", "review_plans"]

__version__ = "0.1.0"

_HOMES = {
    "Deployment": "mwaa_tf.config",
    "build_blueprint": "mwaa_tf.blueprint",
    "load": "mwaa_tf.config",
    "render_deployment": "mwaa_tf.render",
    "review_plans": "mwaa_tf.review",
}


def __getattr__(name: str) -> Any:
    # Imported on first use: `--version` and shell completion must not pay for pydantic.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import logging
    from importlib import import_module

    logger = logging.getLogger(__name__)
    if not logger.handlers:  # what is logged is shown by the program that uses the library, or not at all
        logger.addHandler(logging.NullHandler())
    return getattr(import_module(_HOMES[name]), name)
