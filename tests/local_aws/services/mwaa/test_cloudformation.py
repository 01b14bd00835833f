"""AWS::MWAA::Environment: a stack takes as long as its environment, fails with it, and outputs its attributes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services import mwaa
from tests.local_aws.services.cloudformation.support import ALL, TEMPLATES, parameters, template
from tests.local_aws.services.mwaa.support import Place, pass_by
from tests.local_aws.services.support import refused

ATTRIBUTES = ("Arn", "WebserverUrl", "CeleryExecutorQueue", "DatabaseVpcEndpointService")
LOG_GROUP = "LoggingConfiguration.TaskLogs.CloudWatchLogGroupArn"


class EnvironmentStack:
    """A stack with an environment, and with a parameter that names it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.name = place.name
        self.client = place.aws.client("cloudformation", place.account)

    def template(self, **changes: Any) -> str:
        properties = {"WebserverAccessMode": "PUBLIC_ONLY", **self.place.request(**changes)}
        outputs = {name.replace(".", ""): {"Fn::GetAtt": ["Airflow", name]} for name in (*ATTRIBUTES, LOG_GROUP)}
        return json.dumps(
            {
                "Resources": {"Airflow": {"Type": "AWS::MWAA::Environment", "Properties": properties}},
                "Outputs": {
                    "Name": {"Value": {"Ref": "Airflow"}},
                    **{name: {"Value": value} for name, value in outputs.items()},
                },
            }
        )

    def create(self, **changes: Any) -> None:
        self.client.create_stack(StackName=self.name, TemplateBody=self.template(**changes))

    def update(self, **changes: Any) -> None:
        self.client.update_stack(StackName=self.name, TemplateBody=self.template(**changes))

    def describe(self) -> dict[str, Any]:
        stack: dict[str, Any] = self.client.describe_stacks(StackName=self.name)["Stacks"][0]
        return stack

    @property
    def status(self) -> str:
        return str(self.describe()["StackStatus"])

    @property
    def outputs(self) -> dict[str, str]:
        return {output["OutputKey"]: output["OutputValue"] for output in self.describe().get("Outputs", [])}

    def events(self, logical_id: str = "Airflow") -> list[tuple[str, str]]:
        """Status and reason of the events of a resource, the oldest first."""
        events = self.client.describe_stack_events(StackName=self.name)["StackEvents"]
        return [
            (event["ResourceStatus"], event.get("ResourceStatusReason", ""))
            for event in reversed(events)
            if event["LogicalResourceId"] == logical_id
        ]


@pytest.fixture
def stack(place: Place) -> EnvironmentStack:
    return EnvironmentStack(place)


def test_a_stack_is_in_progress_until_its_environment_is_available(stack: EnvironmentStack) -> None:
    stack.create(EndpointManagement="SERVICE")
    pass_by(minutes=24)
    assert (stack.status, stack.outputs) == ("CREATE_IN_PROGRESS", {})
    (resource,) = stack.client.describe_stack_resources(StackName=stack.name)["StackResources"]
    assert (resource["PhysicalResourceId"], resource["ResourceStatus"]) == (stack.name, "CREATE_IN_PROGRESS")
    pass_by(minutes=1)
    assert stack.status == "CREATE_COMPLETE"
    environment = stack.place.get()
    assert environment["Status"] == "AVAILABLE"
    assert stack.outputs == {
        "Name": stack.name,
        LOG_GROUP.replace(".", ""): environment["LoggingConfiguration"]["TaskLogs"]["CloudWatchLogGroupArn"],
        **{name: environment[name] for name in ATTRIBUTES},
    }
    assert [status for status, _ in stack.events()] == ["CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"]


def test_a_stack_is_created_as_soon_as_the_customer_may_create_the_endpoints(stack: EnvironmentStack) -> None:
    stack.create(EndpointManagement="CUSTOMER")
    pass_by(minutes=7)
    assert stack.status == "CREATE_IN_PROGRESS"
    pass_by(minutes=1)
    assert (stack.status, stack.place.status()) == ("CREATE_COMPLETE", "PENDING")
    assert stack.outputs["DatabaseVpcEndpointService"] == stack.place.get()["DatabaseVpcEndpointService"]


