"""Launching instances: what the machine image knows need not be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from moto.ec2.models import ec2_backends

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.ec2.support import OWNER, Network, network, organization, refused

AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"


@pytest.fixture(scope="module")
def running() -> Iterator[LocalAws]:
    with organization() as local_aws:
        yield local_aws


@pytest.fixture
def vpc(running: LocalAws) -> Iterator[Network]:
    yield network(running)
    ec2_backends.clear()
    assert running.failures == ()


@pytest.fixture
def image_id(running: LocalAws) -> str:
    return str(running.client("ssm", OWNER).get_parameter(Name=AMAZON_LINUX)["Parameter"]["Value"])


def _launch(vpc: Network, image_id: str, device: str) -> dict[str, Any]:
    made = vpc.aws.client("ec2", OWNER).run_instances(
        ImageId=image_id,
        InstanceType="t4g.nano",
        MinCount=1,
        MaxCount=1,
        SubnetId=vpc.subnet_ids[0],
        BlockDeviceMappings=[{"DeviceName": device, "Ebs": {"Encrypted": True, "VolumeType": "gp3"}}],
    )
    return dict(made["Instances"][0])


def test_the_root_disk_has_the_size_of_the_image(vpc: Network, image_id: str) -> None:
    ec2 = vpc.aws.client("ec2", OWNER)
    (image,) = ec2.describe_images(ImageIds=[image_id])["Images"]
    instance = _launch(vpc, image_id, image["RootDeviceName"])
    (attached,) = instance["BlockDeviceMappings"]
    (volume,) = ec2.describe_volumes(VolumeIds=[attached["Ebs"]["VolumeId"]])["Volumes"]
    assert volume["Size"] == image["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"]
    assert (volume["Encrypted"], volume["VolumeType"]) == (True, "gp3")


def test_a_disk_beside_it_needs_a_size(vpc: Network, image_id: str) -> None:
    with refused("MissingParameter"):
        _launch(vpc, image_id, "/dev/sdh")


def test_a_launched_interface_has_no_public_address_and_goes_with_the_instance(vpc: Network, image_id: str) -> None:
    ec2 = vpc.aws.client("ec2", OWNER)
    interface = {"DeviceIndex": 0, "SubnetId": vpc.subnet_ids[0], "AssociatePublicIpAddress": False}
    made = ec2.run_instances(
        ImageId=image_id, InstanceType="t4g.nano", MinCount=1, MaxCount=1, NetworkInterfaces=[interface]
    )
    instance_id = made["Instances"][0]["InstanceId"]
    (reservation,) = ec2.describe_instances(InstanceIds=[instance_id])["Reservations"]
    (attached,) = reservation["Instances"][0]["NetworkInterfaces"]
    assert "Association" not in attached
    assert attached["Attachment"]["DeleteOnTermination"] is True
    ec2.terminate_instances(InstanceIds=[instance_id])
    ec2.delete_subnet(SubnetId=vpc.subnet_ids[0])
    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []


def test_the_default_key_of_disks_is_one_of_awss_own(vpc: Network, image_id: str) -> None:
    ec2, kms = vpc.aws.client("ec2", OWNER), vpc.aws.client("kms", OWNER)
    (image,) = ec2.describe_images(ImageIds=[image_id])["Images"]
    attached = _launch(vpc, image_id, image["RootDeviceName"])["BlockDeviceMappings"][0]["Ebs"]
    (volume,) = ec2.describe_volumes(VolumeIds=[attached["VolumeId"]])["Volumes"]
    assert kms.describe_key(KeyId=volume["KmsKeyId"])["KeyMetadata"]["KeyManager"] == "AWS"


def test_an_instance_has_the_groups_of_its_interface(vpc: Network, image_id: str) -> None:
    ec2, one, other = vpc.aws.client("ec2", OWNER), vpc.group(OWNER, "one"), vpc.group(OWNER, "other")
    interface = {"DeviceIndex": 0, "SubnetId": vpc.subnet_ids[0], "Groups": [one]}
    made = ec2.run_instances(
        ImageId=image_id, InstanceType="t4g.nano", MinCount=1, MaxCount=1, NetworkInterfaces=[interface]
    )["Instances"][0]

    def groups() -> list[str]:
        found = ec2.describe_instances(InstanceIds=[made["InstanceId"]])["Reservations"][0]["Instances"][0]
        return [group["GroupId"] for group in found["SecurityGroups"]]

    assert groups() == [one]
    ec2.modify_network_interface_attribute(
        NetworkInterfaceId=made["NetworkInterfaces"][0]["NetworkInterfaceId"], Groups=[other]
    )
    assert groups() == [other]
    ec2.modify_instance_attribute(InstanceId=made["InstanceId"], Groups=[one])
    assert groups() == [one]
    ec2.delete_security_group(GroupId=other)
    with refused("DependencyViolation"):
        ec2.delete_security_group(GroupId=one)
