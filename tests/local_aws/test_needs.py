"""What the local AWS demands of a caller besides the action of the call, as AWS does."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.iam.dependent_actions import DEPENDENT_ACTIONS
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.api_requests import parse_request
from mwaa_tf.local_aws.needs import Need, needs
from tests.local_aws.test_authorization import ACCOUNT, allow, client

REGION = "us-east-1"
BALANCER = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/web/0123456789abcdef"
WEB_ACL = f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/web/9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/execution"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f"

ENVIRONMENT = {
    "ExecutionRoleArn": ROLE,
    "SourceBucketArn": "arn:aws:s3:::dags",
    "DagS3Path": "dags",
    "NetworkConfiguration": {"SubnetIds": ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]},
}


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([ACCOUNT], region=REGION) as running:
        yield running


def demanded(service: str, action: str, parameters: Mapping[str, Any], partition: str = "aws") -> dict[str, Need]:
    """By action, what a call with these parameters needs besides its own action."""
    environ: dict[str, Any] = {
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential=AKIA/20260101/{REGION}/{service}/aws4_request",
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "HTTP_HOST": "local.aws",
    }
    match service:
        case "airflow":
            environ |= {"PATH_INFO": "/environments/etl", "CONTENT_TYPE": "application/json"}
            environ["REQUEST_METHOD"] = {"CreateEnvironment": "PUT", "UpdateEnvironment": "PATCH"}[action]
            body = json.dumps(parameters).encode()
        case "wafv2" | "kms":
            prefix = {"wafv2": "AWSWAF_20190729", "kms": "TrentService"}[service]
            environ |= {"HTTP_X_AMZ_TARGET": f"{prefix}.{action}", "CONTENT_TYPE": "application/x-amz-json-1.1"}
            body = json.dumps(parameters).encode()
        case _:
            environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
            body = urlencode({"Action": action, **parameters}).encode()
    environ["wsgi.input"] = io.BytesIO(body)
    request = parse_request(environ, body)
    assert request.action == action
    own, *dependent = needs(request, body, ACCOUNT, partition)
    assert own.action.endswith(f":{action}")
    return {need.action: need for need in dependent}


@pytest.mark.parametrize("action", ["CreateEnvironment", "UpdateEnvironment"])
def test_mwaa_looks_at_the_network_with_the_permissions_of_its_caller(action: str) -> None:
    demands = demanded("airflow", action, {"MaxWorkers": 3})
    network = {f"ec2:Describe{name}" for name in ("RouteTables", "SecurityGroups", "Subnets", "Vpcs")}
    assert {name for name in demands if name.startswith("ec2:Describe")} == network


def test_creating_an_environment_needs_what_the_request_names() -> None:
    demands = demanded("airflow", "CreateEnvironment", {**ENVIRONMENT, "KmsKey": KEY, "Tags": {"a": "b"}})
    assert demands["iam:PassRole"] == Need("iam:PassRole", ROLE, {"iam:PassedToService": "airflow.amazonaws.com"})
    assert demands["s3:GetEncryptionConfiguration"].resource == "arn:aws:s3:::dags"
    assert demands["kms:CreateGrant"].resource == KEY
    assert demands["airflow:TagResource"].resource == f"arn:aws:airflow:{REGION}:{ACCOUNT}:environment/etl"
    assert {"ec2:CreateNetworkInterface", "ec2:CreateVpcEndpoint", "iam:CreateServiceLinkedRole"} <= set(demands)
    # And nothing for what it does not name.
    assert not {"kms:CreateGrant", "airflow:TagResource"} & set(demanded("airflow", "CreateEnvironment", ENVIRONMENT))


@pytest.mark.parametrize(("private_dns", "is_demanded"), [("true", True), ("false", False)])
def test_private_dns_joins_the_vpc_to_a_hosted_zone_of_aws(private_dns: str, is_demanded: bool) -> None:
    demands = demanded("ec2", "CreateVpcEndpoint", {"VpcId": "vpc-0123456789abcdef0", "PrivateDnsEnabled": private_dns})
    assert ("route53:AssociateVPCWithHostedZone" in demands) is is_demanded
    assert {"ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"} <= set(demands)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (
            "AssociateWebACL",
            {
                "elasticloadbalancing:CreateWebACLAssociation",
                "elasticloadbalancing:SetWebAcl",
                "wafv2:GetPermissionPolicy",
                "wafv2:PutPermissionPolicy",
            },
        ),
        (
            "DisassociateWebACL",
            {
                "elasticloadbalancing:DeleteWebACLAssociation",
                "elasticloadbalancing:SetWebAcl",
                "wafv2:PutPermissionPolicy",
            },
        ),
        ("GetWebACLForResource", {"elasticloadbalancing:GetLoadBalancerWebACL", "wafv2:GetWebACL"}),
    ],
)
def test_aws_waf_asks_elastic_load_balancing_for_its_caller(action: str, expected: set[str]) -> None:
    demands = demanded("wafv2", action, {"WebACLArn": WEB_ACL, "ResourceArn": BALANCER})
    assert set(demands) == expected


def test_a_key_with_a_policy_needs_the_permission_to_put_it() -> None:
    assert set(demanded("kms", "CreateKey", {"Policy": "{}"})) == {"kms:PutKeyPolicy"}
    assert demanded("kms", "CreateKey", {}) == {}


@pytest.mark.parametrize(("partition", "service"), [("aws", "ec2.amazonaws.com"), ("aws-cn", "ec2.amazonaws.com.cn")])
def test_a_role_of_instances_is_passed_to_ec2_of_the_partition(partition: str, service: str) -> None:
    parameters = {"InstanceProfileName": "profile", "RoleName": "bastion"}
    (need,) = demanded("iam", "AddRoleToInstanceProfile", parameters, partition).values()
    assert need.resource == f"arn:{partition}:iam::{ACCOUNT}:role/bastion"
    assert need.context == {"iam:PassedToService": service}


def test_a_launch_passes_the_role_in_its_instance_profile(aws: LocalAws) -> None:
    iam = aws.client("iam", ACCOUNT)
    iam.create_role(Path="/hosts/", RoleName="bastion", AssumeRolePolicyDocument="{}")
    iam.create_instance_profile(InstanceProfileName="profile")
    iam.add_role_to_instance_profile(InstanceProfileName="profile", RoleName="bastion")
    launch = {"ImageId": "ami-0123456789abcdef0", "IamInstanceProfile.Name": "profile"}
    (need,) = demanded("ec2", "RunInstances", launch).values()
    assert need.resource == f"arn:aws:iam::{ACCOUNT}:role/hosts/bastion"
    # Of a profile that does not exist the role is not known.
    (need,) = demanded("ec2", "RunInstances", {**launch, "IamInstanceProfile.Name": "other"}).values()
    assert need.resource == ANY


def test_a_disk_with_a_key_needs_its_use_by_id_as_by_arn() -> None:
    for key in (KEY, KEY.rpartition("/")[2]):
        launch = {"ImageId": "ami-0123456789abcdef0", "BlockDeviceMapping.1.Ebs.KmsKeyId": key}
        assert {need.resource for need in demanded("ec2", "RunInstances", launch).values()} == {KEY}


def test_every_dependent_action_of_the_table_can_be_demanded() -> None:
    parameters = {dependent.parameter for dependent in DEPENDENT_ACTIONS}
    # A misspelled parameter is never in a request: each is one that botocore sends.
    assert parameters == {
        "",
        "BlockDeviceMapping.1.Ebs.KmsKeyId",
        "DeliverLogsPermissionArn",
        "ExecutionRoleArn",
        "IamInstanceProfile.Name",
        "KmsKey",
        "Policy",
        "PrivateDnsEnabled",
        "RoleName",
        "SourceBucketArn",
        "Tags",
        "Tags.member.1.Key",
        "tags",
    }


def test_an_action_without_resources_is_allowed_on_all_of_them_or_not_at_all(aws: LocalAws) -> None:
    aws.allow({ACCOUNT: [allow("ec2:DescribeVpcs", on=f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc/*")]})
    with pytest.raises(ClientError, match="not authorized to perform: ec2:DescribeVpcs because"):
        client(aws, "ec2").describe_vpcs()
    aws.allow({ACCOUNT: [allow("ec2:DescribeVpcs")]})
    client(aws, "ec2").describe_vpcs()


def test_a_client_is_told_which_dependent_action_is_missing(aws: LocalAws) -> None:
    aws.allow({ACCOUNT: [allow("kms:CreateKey")]})
    with pytest.raises(ClientError, match="not authorized to perform: kms:PutKeyPolicy"):
        client(aws, "kms").create_key(Policy="{}")
    client(aws, "kms").create_key()


def test_a_linked_role_is_created_once(aws: LocalAws) -> None:
    aws.allow({ACCOUNT: [allow("elasticloadbalancing:*", "ec2:*")]})
    with pytest.raises(ClientError, match="iam:CreateServiceLinkedRole"):
        client(aws, "elbv2").create_load_balancer(Name="web")
    aws.client("iam", ACCOUNT).create_service_linked_role(AWSServiceName="elasticloadbalancing.amazonaws.com")
    with pytest.raises(ClientError) as error:
        client(aws, "elbv2").create_load_balancer(Name="web")
    assert "iam:CreateServiceLinkedRole" not in str(error.value)
    assert ANY not in str(error.value)
