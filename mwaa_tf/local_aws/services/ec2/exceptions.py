"""Errors of EC2 that moto does not have, or words differently from AWS."""

from __future__ import annotations

from moto.ec2.exceptions import EC2ClientError


class VpcNotFoundError(EC2ClientError):
    """As AWS words it (terraform-provider-aws #43616); moto's own message has another form."""

    def __init__(self, vpc_id: str) -> None:
        super().__init__("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")


class GatewayNotFoundError(EC2ClientError):
    def __init__(self, gateway_id: str) -> None:
        super().__init__("InvalidInternetGatewayID.NotFound", f"The internetGateway ID '{gateway_id}' does not exist")


class NetworkAclNotFoundError(EC2ClientError):
    def __init__(self, acl_id: str) -> None:
        super().__init__("InvalidNetworkAclID.NotFound", f"The networkAcl ID '{acl_id}' does not exist")


class NotTheOwnerError(EC2ClientError):
    """A participant tries to change a resource of the owner, or the owner one of a participant.

    The wording is AWS's for VPCs, subnets, route tables and gateways (aws-nuke #497, terraform-provider-aws #46953).
    That security groups and interfaces of another account, seen by the VPC's owner, get the same is inferred.
    """

    def __init__(self, operation: str) -> None:
        super().__init__(
            "UnauthorizedOperation",
            f"You are not authorized to perform {operation} operation. "
            "A subnet in this vpc is shared but the provided object is not owned by you",
        )


class GroupsOfDifferentNetworksError(EC2ClientError):
    """A rule that names a group of another VPC; the wording is AWS's."""

    def __init__(self) -> None:
        super().__init__("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.")


class GroupIdMalformedError(EC2ClientError):
    """An id with an account in front, which this parameter does not accept (terraform-provider-aws #30664)."""

    def __init__(self, group_id: str) -> None:
        super().__init__("InvalidGroupId.Malformed", f'Invalid id: "{group_id}" (expecting "sg-...")')


class SecurityGroupNotFoundError(EC2ClientError):
    """A group for an interface or an endpoint that its account does not have."""

    def __init__(self, group_id: str) -> None:
        super().__init__("InvalidSecurityGroupID.NotFound", f"The securityGroup ID '{group_id}' does not exist")


class InsufficientFreeAddressesError(EC2ClientError):
    """A subnet is full. The wording is AWS's for network interfaces (amazon-vpc-cni-k8s #1773)."""

    def __init__(self, subnet_id: str) -> None:
        super().__init__(
            "InsufficientFreeAddressesInSubnet",
            "The specified subnet does not have enough free addresses to satisfy the request.",
        )
        self.reason = f"{self.message.rstrip('.')} ({subnet_id})"


class InsufficientAddressesForInstancesError(EC2ClientError):
    """A subnet is full. The wording is AWS's for instances (PrairieLearn #3271)."""

    def __init__(self, subnet_id: str) -> None:
        super().__init__(
            "InsufficientFreeAddressesInSubnet",
            f"There are not enough free addresses in subnet '{subnet_id}' to satisfy the requested number of "
            "instances.",
        )


class CannotDeleteError(EC2ClientError):
    def __init__(self, group_id: str) -> None:
        super().__init__(
            "CannotDelete", f'the specified group: "{group_id}" name: "default" cannot be deleted by a user'
        )


class InterfaceInUseError(EC2ClientError):
    """An interface is deleted that an instance or a service has; the wording is AWS's (cloud-nuke #431)."""

    def __init__(self, interface_id: str) -> None:
        super().__init__("InvalidParameterValue", f"Network interface '{interface_id}' is currently in use.")
