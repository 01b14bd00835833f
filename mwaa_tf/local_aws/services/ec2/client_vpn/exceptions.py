"""Errors of Client VPN; codes and meanings are those of the EC2 API reference, errors-overview."""

from __future__ import annotations

from moto.ec2.exceptions import EC2ClientError


class EndpointNotFoundError(EC2ClientError):
    def __init__(self, endpoint_id: str) -> None:
        super().__init__("InvalidClientVpnEndpointId.NotFound", f"Endpoint {endpoint_id} does not exist")


class AssociationNotFoundError(EC2ClientError):
    def __init__(self, association_id: str) -> None:
        super().__init__("InvalidClientVpnAssociationIdNotFound", f"Association {association_id} does not exist")


class NoActiveAssociationError(EC2ClientError):
    def __init__(self, endpoint_id: str) -> None:
        super().__init__(
            "InvalidClientVpnActiveAssociationNotFound",
            f"Endpoint {endpoint_id} has no active target network for this action",
        )


class DuplicateZoneError(EC2ClientError):
    def __init__(self, zone: str) -> None:
        super().__init__(
            "InvalidClientVpnSubnetId.DuplicateAz", f"A subnet of {zone} is associated with the endpoint already"
        )


class DuplicateAssociationError(EC2ClientError):
    def __init__(self, subnet_id: str) -> None:
        super().__init__(
            "InvalidClientVpnDuplicateAssociationException", f"{subnet_id} is associated with the endpoint already"
        )


class SubnetNotFoundError(EC2ClientError):
    def __init__(self, subnet_id: str, vpc_id: str) -> None:
        super().__init__("InvalidClientVpnSubnetId.NotFound", f"{subnet_id} is not in {vpc_id}, the endpoint's VPC")


class OverlappingCidrError(EC2ClientError):
    def __init__(self, network: str, clients: str) -> None:
        super().__init__(
            "InvalidClientVpnSubnetId.OverlappingCidr", f"{network} overlaps {clients}, the range of the clients"
        )


class RuleNotFoundError(EC2ClientError):
    def __init__(self, cidr: str) -> None:
        super().__init__("InvalidClientVpnEndpointAuthorizationRuleNotFound", f"There is no such rule for {cidr}")


class DuplicateRuleError(EC2ClientError):
    def __init__(self, cidr: str) -> None:
        super().__init__("InvalidClientVpnDuplicateAuthorizationRule", f"There is such a rule for {cidr} already")


class RouteNotFoundError(EC2ClientError):
    def __init__(self, cidr: str) -> None:
        super().__init__("InvalidClientVpnRouteNotFound", f"There is no such route to {cidr}")


class DuplicateRouteError(EC2ClientError):
    def __init__(self, cidr: str) -> None:
        super().__init__("InvalidClientVpnDuplicateRoute", f"There is such a route to {cidr} already")
