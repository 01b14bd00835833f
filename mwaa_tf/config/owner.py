"""The account that owns the VPC."""

from typing import ClassVar, Literal

from mwaa_tf.config.arns import Principal, ResourceShareArn, RoleArn
from mwaa_tf.config.base import ListOf, Model
from mwaa_tf.config.fields import AccountId, Bool, Profile
from mwaa_tf.config.network import Network
from mwaa_tf.config.service_endpoints import ServiceEndpoints


class Sharing(Model):
    """With whom the private subnets are shared (AWS RAM user guide, getting-started-sharing)."""

    principals: Literal["accounts"] | ListOf[Principal] = "accounts"
    """`accounts`: each participant's account. Or a list of account ids, organizational unit ARNs, organization ARNs.
    Beside `resource_share_arn` it may be empty: that share's principals stay unchanged."""
    resource_share_arn: ResourceShareArn | None = None
    """An existing share of the owner: subnets and principals are added to it. Unset: one is created."""
    managed: Bool = True
    """False: the share is externally managed; none is created or changed."""
    organization_sharing: Bool = False
    """Also enable sharing within the organization; only its management account can."""


class Owner(Model):
    """The account that owns the VPC and its endpoints."""

    is_always_used: ClassVar[bool] = True

    account_id: AccountId
    """12 digits, in quotes."""
    role_arn: RoleArn | None = None
    """The role that Terraform assumes there; unset, the ambient credentials."""
    profile: Profile | None = None
    """Or the profile of the AWS configuration files that Terraform uses there."""
    network: Network = Network.model_construct()
    service_endpoints: ServiceEndpoints = ServiceEndpoints.model_construct()
    sharing: Sharing = Sharing.model_construct()

    @property
    def has_service_endpoints(self) -> bool:
        """Whether endpoints of AWS services are enabled; unset, where the created VPC has no internet."""
        if self.service_endpoints.enabled is not None:
            return self.service_endpoints.enabled
        return self.network.existing is None and self.network.internet == "none"
