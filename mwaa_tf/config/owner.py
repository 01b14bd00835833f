"""The account that owns the VPC."""

from __future__ import annotations

from typing import Literal

from mwaa_tf.config.base import Model
from mwaa_tf.config.fields import AccountId, Bool, Principal, Profile, RoleArn
from mwaa_tf.config.network import Network


class Sharing(Model):
    """With whom the private subnets are shared (AWS RAM user guide, getting-started-sharing)."""

    principals: Literal["accounts"] | tuple[Principal, ...] = "accounts"
    """`accounts`: each participant's account. Or a list of account ids, organizational unit ARNs, organization ARNs."""
    organization_sharing: Bool = False
    """Also switch on sharing within the organization; only its management account can."""


class Owner(Model):
    """The account that owns the VPC and makes its endpoints."""

    account_id: AccountId
    """12 digits, in quotes."""
    role_arn: RoleArn | None = None
    """The role that Terraform assumes there; unset, the ambient credentials."""
    profile: Profile | None = None
    """Or the profile of the AWS configuration files that Terraform uses there."""
    network: Network = Network()
    sharing: Sharing = Sharing()
