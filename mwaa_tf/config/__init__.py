"""The configuration: models, reading them from files, and what makes one wrong."""

from mwaa_tf.config.access import Access, AccessLogs, Alb
from mwaa_tf.config.deployment import Deployment, Modules, ResolvedEnvironment, TerraformVersions
from mwaa_tf.config.environment import (
    Environment,
    EnvironmentSettings,
    ExecutionRole,
    KmsKey,
    Logging,
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
from mwaa_tf.config.problems import ConfigError, Problem, Severity
from mwaa_tf.config.state import State

__all__ = [
    "Access",
    "AccessLogs",
    "Alb",
    "ConfigError",
    "Deployment",
    "Environment",
    "EnvironmentSettings",
    "ExecutionRole",
    "ExistingEnvironment",
    "ExistingNetwork",
    "FlowLogs",
    "KmsKey",
    "Logging",
    "Modules",
    "Monitoring",
    "Network",
    "Owner",
    "Participant",
    "Problem",
    "ResolvedEnvironment",
    "SecurityGroup",
    "Severity",
    "Sharing",
    "SourceBucket",
    "SourceObject",
    "State",
    "TerraformVersions",
    "Thresholds",
    "Timeouts",
    "load",
    "parse",
]
