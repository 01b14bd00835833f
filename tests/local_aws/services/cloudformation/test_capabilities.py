"""What a request has to acknowledge (API_CreateStack, Capabilities)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_aws.services.cloudformation.support import Stacks
from tests.local_aws.services.support import OWNER, refused

ROLE_PROPERTIES: dict[str, Any] = {
    "AssumeRolePolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "airflow.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
}


def role(**properties: Any) -> dict[str, Any]:
    return {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {**ROLE_PROPERTIES, **properties}}}}


TOPIC: dict[str, Any] = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
MACRO = {"Transform": "AWS::Serverless-2016-10-31", **TOPIC}
INCLUDE = {
    "Resources": {
        "Topic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/k"}}},
        }
    }
}


@pytest.mark.parametrize(
    ("template", "capabilities", "missing"),
    [
        (role(), [], "CAPABILITY_IAM"),
        (role(), ["CAPABILITY_AUTO_EXPAND"], "CAPABILITY_IAM"),
        (role(RoleName="named"), [], "CAPABILITY_NAMED_IAM"),
        (role(RoleName="named"), ["CAPABILITY_IAM"], "CAPABILITY_NAMED_IAM"),
        (MACRO, [], "CAPABILITY_AUTO_EXPAND"),
        (INCLUDE, ["CAPABILITY_NAMED_IAM"], "CAPABILITY_AUTO_EXPAND"),
    ],
)
def test_a_stack_is_refused_without_the_capability_of_its_template(
    stacks: Stacks, template: dict[str, Any], capabilities: list[str], missing: str
) -> None:
    with refused("InsufficientCapabilitiesException", f"Requires capabilities : [{missing}]"):
        stacks.create(template, Capabilities=capabilities)
    assert stacks.client.describe_stacks()["Stacks"] == []


@pytest.mark.parametrize(
    ("template", "capabilities"),
    [
        (role(), ["CAPABILITY_IAM"]),
        (role(), ["CAPABILITY_NAMED_IAM"]),
        (role(RoleName="named"), ["CAPABILITY_NAMED_IAM"]),
        (TOPIC, []),
    ],
)
def test_a_stack_is_created_with_it(stacks: Stacks, template: dict[str, Any], capabilities: list[str]) -> None:
    stack = stacks.create(template, Capabilities=capabilities)
    assert (stack["StackStatus"], stack.get("Capabilities", [])) == ("CREATE_COMPLETE", capabilities)


def test_an_update_needs_the_capability_again(stacks: Stacks) -> None:
    stacks.create(role(), Capabilities=["CAPABILITY_IAM"])
    with refused("InsufficientCapabilitiesException", "[CAPABILITY_IAM]"):
        stacks.update(role(Description="changed"), Capabilities=[])
    with refused("InsufficientCapabilitiesException", "[CAPABILITY_IAM]"):
        stacks.update(Capabilities=[], Tags=[{"Key": "team", "Value": "data"}])
    assert stacks.describe()["StackStatus"] == "CREATE_COMPLETE"
    assert stacks.update(role(Description="changed"), Capabilities=["CAPABILITY_IAM"])["StackStatus"] == (
        "UPDATE_COMPLETE"
    )


def test_a_change_set_needs_the_capability_but_none_for_macros(stacks: Stacks) -> None:
    change_set = {"StackName": "stack", "ChangeSetName": "change", "ChangeSetType": "CREATE"}
    with refused("InsufficientCapabilitiesException", "[CAPABILITY_IAM]"):
        stacks.client.create_change_set(**change_set, TemplateBody=json.dumps(role()))
    stacks.client.create_change_set(**change_set, TemplateBody=json.dumps(MACRO))


def test_a_change_set_is_executed_with_the_capabilities_that_it_was_created_with(stacks: Stacks) -> None:
    change_set = {"StackName": "stack", "ChangeSetName": "change"}
    stacks.client.create_change_set(
        **change_set, ChangeSetType="CREATE", TemplateBody=json.dumps(role()), Capabilities=["CAPABILITY_IAM"]
    )
    stacks.client.execute_change_set(**change_set)
    stack = stacks.describe()
    assert (stack["StackStatus"], stack["Capabilities"]) == ("CREATE_COMPLETE", ["CAPABILITY_IAM"])


@pytest.mark.parametrize("capabilities", [[], ["CAPABILITY_IAM"]])
def test_a_nested_stack_has_the_capabilities_of_the_outer_one(stacks: Stacks, capabilities: list[str]) -> None:
    s3 = stacks.aws.client("s3", OWNER)
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key="role.json", Body=json.dumps(role()))
    nested = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://templates.s3.amazonaws.com/role.json"},
    }
    stack = stacks.create({"Resources": {"Nested": nested}}, Capabilities=capabilities, DisableRollback=True)
    if capabilities:
        assert stack["StackStatus"] == "CREATE_COMPLETE"
    else:
        assert stack["StackStatus"] == "CREATE_FAILED"
        events = stacks.client.describe_stack_events(StackName="stack")["StackEvents"]
        reasons = [event.get("ResourceStatusReason") for event in events if event["LogicalResourceId"] == "Nested"]
        assert "Requires capabilities : [CAPABILITY_IAM]" in reasons