def test_an_environment_has_the_tags_of_its_stack(stack: EnvironmentStack) -> None:
    tags = [{"Key": "team", "Value": "data"}, {"Key": "stage", "Value": "stack"}]
    template = stack.template(Tags={"stage": "own"})
    stack.client.create_stack(StackName=stack.name, TemplateBody=template, Tags=tags)
    assert stack.place.get()["Tags"] == {
        "team": "data",
        "stage": "own",
        "aws:cloudformation:stack-name": stack.name,
        "aws:cloudformation:stack-id": stack.describe()["StackId"],
        "aws:cloudformation:logical-id": "Airflow",
    }


def test_the_cause_of_a_failed_creation_is_in_the_events_and_the_environment_is_deleted(aws: LocalAws) -> None:
    stack = EnvironmentStack(Place(aws, internet=False))
    stack.create(EndpointManagement="SERVICE")
    pass_by(minutes=26)
    assert stack.status == "ROLLBACK_IN_PROGRESS"
    (reason,) = (reason for status, reason in stack.events() if status == "CREATE_FAILED")
    assert 'Resource handler returned message: "Creation failed' in reason
    assert "HandlerErrorCode: NotStabilized" in reason
    assert stack.place.get()["LastUpdate"]["Error"]["ErrorMessage"] in reason
    assert stack.events(stack.name)[-1] == (
        "ROLLBACK_IN_PROGRESS",
        "The following resource(s) failed to create: [Airflow]. Rollback requested by user.",
    )
    pass_by(minutes=15)
    assert stack.status == "ROLLBACK_COMPLETE"
    with refused("ResourceNotFoundException"):
        stack.place.status()


def test_what_mwaa_refuses_fails_the_stack_with_its_words(stack: EnvironmentStack) -> None:
    stack.create(SourceBucketArn="arn:aws:s3:::missing-bucket-of-nobody")
    assert stack.status == "ROLLBACK_COMPLETE"
    reasons = [reason for status, reason in stack.events() if status == "CREATE_FAILED"]
    assert ["missing-bucket-of-nobody" in reason for reason in reasons] == [True]
    assert "HandlerErrorCode: InvalidRequest" in reasons[0]


def test_a_creation_that_does_not_end_fails_after_180_minutes(stack: EnvironmentStack) -> None:
    mwaa.pin(stack.name, "CREATING")
    stack.create(EndpointManagement="SERVICE")
    pass_by(minutes=179)
    assert stack.status == "CREATE_IN_PROGRESS"
    pass_by(minutes=1)
    assert stack.status == "ROLLBACK_IN_PROGRESS"


def _available(stack: EnvironmentStack, **changes: Any) -> None:
    stack.create(EndpointManagement="SERVICE", **changes)
    pass_by(minutes=25)
    assert stack.status == "CREATE_COMPLETE"


def test_a_property_that_can_change_is_updated_in_place(stack: EnvironmentStack) -> None:
    _available(stack, MaxWorkers="3", Tags={"a": "1", "b": "2"})
    created_at = stack.place.get()["CreatedAt"]
    assert stack.place.get()["MaxWorkers"] == 3
    stack.update(EndpointManagement="SERVICE", MaxWorkers="5", Tags={"b": "3"})
    assert (stack.status, stack.place.status()) == ("UPDATE_IN_PROGRESS", "UPDATING")
    pass_by(minutes=20)
    assert stack.status == "UPDATE_COMPLETE"
    environment = stack.place.get()
    own_tags = {name: value for name, value in environment["Tags"].items() if not name.startswith("aws:")}
    assert (environment["MaxWorkers"], own_tags, environment["CreatedAt"]) == (5, {"b": "3"}, created_at)


