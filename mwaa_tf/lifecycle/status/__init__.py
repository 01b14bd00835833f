"""Where a deployment stands: what is applied, what AWS has, and the next step as a command. Changes nothing."""

from mwaa_tf.lifecycle.status.collect import StatusOptions, deployment_status
from mwaa_tf.lifecycle.status.model import Applied, DeploymentStatus, NextStep, StepKind, WorkspaceStatus
from mwaa_tf.lifecycle.status.next_steps import Commands

__all__ = [
    "Applied",
    "Commands",
    "DeploymentStatus",
    "NextStep",
    "StatusOptions",
    "StepKind",
    "WorkspaceStatus",
    "deployment_status",
]
