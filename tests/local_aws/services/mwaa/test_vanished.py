"""Environments whose surroundings vanish: their own calls say so, and no other call fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.mwaa.support import Place, pass_by
from tests.local_aws.services.support import refused


def unshare(place: Place) -> None:
    ram = place.aws.client("ram", place.owner)
    for share in ram.get_resource_shares(resourceOwner="SELF", name=place.name)["resourceShares"]:
        ram.delete_resource_share(resourceShareArn=share["resourceShareArn"])
    pass_by(minutes=1)


def delete_bucket(place: Place) -> None:
    place.s3.delete_bucket(Bucket=place.bucket_name)


def delete_role(place: Place) -> None:
    place.aws.client("iam", place.account).delete_role(RoleName=place.role_arn.rpartition("/")[2])


def delete_log_groups(place: Place) -> None:
    logs = place.aws.client("logs", place.account)
    for group in logs.describe_log_groups(logGroupNamePrefix=f"airflow-{place.name}")["logGroups"]:
        logs.delete_log_group(logGroupName=group["logGroupName"])


def delete_endpoints(place: Place) -> None:
    for ec2 in (place.ec2, place.ec2_of_owner):
        endpoints = ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [place.vpc_id]}])["VpcEndpoints"]
        if endpoints:
            ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"] for endpoint in endpoints])


def creating(place: Place) -> str:
    place.create()
    return "CREATING"


def pending(place: Place) -> str:
    place.pend()
    return "PENDING"


def creating_after_pending(place: Place) -> str:
    place.endpoints(place.pend())
    return "CREATING"


def available(place: Place) -> str:
    place.available()
    return "AVAILABLE"


def creating_snapshot(place: Place) -> str:
    place.available(AirflowVersion="2.10.3")
    place.mwaa.update_environment(Name=place.name, AirflowVersion="2.11.0")
    pass_by(minutes=1)
    return "CREATING_SNAPSHOT"


def updating(place: Place) -> str:
    place.available()
    place.mwaa.update_environment(Name=place.name, MinWorkers=3, MaxWorkers=5)
    return "UPDATING"


VANISHING = [unshare, delete_bucket, delete_role, delete_log_groups, delete_endpoints]


@pytest.mark.parametrize("vanish", VANISHING)
@pytest.mark.parametrize("reach", [creating, pending, creating_after_pending, available, creating_snapshot, updating])
def test_no_other_call_fails_because_something_vanished(
    aws: LocalAws, shared: Place, vanish: Callable[[Place], None], reach: Callable[[Place], str]
) -> None:
    status = reach(shared)
    assert shared.status() == status

    vanish(shared)

    for _ in range(4):
        assert shared.name in shared.mwaa.list_environments()["Environments"]
        shared.get()
        pass_by(hours=20)
    shared.mwaa.delete_environment(Name=shared.name)
    pass_by(hours=2)
    assert shared.name not in shared.mwaa.list_environments()["Environments"]
    assert aws.failures == ()


def test_a_creation_fails_because_the_share_was_withdrawn_after_the_endpoints_were_valid(shared: Place) -> None:
    creating_after_pending(shared)
    assert shared.status() == "CREATING"
    unshare(shared)
    pass_by(hours=1)
    update = shared.get()["LastUpdate"]
    assert (shared.status(), update["Status"]) == ("CREATE_FAILED", "FAILED")
    assert f"The subnet ID '{shared.subnet_ids[0]}' does not exist" in update["Error"]["ErrorMessage"]


def test_an_update_is_rolled_back_because_the_share_was_withdrawn(shared: Place) -> None:
    creating_snapshot(shared)
    unshare(shared)
    pass_by(hours=3)
    environment = shared.get()
    assert (environment["Status"], environment["AirflowVersion"]) == ("UPDATE_FAILED", "2.10.3")
    assert "does not exist" in environment["LastUpdate"]["Error"]["ErrorMessage"]


@pytest.mark.parametrize("share", [True, False])
def test_interfaces_and_subnets_of_an_environment_cannot_be_deleted(aws: LocalAws, share: bool, shared: Place) -> None:
    place = shared if share else Place(aws)
    place.create(**({} if share else {"EndpointManagement": "SERVICE"}))
    filters = [{"Name": "subnet-id", "Values": place.subnet_ids}]
    interfaces = place.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
    assert interfaces
    for interface in interfaces:
        interface_id = interface["NetworkInterfaceId"]
        with refused("InvalidParameterValue", f"Network interface '{interface_id}' is currently in use."):
            place.ec2.delete_network_interface(NetworkInterfaceId=interface_id)
    with refused("DependencyViolation"):
        place.ec2_of_owner.delete_subnet(SubnetId=place.subnet_ids[0])


def test_the_interface_of_a_nat_gateway_or_an_instance_cannot_be_deleted(aws: LocalAws) -> None:
    place = Place(aws, internet=False)
    ec2 = place.ec2
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=place.subnet_ids[0], AllocationId=address)["NatGateway"]
    image = ec2.describe_images()["Images"][0]["ImageId"]
    launched = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=place.subnet_ids[0])["Instances"][0]
    used = [
        gateway["NatGatewayAddresses"][0]["NetworkInterfaceId"],
        launched["NetworkInterfaces"][0]["NetworkInterfaceId"],
    ]
    for interface_id in used:
        with refused("InvalidParameterValue", "is currently in use"):
            ec2.delete_network_interface(NetworkInterfaceId=interface_id)
    free = ec2.create_network_interface(SubnetId=place.subnet_ids[0])["NetworkInterface"]["NetworkInterfaceId"]
    ec2.delete_network_interface(NetworkInterfaceId=free)
