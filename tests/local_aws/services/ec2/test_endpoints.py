"""VPC endpoints: their interfaces, their states, and the services that take them from the VPC's owner only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.faults import FaultPlan, faults
from mwaa_tf.local_aws.services.ec2 import endpoint_services
from tests.local_aws.services.support import DATA, OWNER, REGION, SCIENCE, Network, refused

SERVICE = f"com.amazonaws.vpce.{REGION}.vpce-svc-0123456789abcdef0"


@pytest.fixture
def service(network: Network) -> Iterator[str]:
    endpoint_services.register(SERVICE, region=REGION, vpc_id=network.vpc_id, vpc_owner=OWNER)
    yield SERVICE
    endpoint_services.unregister(SERVICE)


def _make(network: Network, service: str, account_id: str = OWNER, **options: Any) -> dict[str, Any]:
    made = network.aws.client("ec2", account_id).create_vpc_endpoint(
        **{
            "VpcId": network.vpc_id,
            "ServiceName": service,
            "VpcEndpointType": "Interface",
            "SubnetIds": list(network.subnet_ids),
            "PrivateDnsEnabled": False,
            **options,
        }
    )
    return dict(made["VpcEndpoint"])


def _read(aws: LocalAws, endpoint_id: str) -> dict[str, Any]:
    return dict(aws.client("ec2", OWNER).describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"][0])


def test_an_interface_endpoint_has_an_interface_in_each_subnet(aws: LocalAws, network: Network, service: str) -> None:
    ec2, group = aws.client("ec2", OWNER), network.group(OWNER)
    made = _make(network, service, SecurityGroupIds=[group])
    assert (made["State"], made["Groups"][0]["GroupId"]) == ("pending", group)
    aws.clock.advance(timedelta(minutes=2))
    assert _read(aws, made["VpcEndpointId"])["State"] == "available"
    interfaces = ec2.describe_network_interfaces(NetworkInterfaceIds=made["NetworkInterfaceIds"])["NetworkInterfaces"]
    places = {interface["SubnetId"]: interface["PrivateIpAddress"] for interface in interfaces}
    assert places == {network.subnet_ids[0]: "10.192.20.4", network.subnet_ids[1]: "10.192.21.4"}
    assert {interface["InterfaceType"] for interface in interfaces} == {"vpc_endpoint"}
    regional, *zonal = (entry["DnsName"] for entry in made["DnsEntries"])
    assert regional.endswith(f".vpce-svc-0123456789abcdef0.{REGION}.vpce.amazonaws.com")
    assert len(zonal) == 2
    with refused("DependencyViolation"):
        ec2.delete_security_group(GroupId=group)
    with refused("DependencyViolation"):
        ec2.delete_subnet(SubnetId=network.subnet_ids[0])
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    with refused("InvalidVpcEndpointId.NotFound"):
        _read(aws, made["VpcEndpointId"])
    with refused("InvalidNetworkInterfaceID.NotFound"):
        ec2.describe_network_interfaces(NetworkInterfaceIds=made["NetworkInterfaceIds"])
    ec2.delete_security_group(GroupId=group)


def test_for_all_but_the_vpc_s_owner_there_is_no_such_service(aws: LocalAws, network: Network, service: str) -> None:
    network.share(DATA)
    missing = f"The Vpc Endpoint Service '{service}' does not exist"
    for account_id in (DATA, SCIENCE):
        with refused("InvalidServiceName", missing):
            _make(network, service, account_id)
    other_vpc = aws.client("ec2", OWNER).create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    with refused("InvalidServiceName", missing):
        _make(network, service, VpcId=other_vpc, SubnetIds=[])
    with refused("InvalidServiceName"):
        _make(network, service.replace("svc-0", "svc-1"))
    endpoint_services.unregister(service)
    with refused("InvalidServiceName", missing):
        _make(network, service)


def test_endpoints_of_a_service(aws: LocalAws, network: Network, service: str) -> None:
    assert endpoint_services.endpoints_of(service, REGION) == []
    made = _make(network, service)
    (endpoint,) = endpoint_services.endpoints_of(service, REGION)
    assert (endpoint.id, endpoint.owner_id, endpoint.state) == (made["VpcEndpointId"], OWNER, "pending")
    assert endpoint.subnet_ids == list(network.subnet_ids)
    assert endpoint_services.endpoints_of(service, "eu-west-1") == []
    aws.client("ec2", OWNER).delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    assert endpoint_services.endpoints_of(service, REGION) == []


@pytest.mark.parametrize("state", ["pendingAcceptance", "failed"])
def test_a_fault_pins_endpoints_of_private_services(aws: LocalAws, network: Network, service: str, state: str) -> None:
    faults.plan = FaultPlan(endpoint=state)
    private, public = _make(network, service), _make(network, f"com.amazonaws.{REGION}.sqs")
    aws.clock.advance(timedelta(hours=1))
    states = [_read(aws, endpoint["VpcEndpointId"])["State"] for endpoint in (private, public)]
    assert states == [state, "available"]
    faults.plan = FaultPlan()
    assert _read(aws, private["VpcEndpointId"])["State"] == "available"


def test_an_endpoint_is_modified_with_its_interfaces(aws: LocalAws, network: Network) -> None:
    ec2, service = aws.client("ec2", OWNER), f"com.amazonaws.{REGION}.logs"
    first, second = network.group(OWNER), network.group(OWNER, "second")
    made = _make(network, service, SubnetIds=network.subnet_ids[:1], SecurityGroupIds=[first])
    ec2.modify_vpc_endpoint(
        VpcEndpointId=made["VpcEndpointId"],
        AddSubnetIds=[network.subnet_ids[1]],
        RemoveSubnetIds=[network.subnet_ids[0]],
        AddSecurityGroupIds=[second],
        RemoveSecurityGroupIds=[first],
        PrivateDnsEnabled=True,
    )
    changed = _read(aws, made["VpcEndpointId"])
    (interface,) = ec2.describe_network_interfaces(NetworkInterfaceIds=changed["NetworkInterfaceIds"])[
        "NetworkInterfaces"
    ]
    assert changed["SubnetIds"] == [interface["SubnetId"]] == [network.subnet_ids[1]]
    assert [group["GroupId"] for group in interface["Groups"]] == [second]
    names = [entry["DnsName"] for entry in changed["DnsEntries"]]
    assert f"logs.{REGION}.amazonaws.com" in names
    assert names[0] == made["DnsEntries"][0]["DnsName"]
    ec2.delete_security_group(GroupId=first)


def test_an_endpoint_stands_in_its_vpc_with_groups_of_its_account(aws: LocalAws, network: Network) -> None:
    network.share(DATA)
    service, default = (
        f"com.amazonaws.{REGION}.sqs",
        aws.client("ec2", OWNER).describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"][
            0
        ],
    )
    with refused("InvalidParameter", default["SubnetId"]):
        _make(network, service, SubnetIds=[default["SubnetId"]])
    with refused("InvalidParameter", "availability zone"):
        _make(network, service, SubnetIds=[network.subnet_ids[0], network.subnet_ids[0]])
    with refused("UnauthorizedOperation"):
        _make(network, service, SecurityGroupIds=[network.group(DATA)])
    with refused("InvalidSecurityGroupID.NotFound"):
        _make(network, service, SecurityGroupIds=["sg-0123456789abcdef0"])


def test_routes_to_a_gateway_endpoint_follow_its_route_tables(aws: LocalAws, network: Network) -> None:
    ec2 = aws.client("ec2", OWNER)
    tables = [ec2.create_route_table(VpcId=network.vpc_id)["RouteTable"]["RouteTableId"] for _ in range(2)]
    made = ec2.create_vpc_endpoint(
        VpcId=network.vpc_id, ServiceName=f"com.amazonaws.{REGION}.s3", RouteTableIds=tables[:1]
    )["VpcEndpoint"]
    assert (made["VpcEndpointType"], made["State"], made["PrivateDnsEnabled"]) == ("Gateway", "available", False)

    def with_route() -> list[str]:
        found = ec2.describe_route_tables(RouteTableIds=tables)["RouteTables"]
        return [
            table["RouteTableId"]
            for table in found
            if any(route.get("GatewayId") == made["VpcEndpointId"] for route in table["Routes"])
        ]

    assert with_route() == tables[:1]
    ec2.modify_vpc_endpoint(
        VpcEndpointId=made["VpcEndpointId"], AddRouteTableIds=tables[1:], RemoveRouteTableIds=tables[:1]
    )
    assert with_route() == tables[1:]
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    assert with_route() == []


def test_a_request_that_is_repeated_makes_one_thing(aws: LocalAws, network: Network) -> None:
    service = f"com.amazonaws.{REGION}.sqs"
    made = [_make(network, service, ClientToken="one")["VpcEndpointId"] for _ in range(2)]
    assert made[0] == made[1]
    assert _make(network, service, ClientToken="two", SubnetIds=[])["VpcEndpointId"] != made[0]
    gateways = [
        aws.client("ec2", OWNER).create_nat_gateway(
            SubnetId=network.subnet_ids[0], ConnectivityType="private", ClientToken="one"
        )["NatGateway"]["NatGatewayId"]
        for _ in range(2)
    ]
    assert gateways[0] == gateways[1]


def test_an_endpoint_keeps_its_addresses_and_dns_options(aws: LocalAws, network: Network) -> None:
    ec2 = aws.client("ec2", OWNER)
    addresses = [{"SubnetId": network.subnet_ids[0], "Ipv4": "10.192.20.77"}]
    endpoint = _make(
        network,
        f"com.amazonaws.{REGION}.sqs",
        IpAddressType="ipv4",
        DnsOptions={"DnsRecordIpType": "dualstack", "PrivateDnsOnlyForInboundResolverEndpoint": False},
        SubnetConfigurations=addresses,
    )

    def interfaces() -> dict[str, str]:
        ids = _read(aws, endpoint["VpcEndpointId"])["NetworkInterfaceIds"]
        found = ec2.describe_network_interfaces(NetworkInterfaceIds=ids)["NetworkInterfaces"]
        return {interface["SubnetId"]: interface["PrivateIpAddress"] for interface in found}

    assert interfaces()[network.subnet_ids[0]] == "10.192.20.77"
    assert len(interfaces()) == 2
    options = {"DnsRecordIpType": "dualstack", "PrivateDnsOnlyForInboundResolverEndpoint": False}
    assert _read(aws, endpoint["VpcEndpointId"])["DnsOptions"] == options

    ec2.modify_vpc_endpoint(
        VpcEndpointId=endpoint["VpcEndpointId"],
        DnsOptions={"DnsRecordIpType": "ipv4"},
        SubnetConfigurations=[{"SubnetId": network.subnet_ids[0], "Ipv4": "10.192.20.78"}],
    )
    assert interfaces()[network.subnet_ids[0]] == "10.192.20.78"
    assert _read(aws, endpoint["VpcEndpointId"])["DnsOptions"] == {**options, "DnsRecordIpType": "ipv4"}


def test_an_address_outside_of_the_subnet_is_refused(network: Network) -> None:
    addresses = [{"SubnetId": network.subnet_ids[0], "Ipv4": "10.192.99.9"}]
    with refused("InvalidParameter", "is not in the range of subnet"):
        _make(network, f"com.amazonaws.{REGION}.sqs", SubnetConfigurations=addresses)


def test_the_service_of_an_environment_is_described_to_the_vpcs_owner_only(aws: LocalAws, service: str) -> None:
    described = aws.client("ec2", OWNER).describe_vpc_endpoint_services(ServiceNames=[service])
    assert described["ServiceNames"] == [service]
    (details,) = described["ServiceDetails"]
    assert (details["ServiceName"], details["ServiceType"]) == (service, [{"ServiceType": "Interface"}])
    assert len(details["AvailabilityZones"]) == 2
    both = [service, f"com.amazonaws.{REGION}.sqs"]
    assert set(aws.client("ec2", OWNER).describe_vpc_endpoint_services(ServiceNames=both)["ServiceNames"]) == set(both)
    for account_id in (DATA, SCIENCE):
        with refused("InvalidServiceName"):
            aws.client("ec2", account_id).describe_vpc_endpoint_services(ServiceNames=[service])
