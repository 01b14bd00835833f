"""Terraform over all workspaces of a deployment: stage by stage, concurrently within a stage, with the handshake.

It works on rendered folders and does not know where AWS is. A function from workspace to environment variables says
how Terraform and the handshake get into an account.
"""

from mwaa_tf.lifecycle.events import (
    EnvironmentPolled,
    Listener,
    StageStarted,
    StatusChanged,
    Stopping,
    WorkspaceFinished,
    WorkspaceProgress,
    WorkspaceStarted,
)
from mwaa_tf.lifecycle.handshake import Handshake, HandshakeError, handshakes, wait_until_available, watch_environments
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.watch import EnvironmentWatch

__all__ = [
    "EnvironmentPolled",
    "EnvironmentWatch",
    "Handshake",
    "HandshakeError",
    "Lifecycle",
    "Listener",
    "Outcome",
    "StageStarted",
    "StatusChanged",
    "Stopping",
    "WorkspaceFinished",
    "WorkspaceProgress",
    "WorkspaceStarted",
    "handshakes",
    "wait_until_available",
    "watch_environments",
]
