"""CDKTF constructs of the blueprint, for teams whose Terraform is written in Python.

Needs Node.js and cdktn, or cdktf 0.21: the extra ``cdktf``.
"""

from mwaa_tf.constructs.deployment import MwaaDeployment
from mwaa_tf.constructs.embedded import EmbeddedWorkspace, MwaaEnvironment
from mwaa_tf.constructs.library import MissingLibraryError
from mwaa_tf.constructs.prepare import PreparedDeployment, prepare
from mwaa_tf.constructs.stack import ProviderClass, WorkspaceStack
from mwaa_tf.constructs.stages import AccessStack, EndpointsStack, EnvironmentStack, NetworkStack, StateStack

__all__ = [
    "AccessStack",
    "EmbeddedWorkspace",
    "EndpointsStack",
    "EnvironmentStack",
    "MissingLibraryError",
    "MwaaDeployment",
    "MwaaEnvironment",
    "NetworkStack",
    "PreparedDeployment",
    "ProviderClass",
    "StateStack",
    "WorkspaceStack",
    "prepare",
]
