"""An account that runs Airflow in the shared subnets."""

from typing import ClassVar

from mwaa_tf.config.arns import RoleArn
from mwaa_tf.config.base import ListOf, Model
from mwaa_tf.config.environment import Environment, EnvironmentSettings
from mwaa_tf.config.fields import AccountId, Name, Profile
from mwaa_tf.config.tags import NetworkTags


class Participant(Model):
    """An account that the private subnets are shared with. It may be the owner's own: then nothing is shared."""

    is_always_used: ClassVar[bool] = True

    name: Name
    """Unique in the deployment; part of the names of the participant's environments."""
    account_id: AccountId
    """12 digits, in quotes."""
    role_arn: RoleArn | None = None
    """The role that Terraform assumes there; unset, the ambient credentials."""
    profile: Profile | None = None
    """Or the profile of the AWS configuration files that Terraform uses there."""
    defaults: EnvironmentSettings = EnvironmentSettings.model_construct()
    """Settings of all environments of this participant, unless they override them. Maps are merged key by key."""
    network_tags: NetworkTags = {}
    """Tags that this account sets on the shared VPC and subnets, since it does not see the owner's. `Name` names the
    VPC; the subnets' names are derived from it."""
    environments: ListOf[Environment] = ()
    """The environments that run in this account."""
