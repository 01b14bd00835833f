"""DescribeInstanceInformation: instances whose agent has registered with Systems Manager."""

from __future__ import annotations

import json
from typing import Any

from tests.local_aws.services.support import OWNER, Network

AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"


def launch(network: Network, **options: Any) -> str:
    aws = network.aws
    image = aws.client("ssm", OWNER).get_parameter(Name=AMAZON_LINUX)["Parameter"]["Value"]
    launched = aws.client("ec2", OWNER).run_instances(
        ImageId=image, InstanceType="t4g.nano", MinCount=1, MaxCount=1, SubnetId=network.subnet_ids[0], **options
    )
    return str(launched["Instances"][0]["InstanceId"])


def profile(network: Network, name: str) -> dict[str, str]:
    iam = network.aws.client("iam", OWNER)
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))
    iam.create_instance_profile(InstanceProfileName=name)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    return {"Name": name}


def statuses(network: Network, **options: Any) -> dict[str, str]:
    information = network.aws.client("ssm", OWNER).describe_instance_information(**options)
    return {each["InstanceId"]: each["PingStatus"] for each in information["InstanceInformationList"]}


def test_an_instance_with_a_profile_registers_and_is_lost_when_it_stops(network: Network) -> None:
    id = launch(network, IamInstanceProfile=profile(network, "registering"))
    assert statuses(network) == {id: "Online"}
    network.aws.client("ec2", OWNER).stop_instances(InstanceIds=[id])
    assert statuses(network) == {id: "ConnectionLost"}
    network.aws.client("ec2", OWNER).terminate_instances(InstanceIds=[id])
    assert statuses(network) == {}


def test_an_instance_without_a_profile_does_not_register(network: Network) -> None:
    launch(network)
    assert statuses(network) == {}


def test_the_filter_chooses_instances(network: Network) -> None:
    first = launch(network, IamInstanceProfile=profile(network, "chosen"))
    launch(network, IamInstanceProfile={"Name": "chosen"})
    chosen = [{"Key": "InstanceIds", "Values": [first]}]
    assert statuses(network, Filters=chosen) == {first: "Online"}
