"""Resource types: all properties of a template are set, or the stack fails and names the one that is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_tf.local_aws.services.cloudformation import schemas
from mwaa_tf.local_aws.services.cloudformation.resource_types import SUPPORTED
from tests.local_aws.services.cloudformation.support import Stacks
from tests.local_aws.services.support import OWNER, REGION

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "airflow.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def _policy(action: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


def _template(resource_type: str, **properties: Any) -> dict[str, Any]:
    return {"Resources": {"It": {"Type": resource_type, "Properties": properties}}}


@pytest.mark.parametrize("resource_type", SUPPORTED)
def test_the_table_names_properties_that_aws_has_and_changes_that_replace_nothing(resource_type: str) -> None:
    schema = schemas.schema(resource_type, REGION)
    assert schema is not None
    supported = SUPPORTED[resource_type]
    assert supported.created - schema["properties"].keys() == set()
    create_only = {path.removeprefix("/properties/") for path in schema.get("createOnlyProperties", [])}
    assert supported.changed & create_only == set()


def test_a_property_that_would_be_dropped_fails_by_name(stacks: Stacks) -> None:
    stacks.create(_template("AWS::S3::Bucket", WebsiteConfiguration={"IndexDocument": "index.html"}))
    assert stacks.failures() == {"It": "the local AWS cannot set WebsiteConfiguration of AWS::S3::Bucket"}


def test_a_change_that_would_be_dropped_fails_by_name(stacks: Stacks) -> None:
    stacks.create(_template("AWS::EC2::VPC", CidrBlock="10.0.0.0/16"))
    dedicated = _template("AWS::EC2::VPC", CidrBlock="10.0.0.0/16", InstanceTenancy="dedicated")
    assert stacks.update(dedicated)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert stacks.failures() == {"It": "the local AWS cannot update InstanceTenancy of AWS::EC2::VPC"}


def test_a_bucket_has_all_its_properties_and_loses_those_that_its_template_loses(stacks: Stacks) -> None:
    block = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
    by_kms = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    rule = {"Id": "old", "Status": "Enabled", "NoncurrentVersionExpirationInDays": 7}
    stacks.create(
        _template(
            "AWS::S3::Bucket",
            VersioningConfiguration={"Status": "Enabled"},
            PublicAccessBlockConfiguration=block,
            BucketEncryption={"ServerSideEncryptionConfiguration": [by_kms]},
            OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            LifecycleConfiguration={"Rules": [rule]},
            Tags=[{"Key": "a", "Value": "b"}],
        )
    )
    s3, name = stacks.aws.client("s3", OWNER), stacks.physical_ids()["It"]

    def algorithm() -> str:
        (encryption,) = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
        return str(encryption["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"])

    assert algorithm() == "aws:kms"
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    assert s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"] == block
    ownership = s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]
    assert ownership == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    (lifecycle,) = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert lifecycle["NoncurrentVersionExpiration"] == {"NoncurrentDays": 7}
    assert s3.get_bucket_tagging(Bucket=name)["TagSet"] == [{"Key": "a", "Value": "b"}]
    assert stacks.update(_template("AWS::S3::Bucket"))["StackStatus"] == "UPDATE_COMPLETE"
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Suspended"
    assert algorithm() == "AES256"
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchPublicAccessBlockConfiguration"):
        s3.get_public_access_block(Bucket=name)


def test_a_bucket_keeps_the_defaults_that_its_template_never_set(stacks: Stacks) -> None:
    stacks.create(_template("AWS::S3::Bucket"))
    s3, name = stacks.aws.client("s3", OWNER), stacks.physical_ids()["It"]
    tagged = _template("AWS::S3::Bucket", Tags=[{"Key": "a", "Value": "b"}])
    assert stacks.update(tagged)["StackStatus"] == "UPDATE_COMPLETE"
    assert all(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
    ownership = s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]
    assert ownership == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


def test_a_bucket_with_objects_keeps_its_stack_from_being_deleted(stacks: Stacks) -> None:
    stacks.create(_template("AWS::S3::Bucket"))
    s3, name = stacks.aws.client("s3", OWNER), stacks.physical_ids()["It"]
    s3.put_object(Bucket=name, Key="dags/a.py", Body=b"")
    stacks.client.delete_stack(StackName="stack")
    assert stacks.describe()["StackStatus"] == "DELETE_FAILED"
    assert stacks.failures() == {"It": "The bucket you tried to delete is not empty"}
    s3.delete_object(Bucket=name, Key="dags/a.py")
    stacks.client.delete_stack(StackName="stack")
    assert stacks.client.describe_stacks()["Stacks"] == []


def test_a_retained_bucket_outlives_its_stack(stacks: Stacks) -> None:
    template = _template("AWS::S3::Bucket", BucketName="retained-by-its-template")
    template["Resources"]["It"]["DeletionPolicy"] = "Retain"
    stacks.create(template)
    stacks.client.delete_stack(StackName="stack")
    buckets = stacks.aws.client("s3", OWNER).list_buckets()["Buckets"]
    assert "retained-by-its-template" in [bucket["Name"] for bucket in buckets]


def test_the_policy_of_a_bucket_is_created_changed_and_deleted(stacks: Stacks) -> None:
    s3 = stacks.aws.client("s3", OWNER)
    s3.create_bucket(Bucket="with-a-policy")

    def body(action: str) -> dict[str, Any]:
        document = _policy(action)
        document["Statement"][0] |= {"Principal": "*", "Resource": "arn:aws:s3:::with-a-policy/*"}
        return _template("AWS::S3::BucketPolicy", Bucket="with-a-policy", PolicyDocument=document)

    def action() -> str:
        return str(json.loads(s3.get_bucket_policy(Bucket="with-a-policy")["Policy"])["Statement"][0]["Action"])

    stacks.create(body("s3:GetObject"))
    assert action() == "s3:GetObject"
    assert stacks.update(body("s3:PutObject"))["StackStatus"] == "UPDATE_COMPLETE"
    assert action() == "s3:PutObject"
    stacks.client.delete_stack(StackName="stack")
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchBucketPolicy"):
        action()


def test_a_role_is_changed_in_place(stacks: Stacks) -> None:
    read_only = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    inline = [{"PolicyName": "inline", "PolicyDocument": _policy("logs:*")}]
    stacks.create(
        _template("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST, ManagedPolicyArns=[read_only], Policies=inline)
    )
    iam, name = stacks.aws.client("iam", OWNER), stacks.physical_ids()["It"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [read_only]
    changed = _template("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST, Description="d", MaxSessionDuration=7200)
    assert stacks.update(changed)["StackStatus"] == "UPDATE_COMPLETE"
    role = iam.get_role(RoleName=name)["Role"]
    assert (role["Description"], role["MaxSessionDuration"], stacks.physical_ids()["It"]) == ("d", 7200, name)
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == []


def test_a_managed_policy_gets_another_default_version(stacks: Stacks) -> None:
    stacks.create(_template("AWS::IAM::ManagedPolicy", PolicyDocument=_policy("sqs:Version0")))
    iam, arn = stacks.aws.client("iam", OWNER), stacks.physical_ids()["It"]
    for number in range(1, 7):
        body = _template("AWS::IAM::ManagedPolicy", PolicyDocument=_policy(f"sqs:Version{number}"))
        assert stacks.update(body)["StackStatus"] == "UPDATE_COMPLETE", stacks.failures()
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    assert document["Statement"][0]["Action"] == "sqs:Version6"


def test_a_key_is_changed_in_place_and_its_deletion_is_scheduled(stacks: Stacks) -> None:
    def body(**properties: Any) -> dict[str, Any]:
        document = _policy("kms:*")
        document["Statement"][0]["Principal"] = {"AWS": f"arn:aws:iam::{OWNER}:root"}
        return _template("AWS::KMS::Key", KeyPolicy=document, PendingWindowInDays=7, **properties)

    stacks.create(body(Description="first"))
    kms, key_id = stacks.aws.client("kms", OWNER), stacks.physical_ids()["It"]
    policy = kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]
    assert json.loads(policy)["Statement"][0]["Action"] == "kms:*"
    assert stacks.update(body(Description="second", EnableKeyRotation=True))["StackStatus"] == "UPDATE_COMPLETE"
    assert kms.describe_key(KeyId=key_id)["KeyMetadata"]["Description"] == "second"
    assert kms.get_key_rotation_status(KeyId=key_id)["KeyRotationEnabled"] is True
    stacks.client.delete_stack(StackName="stack")
    assert kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "PendingDeletion"


def test_a_log_group_has_its_retention_and_key(stacks: Stacks) -> None:
    stacks.create(_template("AWS::Logs::LogGroup", LogGroupName="airflow-etl-Task", RetentionInDays=7))
    logs = stacks.aws.client("logs", OWNER)
    assert logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 7
    assert stacks.update(_template("AWS::Logs::LogGroup", LogGroupName="airflow-etl-Task", RetentionInDays=30))
    assert logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 30


def test_a_repository_has_its_policy(stacks: Stacks) -> None:
    document = _policy("ecr:BatchGetImage")
    document["Statement"][0] = {"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}
    stacks.create(_template("AWS::ECR::Repository", RepositoryName="images", RepositoryPolicyText=document))
    ecr = stacks.aws.client("ecr", OWNER)
    assert "ecr:BatchGetImage" in ecr.get_repository_policy(repositoryName="images")["policyText"]


def test_an_outbound_rule_for_everything_is_the_one_that_ec2_gives_a_new_group(stacks: Stacks) -> None:
    rule = {"GroupId": {"Ref": "Group"}, "IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
    group = {"GroupDescription": "d", "VpcId": {"Ref": "Vpc"}}
    resources = {
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
        "Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": group},
        "Rule": {"Type": "AWS::EC2::SecurityGroupEgress", "Properties": rule},
    }
    assert stacks.create({"Resources": resources})["StackStatus"] == "CREATE_COMPLETE", stacks.failures()
    ec2, ids = stacks.aws.client("ec2", OWNER), stacks.physical_ids()
    of_group = [{"Name": "group-id", "Values": [ids["Group"]]}]
    rules = ec2.describe_security_group_rules(Filters=of_group)["SecurityGroupRules"]
    assert [rule["SecurityGroupRuleId"] for rule in rules] == [ids["Rule"]]
    del resources["Rule"]
    assert stacks.update({"Resources": resources})["StackStatus"] == "UPDATE_COMPLETE"
    assert ec2.describe_security_group_rules(Filters=of_group)["SecurityGroupRules"] == []


def test_a_role_is_deleted_with_its_managed_policies_and_not_with_those_of_others(stacks: Stacks) -> None:
    arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    body = _template("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST, ManagedPolicyArns=arns)
    iam = stacks.aws.client("iam", OWNER)
    stacks.create(body)
    stacks.client.delete_stack(StackName="stack")
    assert stacks.client.describe_stacks()["Stacks"] == []
    stacks.create(body)
    name = stacks.physical_ids()["It"]
    other = iam.create_policy(PolicyName="of-another", PolicyDocument=json.dumps(_policy("sqs:*")))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=name, PolicyArn=other)
    stacks.client.delete_stack(StackName="stack")
    assert stacks.failures() == {"It": "Cannot delete entity, must detach all policies first."}
    iam.detach_role_policy(RoleName=name, PolicyArn=other)
    iam.delete_policy(PolicyArn=other)


def test_attributes_of_subnets_and_endpoints_are_outputs(stacks: Stacks) -> None:
    resources = {
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
        "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}},
        "Endpoint": {
            "Type": "AWS::EC2::VPCEndpoint",
            "Properties": {
                "VpcId": {"Ref": "Vpc"},
                "ServiceName": f"com.amazonaws.{REGION}.sqs",
                "VpcEndpointType": "Interface",
                "SubnetIds": [{"Ref": "Subnet"}],
            },
        },
    }
    attributes = {"Range": ["Subnet", "CidrBlock"], "Network": ["Subnet", "VpcId"], "Names": ["Endpoint", "DnsEntries"]}
    outputs: dict[str, Any] = {name: {"Value": {"Fn::GetAtt": value}} for name, value in attributes.items()}
    outputs["Name"] = {"Value": {"Fn::Select": [0, {"Fn::GetAtt": ["Endpoint", "DnsEntries"]}]}}
    stacks.create({"Resources": resources, "Outputs": outputs})
    result = stacks.outputs()
    assert (result["Range"], result["Network"]) == ("10.0.0.0/24", stacks.physical_ids()["Vpc"])
    assert result["Name"].endswith(f".sqs.{REGION}.vpce.amazonaws.com")


def test_an_alarm_is_created_changed_in_place_and_deleted(stacks: Stacks) -> None:
    properties = {
        "Namespace": "AmazonMWAA",
        "MetricName": "SchedulerHeartbeat",
        "Dimensions": [{"Name": "Environment", "Value": "etl"}, {"Name": "Function", "Value": "Scheduler"}],
        "Statistic": "Sum",
        "Period": "300",
        "EvaluationPeriods": 1,
        "Threshold": "1",
        "ComparisonOperator": "LessThanThreshold",
        "TreatMissingData": "breaching",
        "Tags": [{"Key": "team", "Value": "data"}],
    }
    cloudwatch = stacks.aws.client("cloudwatch", OWNER)
    body = _template("AWS::CloudWatch::Alarm", **properties) | {"Outputs": {"Arn": {"Value": {"Fn::GetAtt": "It.Arn"}}}}
    stacks.create(body)
    (alarm,) = cloudwatch.describe_alarms()["MetricAlarms"]
    assert alarm["AlarmName"] == stacks.physical_ids()["It"]
    assert alarm["AlarmArn"] == stacks.outputs()["Arn"]
    names = ("Namespace", "MetricName", "Dimensions", "Statistic", "Period", "Threshold", "TreatMissingData")
    assert {name: alarm[name] for name in names} == {
        **{name: properties[name] for name in names},
        "Period": 300,
        "Threshold": 1.0,
    }
    assert cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"][-1:] == properties["Tags"]

    stacks.update(_template("AWS::CloudWatch::Alarm", **{**properties, "Period": 60, "Tags": []}))
    (changed,) = cloudwatch.describe_alarms()["MetricAlarms"]
    assert (changed["AlarmName"], changed["Period"]) == (alarm["AlarmName"], 60)
    stacks.client.delete_stack(StackName="stack")
    assert cloudwatch.describe_alarms()["MetricAlarms"] == []


def test_an_alarm_on_an_expression_fails_by_name(stacks: Stacks) -> None:
    properties = {"Metrics": [], "ComparisonOperator": "LessThanThreshold", "EvaluationPeriods": 1}
    stacks.create(_template("AWS::CloudWatch::Alarm", **properties))
    assert "Metrics" in stacks.failures()["It"]


def test_a_flow_log_is_tagged_in_place_and_deleted_with_its_stack(stacks: Stacks) -> None:
    ec2 = stacks.aws.client("ec2", OWNER)
    stacks.aws.client("logs", OWNER).create_log_group(logGroupName="flows")
    stacks.aws.client("iam", OWNER).create_role(RoleName="flows", AssumeRolePolicyDocument=json.dumps(TRUST))

    def body(**tags: str) -> dict[str, Any]:
        vpc = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.60.0.0/16"}}
        flow_log = {
            "ResourceId": {"Ref": "Network"},
            "ResourceType": "VPC",
            "TrafficType": "ALL",
            "LogGroupName": "flows",
            "DeliverLogsPermissionArn": f"arn:aws:iam::{OWNER}:role/flows",
            "Tags": [{"Key": name, "Value": value} for name, value in tags.items()],
        }
        return {"Resources": {"Network": vpc, "It": {"Type": "AWS::EC2::FlowLog", "Properties": flow_log}}}

    stack = stacks.create(body(team="data"))
    assert (stack["StackStatus"], stacks.failures()) == ("CREATE_COMPLETE", {})
    assert stacks.update(body(team="science"))["StackStatus"] == "UPDATE_COMPLETE", stacks.failures()
    (flow_log,) = ec2.describe_flow_logs()["FlowLogs"]
    tags = {tag["Key"]: tag["Value"] for tag in flow_log["Tags"]}
    assert (flow_log["FlowLogId"], tags["team"]) == (stacks.physical_ids()["It"], "science")
    stacks.client.delete_stack(StackName="stack")
    assert ec2.describe_flow_logs()["FlowLogs"] == []
