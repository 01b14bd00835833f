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
    from mwaa_tf.config import (
        Access,
        AccessLogs,
        AccessMode,
        AccountRoles,
        Alb,
        Allow,
        AtlantisPipeline,
        Bastion,
        ClientVpn,
        ConfigError,
        ConnectionLog,
        Deployment,
        Environment,
        EnvironmentSettings,
        ExecutionRole,
        ExistingEnvironment,
        ExistingNetwork,
        FlowLogs,
        GitHubPipeline,
        GitLabPipeline,
        HcpPipeline,
        HcpRepository,
        KmsKey,
        Logging,
        LogGroups,
        Modules,
        Monitoring,
        Network,
        NoncurrentDagVersions,
        Owner,
        Participant,
        Pipelines,
        Problem,
        ResolvedEnvironment,
        SecurityGroup,
        ServiceEndpoints,
        Severity,
        Sharing,
        SourceBucket,
        SourceObject,
        State,
        StateEncryption,
        TerraformVersions,
        Thresholds,
        Timeouts,
        load,
    )
    from mwaa_tf.contract import ContractError
    from mwaa_tf.errors import MwaaTfError, UsageError
    from mwaa_tf.files import UnreadableFileError, UnwritableFileError
    from mwaa_tf.render import ConflictError, render_deployment
    from mwaa_tf.review import review_plans

__all__ = [
    "Access",
    "AccessLogs",
    "AccessMode",
    "AccountRoles",
    "Alb",
    "Allow",
    "AtlantisPipeline",
    "Bastion",
    "ClientVpn",
    "ConfigError",
    "ConflictError",
    "ConnectionLog",
    "ContractError",
    "Deployment",
    "Environment",
    "EnvironmentSettings",
    "ExecutionRole",
    "ExistingEnvironment",
    "ExistingNetwork",
    "FlowLogs",
    "GitHubPipeline",
    "GitLabPipeline",
    "HcpPipeline",
    "HcpRepository",
    "KmsKey",
    "LogGroups",
    "Logging",
    "Modules",
    "Monitoring",
    "MwaaTfError",
    "Network",
    "NoncurrentDagVersions",
    "Owner",
    "Participant",
    "Pipelines",
    "Problem",
    "ResolvedEnvironment",
    "SecurityGroup",
    "ServiceEndpoints",
    "Severity",
    "Sharing",
    "SourceBucket",
    "SourceObject",
    "State",
    "StateEncryption",
    "TerraformVersions",
    "Thresholds",
    "Timeouts",
    "UnreadableFileError",
    "UnwritableFileError",
    "UsageError",
    "__version__",
    "build_blueprint",
    "load",
    "render_deployment",
    "review_plans",
]

__version__ = "0.1.0"

#: The packages of the names that do not come from ``mwaa_tf.config``.
_HOMES = {
    "ConflictError": "mwaa_tf.render",
    "ContractError": "mwaa_tf.contract",
    "MwaaTfError": "mwaa_tf.errors",
    "UnreadableFileError": "mwaa_tf.files",
    "UnwritableFileError": "mwaa_tf.files",
    "UsageError": "mwaa_tf.errors",
    "build_blueprint": "mwaa_tf.blueprint",
    "render_deployment": "mwaa_tf.render",
    "review_plans": "mwaa_tf.review",
}


def __getattr__(name: str) -> Any:
    # Imported on first use: `--version` and shell completion must not pay for pydantic.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import logging
    from importlib import import_module

    logger = logging.getLogger(__name__)
    if not logger.handlers:  # what is logged is shown by the program that uses the library, or not at all
        logger.addHandler(logging.NullHandler())
    return getattr(import_module(_HOMES.get(name, "mwaa_tf.config")), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