def test_an_update_that_mwaa_refuses_is_rolled_back(stack: EnvironmentStack) -> None:
    _available(stack, MaxWorkers=3)
    stack.update(EndpointManagement="SERVICE", MaxWorkers=4, AirflowVersion="9.9.9")
    assert stack.status == "UPDATE_ROLLBACK_IN_PROGRESS"
    assert [status for status, _ in stack.events()][-2:] == ["UPDATE_FAILED", "UPDATE_IN_PROGRESS"]
    pass_by(minutes=20)
    assert stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert stack.place.get()["MaxWorkers"] == 3


def test_another_name_is_another_environment(stack: EnvironmentStack) -> None:
    _available(stack)
    stack.update(EndpointManagement="SERVICE", Name=f"{stack.name}-new")
    assert {stack.name, f"{stack.name}-new"} <= set(stack.place.mwaa.list_environments()["Environments"])
    pass_by(minutes=25)
    assert stack.status == "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
    assert stack.outputs["Name"] == f"{stack.name}-new"
    pass_by(minutes=15)
    assert stack.status == "UPDATE_COMPLETE"
    with refused("ResourceNotFoundException"):
        stack.place.status()


def test_what_cannot_change_under_the_same_name_is_refused_in_the_words_of_cloudformation(
    stack: EnvironmentStack,
) -> None:
    _available(stack)
    subnet = stack.place.subnet("us-east-1c", "10.0.2.0/24")
    network = {"SubnetIds": [stack.place.subnet_ids[0], subnet], "SecurityGroupIds": [stack.place.group_id]}
    stack.update(EndpointManagement="SERVICE", NetworkConfiguration=network)
    assert stack.status == "UPDATE_ROLLBACK_COMPLETE"
    (reason,) = (reason for status, reason in stack.events() if status == "UPDATE_FAILED")
    assert "cannot update a stack when a custom-named resource requires replacing" in reason
    assert stack.place.status() == "AVAILABLE"


def test_a_stack_is_deleted_with_its_environment(stack: EnvironmentStack) -> None:
    _available(stack)
    stack_id = stack.describe()["StackId"]
    stack.client.delete_stack(StackName=stack.name)
    pass_by(minutes=14)
    assert stack.status == "DELETE_IN_PROGRESS"
    pass_by(minutes=1)
    with refused("ValidationError", "does not exist"):
        stack.describe()
    deleted = stack.client.describe_stacks(StackName=stack_id)["Stacks"][0]
    assert deleted["StackStatus"] == "DELETE_COMPLETE"
    with refused("ResourceNotFoundException"):
        stack.place.status()


def test_an_environment_that_someone_has_deleted_keeps_no_stack_from_being_deleted(stack: EnvironmentStack) -> None:
    _available(stack)
    stack.place.mwaa.delete_environment(Name=stack.name)
    pass_by(minutes=15)
    stack.client.delete_stack(StackName=stack.name)
    with refused("ValidationError", "does not exist"):
        stack.describe()


def test_the_endpoints_of_an_environment_are_created_in_the_same_stack(stack: EnvironmentStack) -> None:
    """The customer's endpoints wait for the environment to be PENDING, which ends its creation for CloudFormation."""
    place = stack.place
    body = json.loads(stack.template(EndpointManagement="CUSTOMER", WebserverAccessMode="PRIVATE_ONLY"))
    for name in ("Database", "Webserver"):
        body["Resources"][name] = {
            "Type": "AWS::EC2::VPCEndpoint",
            "Properties": {
                "VpcId": place.vpc_id,
                "VpcEndpointType": "Interface",
                "ServiceName": {"Fn::GetAtt": ["Airflow", f"{name}VpcEndpointService"]},
                "SubnetIds": place.subnet_ids,
                "SecurityGroupIds": [place.endpoint_group_id],
            },
        }
    stack.client.create_stack(StackName=stack.name, TemplateBody=json.dumps(body))
    pass_by(minutes=8)
    assert (stack.status, place.status()) == ("CREATE_COMPLETE", "PENDING")
    pass_by(minutes=1)
    assert place.status() == "CREATING"
    pass_by(minutes=17)
    assert place.status() == "AVAILABLE"


