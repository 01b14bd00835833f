"""A bastion in front of the web server, reached through Session Manager (MWAA user guide, vpc-vpe-access)."""

from typing import Annotated

from pydantic import Field

from mwaa_tf.config.access.fields import ImageId, InstanceType
from mwaa_tf.config.arns import KmsKeyArn, PolicyArn
from mwaa_tf.config.base import Model
from mwaa_tf.config.fields import Bool, Int


class Bastion(Model):
    """An instance in the owner's account, without public address and SSH key, that forwards sessions."""

    enabled: Bool = True
    """Create it; false removes it from one environment where the participant's defaults have it."""
    instance_type: InstanceType = "t4g.nano"
    """The type of the instance, on ARM or Intel. The smallest is enough for the UI."""
    ami_id: ImageId | None = None
    """A machine image with the SSM Agent. Unset: the newest Amazon Linux 2023 when the instance is created."""
    kms_key_arn: KmsKeyArn | None = None
    """A key of the owner's account for the instance's disk. Unset: the account's default key for EBS."""
    permissions_boundary: PolicyArn | None = None
    """The permissions boundary of the instance's role."""
    local_port: Annotated[Int, Field(ge=1, le=65535)] = 8443
    """The local port that is forwarded to the web server."""
