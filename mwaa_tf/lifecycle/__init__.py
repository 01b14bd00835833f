"""The stages of a deployment walked with Terraform: in order, side by side within a stage, the handshake awaited.

It works on rendered folders and knows nothing of where AWS is: what Terraform and the handshake need to get into an
account comes in as a function from workspace to environment variables.
"""

from mwaa_tf.lifecycle.events import (
    Listener,
    StageStarted,
    StatusChanged,
    WorkspaceFinished,
    WorkspaceProgress,
    WorkspaceStarted,
)
from mwaa_tf.lifecycle.handshake import Handshake, HandshakeError, handshakes, wait_until_available, watch_environments
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.watch import EnvironmentWatch

__all__ = [
    "EnvironmentWatch",
    "Handshake",
    "HandshakeError",
    "Lifecycle",
    "Listener",
    "Outcome",
    "StageStarted",
    "StatusChanged",
    "WorkspaceFinished",
    "WorkspaceProgress",
    "WorkspaceStarted",
    "handshakes",
    "wait_until_available",
    "watch_environments",
]
