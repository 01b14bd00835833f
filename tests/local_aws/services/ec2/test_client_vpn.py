"""Client VPN: endpoints, the networks they stand in, and who may reach what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.local_aws.services.support import OWNER, Network, refused


@pytest.fixture
def ec2(network: Network) -> Any:
    return network.aws.client("ec2", OWNER)


@pytest.fixture
def certificate(network: Network) -> str:
    made = network.aws.client("acm", OWNER).request_certificate(DomainName="vpn.example.com")
    return str(made["CertificateArn"])


@pytest.fixture
def settings(network: Network, certificate: str) -> dict[str, Any]:
    mutual = {"ClientRootCertificateChainArn": certificate}
    return {
        "ClientCidrBlock": "10.8.0.0/22",
        "ServerCertificateArn": certificate,
        "AuthenticationOptions": [{"Type": "certificate-authentication", "MutualAuthentication": mutual}],
        "ConnectionLogOptions": {"Enabled": False},
        "VpcId": network.vpc_id,
        "SecurityGroupIds": [network.group(OWNER)],
    }


@pytest.fixture
def endpoint(ec2: Any, settings: dict[str, Any]) -> str:
    made = ec2.create_client_vpn_endpoint(
        **settings,
        DnsServers=["10.192.0.2"],
        SplitTunnel=True,
        TagSpecifications=[{"ResourceType": "client-vpn-endpoint", "Tags": [{"Key": "Name", "Value": "vpn"}]}],
    )
    assert made["Status"] == {"Code": "pending-associate"}
    return str(made["ClientVpnEndpointId"])


def _read(ec2: Any, endpoint: str) -> dict[str, Any]:
    return dict(ec2.describe_client_vpn_endpoints(ClientVpnEndpointIds=[endpoint])["ClientVpnEndpoints"][0])


def _associate(network: Network, endpoint: str, subnet: int = 0) -> str:
    made = network.aws.client("ec2", OWNER).associate_client_vpn_target_network(
        ClientVpnEndpointId=endpoint, SubnetId=network.subnet_ids[subnet]
    )
    return str(made["AssociationId"])


def test_an_endpoint_is_described_as_it_was_made(
    ec2: Any, endpoint: str, certificate: str, settings: dict[str, Any]
) -> None:
    found = _read(ec2, endpoint)
    assert endpoint.startswith("cvpn-endpoint-")
    assert found["DnsName"] == f"*.{endpoint}.prod.clientvpn.us-east-1.amazonaws.com"
    assert found["AuthenticationOptions"] == [
        {"Type": "certificate-authentication", "MutualAuthentication": {"ClientRootCertificateChain": certificate}}
    ]
    assert (found["DnsServers"], found["SplitTunnel"], found["VpnPort"]) == (["10.192.0.2"], True, 443)
    assert (found["TransportProtocol"], found["SessionTimeoutHours"]) == ("udp", 24)
    assert (found["VpcId"], found["SecurityGroupIds"]) == (settings["VpcId"], settings["SecurityGroupIds"])
    assert found["Tags"] == [{"Key": "Name", "Value": "vpn"}]
    assert "SelfServicePortalUrl" not in found


def test_tags_come_and_go(ec2: Any, endpoint: str) -> None:
    ec2.create_tags(Resources=[endpoint], Tags=[{"Key": "Team", "Value": "data"}])
    ec2.delete_tags(Resources=[endpoint], Tags=[{"Key": "Name"}])
    assert _read(ec2, endpoint)["Tags"] == [{"Key": "Team", "Value": "data"}]
    typed = ec2.describe_tags(Filters=[{"Name": "resource-type", "Values": ["client-vpn-endpoint"]}])["Tags"]
    assert [tag["ResourceId"] for tag in typed] == [endpoint]


def test_a_network_is_associated_in_time_and_then_the_endpoint_is_available(
    network: Network, ec2: Any, endpoint: str
) -> None:
    association = _associate(network, endpoint)
    (associating,) = ec2.describe_client_vpn_target_networks(ClientVpnEndpointId=endpoint)["ClientVpnTargetNetworks"]
    assert associating["Status"] == {"Code": "associating"}
    network.aws.clock.advance(timedelta(minutes=6))
    (associated,) = ec2.describe_client_vpn_target_networks(ClientVpnEndpointId=endpoint, AssociationIds=[association])[
        "ClientVpnTargetNetworks"
    ]
    assert (associated["Status"], associated["TargetNetworkId"]) == ({"Code": "associated"}, network.subnet_ids[0])
    assert _read(ec2, endpoint)["Status"] == {"Code": "available"}
    routes = ec2.describe_client_vpn_routes(ClientVpnEndpointId=endpoint)["Routes"]
    assert [(route["DestinationCidr"], route["Origin"]) for route in routes] == [("10.192.0.0/16", "associate")]


def test_while_it_stands_in_a_subnet_the_subnet_and_its_groups_stay(
    network: Network, ec2: Any, endpoint: str, settings: dict[str, Any]
) -> None:
    association = _associate(network, endpoint)
    with refused("DependencyViolation"):
        ec2.delete_security_group(GroupId=settings["SecurityGroupIds"][0])
    with refused("DependencyViolation"):
        ec2.delete_subnet(SubnetId=network.subnet_ids[0])
    with refused("DependencyViolation"):
        ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)
    ec2.disassociate_client_vpn_target_network(ClientVpnEndpointId=endpoint, AssociationId=association)
    network.aws.clock.advance(timedelta(minutes=6))
    with refused("InvalidClientVpnAssociationIdNotFound"):
        ec2.describe_client_vpn_target_networks(ClientVpnEndpointId=endpoint, AssociationIds=[association])
    assert ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)["Status"] == {"Code": "deleting"}
    network.aws.clock.advance(timedelta(minutes=1))
    with refused("InvalidClientVpnEndpointId.NotFound"):
        ec2.describe_client_vpn_endpoints(ClientVpnEndpointIds=[endpoint])
    ec2.delete_security_group(GroupId=settings["SecurityGroupIds"][0])


def test_one_subnet_of_a_zone_is_enough(network: Network, ec2: Any, endpoint: str) -> None:
    _associate(network, endpoint)
    with refused("InvalidClientVpnDuplicateAssociationException"):
        _associate(network, endpoint)
    other = ec2.create_subnet(VpcId=network.vpc_id, CidrBlock="10.192.30.0/24", AvailabilityZoneId="use1-az1")
    with refused("InvalidClientVpnSubnetId.DuplicateAz"):
        ec2.associate_client_vpn_target_network(ClientVpnEndpointId=endpoint, SubnetId=other["Subnet"]["SubnetId"])
    _associate(network, endpoint, 1)


def test_clients_have_addresses_of_their_own(network: Network, ec2: Any, settings: dict[str, Any]) -> None:
    made = ec2.create_client_vpn_endpoint(**{**settings, "ClientCidrBlock": "10.192.128.0/20"})
    with refused("InvalidClientVpnSubnetId.OverlappingCidr"):
        _associate(network, made["ClientVpnEndpointId"])


def test_rules_are_authorized_found_and_revoked(network: Network, ec2: Any, endpoint: str) -> None:
    rule = {"ClientVpnEndpointId": endpoint, "TargetNetworkCidr": "10.192.20.4/32"}
    ec2.authorize_client_vpn_ingress(**rule, AuthorizeAllGroups=True, Description="Web server")
    ec2.authorize_client_vpn_ingress(**rule, AccessGroupId="leads")
    with refused("InvalidClientVpnDuplicateAuthorizationRule"):
        ec2.authorize_client_vpn_ingress(**rule, AccessGroupId="leads")
    network.aws.clock.advance(timedelta(minutes=1))
    filters = [{"Name": "destination-cidr", "Values": ["10.192.20.4/32"]}, {"Name": "group-id", "Values": ["leads"]}]
    (found,) = ec2.describe_client_vpn_authorization_rules(ClientVpnEndpointId=endpoint, Filters=filters)[
        "AuthorizationRules"
    ]
    assert (found["GroupId"], found["AccessAll"], found["Status"]) == ("leads", False, {"Code": "active"})
    ec2.revoke_client_vpn_ingress(**rule, AccessGroupId="leads")
    with refused("InvalidClientVpnEndpointAuthorizationRuleNotFound"):
        ec2.revoke_client_vpn_ingress(**rule, AccessGroupId="leads")
    network.aws.clock.advance(timedelta(minutes=1))
    (left,) = ec2.describe_client_vpn_authorization_rules(ClientVpnEndpointId=endpoint)["AuthorizationRules"]
    assert (left["AccessAll"], left["Description"]) == (True, "Web server")


def test_routes_go_through_associated_subnets(network: Network, ec2: Any, endpoint: str) -> None:
    route = {
        "ClientVpnEndpointId": endpoint,
        "DestinationCidrBlock": "10.0.0.0/16",
        "TargetVpcSubnetId": network.subnet_ids[0],
    }
    with refused("InvalidClientVpnActiveAssociationNotFound"):
        ec2.create_client_vpn_route(**route)
    _associate(network, endpoint)
    ec2.create_client_vpn_route(**route)
    with refused("InvalidClientVpnDuplicateRoute"):
        ec2.create_client_vpn_route(**route)
    ec2.delete_client_vpn_route(**route)
    network.aws.clock.advance(timedelta(minutes=1))
    with refused("InvalidClientVpnRouteNotFound"):
        ec2.delete_client_vpn_route(**route)


def test_groups_are_changed_where_the_endpoint_stands(
    network: Network, ec2: Any, endpoint: str, settings: dict[str, Any]
) -> None:
    _associate(network, endpoint)
    other = network.group(OWNER, "other")
    with refused("InvalidParameterValue", "without specifying Vpc Id"):
        ec2.modify_client_vpn_endpoint(ClientVpnEndpointId=endpoint, SecurityGroupIds=[other])
    ec2.apply_security_groups_to_client_vpn_target_network(
        ClientVpnEndpointId=endpoint, VpcId=network.vpc_id, SecurityGroupIds=[other]
    )
    (network_,) = ec2.describe_client_vpn_target_networks(ClientVpnEndpointId=endpoint)["ClientVpnTargetNetworks"]
    assert network_["SecurityGroups"] == [other]
    ec2.delete_security_group(GroupId=settings["SecurityGroupIds"][0])


def test_settings_are_changed_and_the_rest_stays(ec2: Any, endpoint: str) -> None:
    ec2.modify_client_vpn_endpoint(
        ClientVpnEndpointId=endpoint,
        SessionTimeoutHours=8,
        DnsServers={"Enabled": False},
        SelfServicePortal="enabled",
        ClientLoginBannerOptions={"Enabled": True, "BannerText": "For data only"},
    )
    found = _read(ec2, endpoint)
    assert (found["SessionTimeoutHours"], found["SplitTunnel"]) == (8, True)
    assert found.get("DnsServers", []) == []
    assert found["SelfServicePortalUrl"].endswith(endpoint)
    assert found["ClientLoginBannerOptions"] == {"Enabled": True, "BannerText": "For data only"}


def test_the_configuration_is_there_when_the_endpoint_is(network: Network, ec2: Any, endpoint: str) -> None:
    with refused("InvalidClientVpnActiveAssociationNotFound"):
        ec2.export_client_vpn_client_configuration(ClientVpnEndpointId=endpoint)
    _associate(network, endpoint)
    network.aws.clock.advance(timedelta(minutes=6))
    text = ec2.export_client_vpn_client_configuration(ClientVpnEndpointId=endpoint)["ClientConfiguration"]
    assert f"remote {endpoint}.prod.clientvpn.us-east-1.amazonaws.com 443" in text.splitlines()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"ClientCidrBlock": "10.8.0.0/23"}, "InvalidParameterValue"),
        ({"ServerCertificateArn": "arn:aws:acm:us-east-1:111111111111:certificate/gone"}, "InvalidParameterValue"),
        ({"VpnPort": 8443}, "InvalidParameterValue"),
        ({"DnsServers": ["dns.example.com"]}, "InvalidParameterValue"),
        ({"SecurityGroupIds": ["sg-0123456789abcdef0"]}, "InvalidSecurityGroupID.NotFound"),
        ({"AuthenticationOptions": [{"Type": "federated-authentication"}]}, "InvalidParameterCombination"),
        ({"ConnectionLogOptions": {"Enabled": True, "CloudwatchLogGroup": "none"}}, "InvalidParameterValue"),
    ],
)
def test_what_cannot_be_is_refused(ec2: Any, settings: dict[str, Any], wrong: dict[str, Any], code: str) -> None:
    with refused(code):
        ec2.create_client_vpn_endpoint(**{**settings, **wrong})
