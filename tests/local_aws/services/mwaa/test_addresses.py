"""Addresses of subnets: environments and endpoints take them, and a full subnet answers as that of EC2."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.mwaa.support import Place, pass_by
from tests.local_aws.services.support import refused

FULL = "The specified subnet does not have enough free addresses to satisfy the request."
USABLE = 11
"""Of the 16 addresses of a /28, AWS reserves five."""


@pytest.fixture
def tight(aws: LocalAws) -> Place:
    """Two subnets of the smallest size."""
    place = Place(aws)
    place.subnet_ids = [place.subnet("us-east-1a", "10.0.8.0/28"), place.subnet("us-east-1b", "10.0.9.0/28")]
    return place


def free(place: Place) -> list[int]:
    """The free addresses of the place's subnets, as EC2 counts them."""
    subnets = place.ec2_of_owner.describe_subnets(SubnetIds=place.subnet_ids)["Subnets"]
    counts = {subnet["SubnetId"]: subnet["AvailableIpAddressCount"] for subnet in subnets}
    return [counts[subnet_id] for subnet_id in place.subnet_ids]


def fill(place: Place, index: int, leave: int = 0) -> None:
    """Take all addresses of a subnet but so many."""
    for _ in range(free(place)[index] - leave):
        place.ec2_of_owner.create_network_interface(SubnetId=place.subnet_ids[index], Groups=[place.endpoint_group_id])


def test_a_full_subnet_refuses_interfaces_and_endpoints(tight: Place) -> None:
    assert free(tight) == [USABLE, USABLE]
    fill(tight, 0)
    assert free(tight) == [0, USABLE]
    with refused("InsufficientFreeAddressesInSubnet", FULL):
        tight.ec2_of_owner.create_network_interface(SubnetId=tight.subnet_ids[0], Groups=[tight.endpoint_group_id])
    with refused("InsufficientFreeAddressesInSubnet", FULL):
        tight.endpoint("com.amazonaws.us-east-1.sqs")
    assert free(tight) == [0, USABLE], "what is refused takes no address of the other subnet"
    endpoints = tight.ec2_of_owner.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [tight.vpc_id]}])
    assert endpoints["VpcEndpoints"] == []


def test_an_endpoint_cannot_be_extended_into_a_full_subnet(tight: Place) -> None:
    endpoint = tight.endpoint("com.amazonaws.us-east-1.sqs", SubnetIds=tight.subnet_ids[:1])
    fill(tight, 1)
    with refused("InsufficientFreeAddressesInSubnet", FULL):
        tight.ec2_of_owner.modify_vpc_endpoint(VpcEndpointId=endpoint, AddSubnetIds=tight.subnet_ids[1:])


def test_a_full_subnet_starts_no_instances(tight: Place) -> None:
    fill(tight, 0)
    image = tight.ec2_of_owner.describe_images()["Images"][0]["ImageId"]
    with refused("InsufficientFreeAddressesInSubnet", f"not enough free addresses in subnet '{tight.subnet_ids[0]}'"):
        tight.ec2_of_owner.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=tight.subnet_ids[0])


def test_a_deleted_interface_gives_its_address_back(tight: Place) -> None:
    fill(tight, 0)
    filters = [{"Name": "subnet-id", "Values": tight.subnet_ids[:1]}]
    interface = tight.ec2_of_owner.describe_network_interfaces(Filters=filters)["NetworkInterfaces"][0]
    tight.ec2_of_owner.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    again = tight.ec2_of_owner.create_network_interface(SubnetId=tight.subnet_ids[0], Groups=[tight.endpoint_group_id])
    assert again["NetworkInterface"]["PrivateIpAddress"] == interface["PrivateIpAddress"]


def settings(**counts: int) -> dict[str, Any]:
    return {"EndpointManagement": "SERVICE", "EnvironmentClass": "mw1.small", **counts}


def test_every_container_of_an_environment_takes_an_address(tight: Place) -> None:
    tight.create(**settings(Schedulers=3, MinWebservers=2, MaxWebservers=2, MinWorkers=2))
    # The two endpoints that MWAA creates, and one interface of the environment.
    assert free(tight) == [USABLE - 3, USABLE - 3]
    pass_by(minutes=25)
    assert tight.status() == "AVAILABLE"
    assert sum(free(tight)) == 2 * USABLE - 4 - 7
    tight.mwaa.delete_environment(Name=tight.name)
    pass_by(minutes=15)
    tight.mwaa.list_environments()
    assert free(tight) == [USABLE, USABLE]


@pytest.mark.parametrize("leave", [0, 2])
def test_an_environment_in_a_full_subnet_ends_in_create_failed(tight: Place, leave: int) -> None:
    fill(tight, 0, leave)
    tight.create(**settings())
    pass_by(minutes=25)
    assert tight.status() == "CREATE_FAILED"
    message = tight.get()["LastUpdate"]["Error"]["ErrorMessage"]
    assert message.startswith(f"{FULL[:-1]} ({tight.subnet_ids[0]}).")


def test_an_update_takes_twice_the_workers_and_is_rolled_back_without_them(tight: Place) -> None:
    tight.create(**settings(MinWorkers=3))
    pass_by(minutes=25)
    assert tight.status() == "AVAILABLE"
    before = free(tight)
    fill(tight, 0)
    tight.mwaa.update_environment(Name=tight.name, MaxWorkers=9)
    pass_by(minutes=20)
    assert tight.status() == "ROLLING_BACK"
    assert FULL[:-1] in tight.get()["LastUpdate"]["Error"]["ErrorMessage"]
    assert free(tight) == [0, before[1]]
    pass_by(minutes=15)
    assert (tight.status(), tight.get()["MaxWorkers"]) == ("UPDATE_FAILED", 10)


def test_the_addresses_of_new_workers_are_taken_until_the_update_ends(tight: Place) -> None:
    tight.create(**settings(MinWorkers=3))
    pass_by(minutes=25)
    assert tight.status() == "AVAILABLE"
    before = sum(free(tight))
    tight.mwaa.update_environment(Name=tight.name, MinWorkers=4)
    assert tight.status() == "UPDATING"
    assert sum(free(tight)) == before - 1 - 4
    pass_by(minutes=20)
    assert tight.status() == "AVAILABLE"
    assert sum(free(tight)) == before - 1


def test_fewer_workers_give_addresses_back(tight: Place) -> None:
    tight.create(**settings(MinWorkers=4))
    pass_by(minutes=25)
    assert tight.status() == "AVAILABLE"
    before = sum(free(tight))
    tight.mwaa.update_environment(Name=tight.name, MinWorkers=1)
    pass_by(minutes=20)
    assert tight.status() == "AVAILABLE"
    assert sum(free(tight)) == before + 3
