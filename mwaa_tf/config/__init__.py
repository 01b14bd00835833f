"""The configuration: models, reading them from files, and what makes one wrong."""

from mwaa_tf.config.deployment import Deployment, Member, Modules, Terraform
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
from mwaa_tf.config.load import load, parse
from mwaa_tf.config.network import ExistingNetwork, FlowLogs, Network
from mwaa_tf.config.owner import Owner, Sharing
from mwaa_tf.config.participant import Participant
from mwaa_tf.config.problems import ConfigError, Problem
from mwaa_tf.config.state import State

__all__ = [
    "ConfigError",
    "Deployment",
    "Environment",
    "EnvironmentSettings",
    "ExecutionRole",
    "ExistingNetwork",
    "FlowLogs",
    "KmsKey",
    "Logging",
    "Member",
    "Modules",
    "Network",
    "Owner",
    "Participant",
    "Problem",
    "SecurityGroup",
    "Sharing",
    "SourceBucket",
    "SourceObject",
    "State",
    "Terraform",
    "Timeouts",
    "load",
    "parse",
]
