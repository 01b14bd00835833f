"""Exports that other stacks import, and what the local AWS does not do with stacks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_aws.services.cloudformation.support import Stacks
from tests.local_aws.services.support import refused


def exporting(value: str = "shared", export: str | None = "topic-name") -> dict[str, Any]:
    output = {"Name": {"Value": value, "Export": {"Name": export}}} if export else {"Name": {"Value": value}}
    return {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": output}


IMPORTING = {
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::ImportValue": "topic-name"}}}}
}


@pytest.fixture
def shared(stacks: Stacks) -> Stacks:
    """The stack `owner`, whose export the stack `user` imports."""
    stacks.create(exporting(), "owner")
    stacks.create(IMPORTING, "user")
    return stacks


def reasons(stacks: Stacks, name: str) -> list[str]:
    events = stacks.client.describe_stack_events(StackName=name)["StackEvents"]
    return [event["ResourceStatusReason"] for event in events if "ResourceStatusReason" in event]


def test_a_stack_whose_export_is_imported_is_not_deleted(shared: Stacks) -> None:
    shared.client.delete_stack(StackName="owner")
    assert shared.describe("owner")["StackStatus"] == "CREATE_COMPLETE"
    assert "Export topic-name cannot be deleted as it is in use by user" in reasons(shared, "owner")
    assert "Topic" in shared.physical_ids("owner")

    shared.client.delete_stack(StackName="user")
    shared.client.delete_stack(StackName="owner")
    assert shared.client.describe_stacks()["Stacks"] == []


@pytest.mark.parametrize(
    ("template", "verb"),
    [(exporting("other"), "updated"), (exporting(export=None), "deleted"), (exporting(export="renamed"), "deleted")],
)
def test_an_update_that_changes_an_imported_export_is_rolled_back(
    shared: Stacks, template: dict[str, Any], verb: str
) -> None:
    assert shared.update(template, "owner")["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert f"Export topic-name cannot be {verb} as it is in use by user" in reasons(shared, "owner")
    (export,) = shared.client.list_exports()["Exports"]
    assert (export["Name"], export["Value"]) == ("topic-name", "shared")


def test_an_update_that_leaves_the_export_alone_succeeds(shared: Stacks) -> None:
    template = exporting()
    template["Resources"]["Second"] = {"Type": "AWS::SNS::Topic"}
    assert shared.update(template, "owner")["StackStatus"] == "UPDATE_COMPLETE"


def test_an_export_is_free_again_once_it_is_no_longer_imported(shared: Stacks) -> None:
    shared.update({"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "own"}}}}, "user")
    assert shared.update(exporting("other"), "owner")["StackStatus"] == "UPDATE_COMPLETE"


def test_importers_are_listed(shared: Stacks) -> None:
    assert shared.client.list_imports(ExportName="topic-name")["Imports"] == ["user"]
    with refused("ValidationError", "Export 'other' is not imported by any stack."):
        shared.client.list_imports(ExportName="other")


def test_a_second_export_of_a_name_fails_its_stack(shared: Stacks) -> None:
    stack = shared.create(exporting(), "second", DisableRollback=True)
    assert stack["StackStatus"] == "CREATE_FAILED"
    assert "Export with name topic-name is already exported by another stack." in reasons(shared, "second")


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("detect_stack_drift", {"StackName": "owner"}),
        ("detect_stack_resource_drift", {"StackName": "owner", "LogicalResourceId": "Topic"}),
        ("describe_stack_resource_drifts", {"StackName": "owner"}),
        ("describe_stack_drift_detection_status", {"StackDriftDetectionId": "1"}),
        (
            "create_change_set",
            {
                "StackName": "owner",
                "ChangeSetName": "import",
                "ChangeSetType": "IMPORT",
                "TemplateBody": json.dumps(exporting()),
                "ResourcesToImport": [
                    {
                        "ResourceType": "AWS::SNS::Topic",
                        "LogicalResourceId": "Topic",
                        "ResourceIdentifier": {"TopicArn": "arn"},
                    }
                ],
            },
        ),
    ],
)
def test_drift_and_imports_are_refused_by_name(shared: Stacks, operation: str, parameters: dict[str, Any]) -> None:
    action = "".join(word.capitalize() for word in operation.split("_"))
    with refused("NotInLocalAws", f"the local AWS cannot do cloudformation:{action}"):
        getattr(shared.client, operation)(**parameters)


def test_a_change_set_may_ask_for_existing_resources_where_there_are_none(stacks: Stacks) -> None:
    """The CDK asks for them with every change set (aws-cdk 2.1148, importExistingResources)."""
    stacks.client.create_change_set(
        StackName="new",
        ChangeSetName="create",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps(exporting()),
        ImportExistingResources=True,
    )

    changes = stacks.client.describe_change_set(StackName="new", ChangeSetName="create")["Changes"]
    assert {change["ResourceChange"]["Action"] for change in changes} == {"Add"}
