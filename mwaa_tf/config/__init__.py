"""The configuration: models, reading them from files, and what makes one wrong."""

from mwaa_tf.config.access import Access, AccessLogs, Alb, Bastion, ClientVpn, ConnectionLog
from mwaa_tf.config.deployment import Deployment, Modules, ResolvedEnvironment, TerraformVersions
from mwaa_tf.config.environment import (
    Environment,
    EnvironmentSettings,
    ExecutionRole,
    KmsKey,
    Logging,
    LogGroups,
    NoncurrentDagVersions,
    SecurityGroup,
    SourceBucket,
    SourceObject,
    Timeouts,
)
from mwaa_tf.config.existing import ExistingEnvironment
from mwaa_tf.config.load import load, parse
from mwaa_tf.config.monitoring import Monitoring, Thresholds
from mwaa_tf.config.network import ExistingNetwork, FlowLogs, Network
from mwaa_tf.config.owner import Owner, Sharing
from mwaa_tf.config.participant import Participant
from mwaa_tf.config.pipelines import Pipelines
from mwaa_tf.config.pipelines._jobs import AccountRoles
from mwaa_tf.config.pipelines.atlantis import AtlantisPipeline
from mwaa_tf.config.pipelines.github import GitHubPipeline
from mwaa_tf.config.pipelines.gitlab import GitLabPipeline
from mwaa_tf.config.pipelines.hcp import HcpPipeline, HcpRepository
from mwaa_tf.config.problems import ConfigError, Problem, Severity
from mwaa_tf.config.service_endpoints import Allow, ServiceEndpoints
from mwaa_tf.config.state import State, StateEncryption
from mwaa_tf.mwaa.access_modes import AccessMode

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
    "ConnectionLog",
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
    "load",
    "parse",
]