def test_a_stack_that_is_deleted_while_its_environment_is_created_waits_for_it(stack: EnvironmentStack) -> None:
    stack.create(EndpointManagement="SERVICE")
    pass_by(minutes=5)
    stack.client.delete_stack(StackName=stack.name)
    assert (stack.status, stack.place.status()) == ("DELETE_IN_PROGRESS", "CREATING")
    pass_by(minutes=20)
    assert (stack.status, stack.place.status()) == ("DELETE_IN_PROGRESS", "DELETING")
    pass_by(minutes=15)
    with refused("ValidationError", "does not exist"):
        stack.describe()


def test_a_stack_in_progress_cannot_be_updated(stack: EnvironmentStack) -> None:
    stack.create(EndpointManagement="SERVICE")
    with refused("ValidationError", "is in CREATE_IN_PROGRESS state and can not be updated"):
        stack.update(EndpointManagement="SERVICE", MaxWorkers=7)


def test_network_and_environment_are_created_as_nested_stacks_and_deleted(place: Place) -> None:
    bucket, name = f"{place.name}-templates", f"{place.name}-quick"
    place.s3.create_bucket(Bucket=bucket)
    for file in TEMPLATES.glob("*.yaml"):
        place.s3.put_object(Bucket=bucket, Key=file.name, Body=file.read_bytes())
    client = place.aws.client("cloudformation", place.account)
    client.create_stack(
        StackName=name,
        TemplateBody=template("quick-start"),
        Parameters=parameters(Templates=f"{place.aws.endpoint}/{bucket}", Name=name),
        Capabilities=["CAPABILITY_IAM"],
    )
    statuses = {stack["StackStatus"] for stack in client.describe_stacks()["Stacks"] if name in stack["StackName"]}
    assert statuses == {"CREATE_COMPLETE", "CREATE_IN_PROGRESS"}
    pass_by(minutes=25)
    (stack,) = client.describe_stacks(StackName=name)["Stacks"]
    environment = place.mwaa.get_environment(Name=name)["Environment"]
    assert (stack["StackStatus"], environment["Status"]) == ("CREATE_COMPLETE", "AVAILABLE")
    assert [output["OutputValue"] for output in stack["Outputs"]] == [environment["WebserverUrl"]]
    assert environment["AirflowConfigurationOptions"] == {"core.load_examples": "false"}
    assert "KmsKey" not in environment

    client.delete_stack(StackName=name)
    pass_by(minutes=15)
    assert [stack for stack in client.describe_stacks()["Stacks"] if name in stack["StackName"]] == []
    with refused("ResourceNotFoundException"):
        place.mwaa.get_environment(Name=name)


def test_an_environment_that_fails_in_a_nested_stack_fails_both(place: Place) -> None:
    bucket, name = f"{place.name}-templates", f"{place.name}-quick"
    place.s3.create_bucket(Bucket=bucket)
    for file in TEMPLATES.glob("*.yaml"):
        place.s3.put_object(Bucket=bucket, Key=file.name, Body=file.read_bytes())
    client = place.aws.client("cloudformation", place.account)
    body = {
        "Resources": {
            "Airflow": {
                "Type": "AWS::CloudFormation::Stack",
                "Properties": {
                    "TemplateURL": f"{place.aws.endpoint}/{bucket}/environment.yaml",
                    "Parameters": {"Name": name, "SubnetIds": "subnet-0123456789abcdef0", "GroupId": place.group_id},
                },
            }
        }
    }
    client.create_stack(StackName=name, TemplateBody=json.dumps(body), DisableRollback=True, Capabilities=ALL)
    (stack,) = client.describe_stacks(StackName=name)["Stacks"]
    assert stack["StackStatus"] == "CREATE_FAILED"
    events = client.describe_stack_events(StackName=name)["StackEvents"]
    (reason,) = (
        event["ResourceStatusReason"]
        for event in events
        if event["LogicalResourceId"] == "Airflow" and event["ResourceStatus"] == "CREATE_FAILED"
    )
    assert "was not successfully created" in reason
    assert "SubnetIds" in reason or "subnet" in reason
