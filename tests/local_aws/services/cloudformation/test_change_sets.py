"""Change sets, as `aws cloudformation deploy` and the CDK use them, and templates in S3."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_aws.services.cloudformation.support import Stacks, template
from tests.local_aws.services.support import OWNER, REGION, refused

TOPIC = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "first"}}}}
OUTPUT = {"Outputs": {"Topic": {"Value": {"Ref": "Topic"}}}}


def _change_set(stacks: Stacks, kind: str, body: dict[str, Any], stack: str = "stack", name: str = "change") -> None:
    stacks.client.create_change_set(
        StackName=stack, ChangeSetName=name, ChangeSetType=kind, TemplateBody=json.dumps(body)
    )


def _execute(stacks: Stacks, stack: str = "stack", name: str = "change") -> str:
    stacks.client.execute_change_set(StackName=stack, ChangeSetName=name)
    return str(stacks.describe(stack)["StackStatus"])


def test_a_stack_of_a_change_set_has_outputs(stacks: Stacks) -> None:
    _change_set(stacks, "CREATE", {**TOPIC, **OUTPUT})
    assert stacks.describe()["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert _execute(stacks) == "CREATE_COMPLETE"
    assert stacks.outputs() == {"Topic": f"arn:aws:sns:{REGION}:{OWNER}:first"}
    assert ("Topic", "CREATE_COMPLETE") in stacks.events()


def test_a_change_set_updates_a_stack_and_its_outputs(stacks: Stacks) -> None:
    stacks.create(TOPIC)
    _change_set(stacks, "UPDATE", {**TOPIC, **OUTPUT})
    assert _execute(stacks) == "UPDATE_COMPLETE"
    assert list(stacks.outputs()) == ["Topic"]


def test_two_stacks_have_change_sets_of_the_same_name(stacks: Stacks) -> None:
    other = {"Resources": {"Other": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "other"}}}}
    _change_set(stacks, "CREATE", TOPIC, "one")
    _change_set(stacks, "CREATE", other, "two")
    (change,) = stacks.client.describe_change_set(StackName="one", ChangeSetName="change")["Changes"]
    assert change["ResourceChange"]["LogicalResourceId"] == "Topic"
    assert _execute(stacks, "one") == "CREATE_COMPLETE"
    assert (list(stacks.physical_ids("one")), stacks.describe("two")["StackStatus"]) == (
        ["Topic"],
        "REVIEW_IN_PROGRESS",
    )
    (listed,) = stacks.client.list_change_sets(StackName="two")["Summaries"]
    assert listed["ChangeSetName"] == "change"


def test_a_change_set_without_changes_says_so_and_cannot_be_executed(stacks: Stacks) -> None:
    stacks.create(TOPIC)
    _change_set(stacks, "UPDATE", TOPIC)
    described = stacks.client.describe_change_set(StackName="stack", ChangeSetName="change")
    assert (described["Status"], described["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert described["StatusReason"].startswith("The submitted information didn't contain changes.")
    with refused("ValidationError", "cannot be executed in its current status"):
        _execute(stacks)


@pytest.mark.parametrize("kept", [{"UsePreviousValue": True}, {"ParameterValue": "10.30.0.0/16"}])
def test_a_change_set_that_keeps_defaults_has_no_changes(stacks: Stacks, kept: dict[str, Any]) -> None:
    """`aws cloudformation deploy` creates a stack without parameters, and then names all with UsePreviousValue."""
    stacks.create(template("private-network"))
    stacks.client.create_change_set(
        StackName="stack",
        ChangeSetName="change",
        ChangeSetType="UPDATE",
        TemplateBody=template("private-network"),
        Parameters=[{"ParameterKey": "NetworkRange", **kept}],
        Tags=[],
    )
    described = stacks.client.describe_change_set(StackName="stack", ChangeSetName="change")
    assert (described["Status"], described["StatusReason"][:48]) == (
        "FAILED",
        "The submitted information didn't contain changes",
    ), described
    with refused("ValidationError", "No updates are to be performed."):
        stacks.update(Parameters=[{"ParameterKey": "NetworkRange", **kept}])


def test_other_tags_are_a_change(stacks: Stacks) -> None:
    stacks.create(TOPIC)
    stacks.client.create_change_set(
        StackName="stack",
        ChangeSetName="change",
        ChangeSetType="UPDATE",
        TemplateBody=json.dumps(TOPIC),
        Tags=[{"Key": "team", "Value": "data"}],
    )
    assert stacks.client.describe_change_set(StackName="stack", ChangeSetName="change")["Status"] == "CREATE_COMPLETE"


def test_an_update_without_changes_is_refused(stacks: Stacks) -> None:
    stacks.create(TOPIC)
    with refused("ValidationError", "No updates are to be performed."):
        stacks.update(TOPIC)


def test_a_change_set_that_does_not_exist_can_be_deleted_but_not_described(stacks: Stacks) -> None:
    stacks.create(TOPIC)
    stacks.client.delete_change_set(StackName="stack", ChangeSetName="missing")
    with refused("ChangeSetNotFound", "missing"):
        stacks.client.describe_change_set(StackName="stack", ChangeSetName="missing")


def test_a_protected_stack_is_not_deleted(stacks: Stacks) -> None:
    stacks.create(TOPIC, EnableTerminationProtection=True)
    with refused("ValidationError", "cannot be deleted while TerminationProtection is enabled"):
        stacks.client.delete_stack(StackName="stack")


@pytest.mark.parametrize(
    "address",
    [
        "{endpoint}/templates-of-the-owner/topic.json",
        "http://{local}/templates-of-the-owner/topic.json",
        "https://s3.amazonaws.com/templates-of-the-owner/topic.json",
        f"https://s3.{REGION}.amazonaws.com/templates-of-the-owner/topic.json",
        f"https://templates-of-the-owner.s3.{REGION}.amazonaws.com/topic.json",
    ],
)
def test_a_template_is_read_from_s3_at_every_address(stacks: Stacks, address: str) -> None:
    s3 = stacks.aws.client("s3", OWNER)
    s3.create_bucket(Bucket="templates-of-the-owner")
    s3.put_object(Bucket="templates-of-the-owner", Key="topic.json", Body=json.dumps(TOPIC))
    url = address.format(endpoint=stacks.aws.endpoint, local=stacks.aws.address)
    stacks.client.create_stack(StackName="stack", TemplateURL=url)
    assert list(stacks.physical_ids()) == ["Topic"]


def test_a_template_that_is_not_in_s3_is_refused(stacks: Stacks) -> None:
    with refused("ValidationError", "The specified key does not exist"):
        stacks.client.create_stack(StackName="stack", TemplateURL=f"{stacks.aws.endpoint}/missing-bucket/topic.json")


def test_a_template_says_what_it_needs(stacks: Stacks) -> None:
    for operation in (stacks.client.validate_template, stacks.client.get_template_summary):
        summary = operation(TemplateBody=template("environment"))
        assert summary["Capabilities"] == ["CAPABILITY_IAM"]
        defaults = {parameter["ParameterKey"]: parameter.get("DefaultValue") for parameter in summary["Parameters"]}
        assert defaults == {"Name": None, "SubnetIds": None, "GroupId": None, "MaxWorkers": "2", "KmsKey": ""}
