"""Launching instances: what the machine image knows need not be said."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import OWNER, Network, refused

AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"


@pytest.fixture
def image_id(aws: LocalAws) -> str:
    return str(aws.client("ssm", OWNER).get_parameter(Name=AMAZON_LINUX)["Parameter"]["Value"])


def _launch(network: Network, image_id: str, device: str) -> dict[str, Any]:
    made = network.aws.client("ec2", OWNER).run_instances(
        ImageId=image_id,
        InstanceType="t4g.nano",
        MinCount=1,
        MaxCount=1,
        SubnetId=network.subnet_ids[0],
        BlockDeviceMappings=[{"DeviceName": device, "Ebs": {"Encrypted": True, "VolumeType": "gp3"}}],
    )
    return dict(made["Instances"][0])


def test_the_root_disk_has_the_size_of_the_image(network: Network, image_id: str) -> None:
    ec2 = network.aws.client("ec2", OWNER)
    (image,) = ec2.describe_images(ImageIds=[image_id])["Images"]
    instance = _launch(network, image_id, image["RootDeviceName"])
    (attached,) = instance["BlockDeviceMappings"]
    (volume,) = ec2.describe_volumes(VolumeIds=[attached["Ebs"]["VolumeId"]])["Volumes"]
    assert volume["Size"] == image["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"]
    assert (volume["Encrypted"], volume["VolumeType"]) == (True, "gp3")


def test_a_disk_beside_it_needs_a_size(network: Network, image_id: str) -> None:
    with refused("MissingParameter"):
        _launch(network, image_id, "/dev/sdh")


def test_a_launched_interface_has_no_public_address_and_goes_with_the_instance(network: Network, image_id: str) -> None:
    ec2 = network.aws.client("ec2", OWNER)
    interface = {"DeviceIndex": 0, "SubnetId": network.subnet_ids[0], "AssociatePublicIpAddress": False}
    made = ec2.run_instances(
        ImageId=image_id, InstanceType="t4g.nano", MinCount=1, MaxCount=1, NetworkInterfaces=[interface]
    )
    instance_id = made["Instances"][0]["InstanceId"]
    (reservation,) = ec2.describe_instances(InstanceIds=[instance_id])["Reservations"]
    (attached,) = reservation["Instances"][0]["NetworkInterfaces"]
    assert "Association" not in attached
    assert attached["Attachment"]["DeleteOnTermination"] is True
    ec2.terminate_instances(InstanceIds=[instance_id])
    ec2.delete_subnet(SubnetId=network.subnet_ids[0])
    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []


def test_the_default_key_of_disks_is_one_of_awss_own(network: Network, image_id: str) -> None:
    ec2, kms = network.aws.client("ec2", OWNER), network.aws.client("kms", OWNER)
    (image,) = ec2.describe_images(ImageIds=[image_id])["Images"]
    attached = _launch(network, image_id, image["RootDeviceName"])["BlockDeviceMappings"][0]["Ebs"]
    (volume,) = ec2.describe_volumes(VolumeIds=[attached["VolumeId"]])["Volumes"]
    assert kms.describe_key(KeyId=volume["KmsKeyId"])["KeyMetadata"]["KeyManager"] == "AWS"


def test_an_instance_has_the_groups_of_its_interface(network: Network, image_id: str) -> None:
    ec2, one, other = network.aws.client("ec2", OWNER), network.group(OWNER, "one"), network.group(OWNER, "other")
    interface = {"DeviceIndex": 0, "SubnetId": network.subnet_ids[0], "Groups": [one]}
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
