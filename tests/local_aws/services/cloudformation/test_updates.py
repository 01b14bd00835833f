"""Updates that fail leave a stack as it was, or as the request wants it; creations that fail say why."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_aws.services.cloudformation.support import Stacks
from tests.local_aws.services.support import OWNER, refused


def _topic(name: str, **properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name, **properties}}


def _queue(name: str) -> dict[str, Any]:
    return {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name}}


BROKEN = {"Type": "AWS::Nothing::AtAll", "DependsOn": ["Added", "Kept"]}


def _topics(stacks: Stacks) -> list[str]:
    topics = stacks.aws.client("sns", OWNER).list_topics()["Topics"]
    return sorted(topic["TopicArn"].rsplit(":", 1)[1] for topic in topics)


def test_an_update_that_fails_is_undone(stacks: Stacks) -> None:
    stacks.create({"Resources": {"Kept": _topic("kept", DisplayName="first"), "Removed": _topic("removed")}})
    changed = {"Kept": _topic("kept", DisplayName="second"), "Added": _topic("added"), "Broken": BROKEN}
    stack = stacks.update({"Resources": changed})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert _topics(stacks) == ["kept", "removed"]
    kept = stacks.aws.client("sns", OWNER).get_topic_attributes(TopicArn=stacks.physical_ids()["Kept"])
    assert kept["Attributes"]["DisplayName"] == "first"
    assert set(stacks.physical_ids()) == {"Kept", "Removed"}
    statuses = [status for logical_id, status in stacks.events() if logical_id == "stack"]
    assert statuses[2:] == [
        "UPDATE_IN_PROGRESS",
        "UPDATE_ROLLBACK_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE",
    ]


def test_an_update_without_rollback_remains_and_the_next_one_completes_it(stacks: Stacks) -> None:
    stacks.create({"Resources": {"Kept": _topic("kept")}})
    changed = {"Kept": _topic("kept"), "Added": _topic("added"), "Broken": BROKEN}
    stack = stacks.update({"Resources": changed}, DisableRollback=True)
    assert stack["StackStatus"] == "UPDATE_FAILED"
    assert stack["StackStatusReason"] == "The following resource(s) failed to update: [Broken]. "
    assert _topics(stacks) == ["added", "kept"]
    del changed["Broken"]
    assert stacks.update({"Resources": changed})["StackStatus"] == "UPDATE_COMPLETE", stacks.failures()
    assert _topics(stacks) == ["added", "kept"]


def test_a_rolled_back_stack_can_be_updated_again(stacks: Stacks) -> None:
    stacks.create({"Resources": {"Kept": _topic("kept")}})
    stacks.update({"Resources": {"Kept": _topic("kept"), "Added": _topic("added"), "Broken": BROKEN}})
    stack = stacks.update({"Resources": {"Kept": _topic("kept"), "Added": _topic("added")}})
    assert (stack["StackStatus"], _topics(stacks)) == ("UPDATE_COMPLETE", ["added", "kept"])
    assert "LastUpdatedTime" in stack


def test_what_a_template_no_longer_has_is_deleted(stacks: Stacks) -> None:
    stacks.create({"Resources": {"Kept": _topic("kept"), "Removed": _topic("removed")}})
    stacks.update({"Resources": {"Kept": _topic("kept")}})
    assert _topics(stacks) == ["kept"]
    assert ("Removed", "DELETE_COMPLETE") in stacks.events()


def test_another_type_is_another_resource(stacks: Stacks) -> None:
    stacks.create({"Resources": {"It": _topic("it")}})
    assert stacks.update({"Resources": {"It": _queue("it")}})["StackStatus"] == "UPDATE_COMPLETE"
    assert (_topics(stacks), len(stacks.queues())) == ([], 1)


def test_a_resource_that_is_to_be_retained_after_its_replacement_remains(stacks: Stacks) -> None:
    stacks.create({"Resources": {"It": {**_queue("first"), "UpdateReplacePolicy": "Retain"}}})
    stacks.update({"Resources": {"It": {**_queue("second"), "UpdateReplacePolicy": "Retain"}}})
    sqs = stacks.aws.client("sqs", OWNER)
    assert sorted(url.rsplit("/", 1)[1] for url in stacks.queues()) == ["first", "second"]
    sqs.delete_queue(QueueUrl=next(url for url in stacks.queues() if url.endswith("first")))


def test_a_template_that_is_not_valid_changes_nothing(stacks: Stacks) -> None:
    stacks.create({"Resources": {"Kept": _topic("kept")}})
    with refused("ValidationError", "Unresolved resource dependencies"):
        stacks.update({"Resources": {"Kept": _topic("kept", DisplayName={"Ref": "Nothing"})}})
    assert stacks.describe()["StackStatus"] == "CREATE_COMPLETE"
    assert _topics(stacks) == ["kept"]


def test_a_stack_whose_creation_was_rolled_back_cannot_be_updated(stacks: Stacks) -> None:
    stacks.create({"Resources": {"Broken": {"Type": "AWS::Nothing::AtAll"}}})
    with refused("ValidationError", "is in ROLLBACK_COMPLETE state and can not be updated"):
        stacks.update({"Resources": {"Kept": _topic("kept")}})


@pytest.mark.parametrize("operation", ["describe_stack_resource", "describe_stack_resources", "list_stack_resources"])
def test_every_resource_has_a_status_of_its_own(stacks: Stacks, operation: str) -> None:
    resources = {"Added": _topic("added"), "Kept": _topic("kept"), "Broken": BROKEN}
    stacks.create({"Resources": resources}, DisableRollback=True)
    options = {"LogicalResourceId": "Broken"} if operation == "describe_stack_resource" else {}
    response = getattr(stacks.client, operation)(StackName="stack", **options)
    described = (
        response.get("StackResources") or response.get("StackResourceSummaries") or [response["StackResourceDetail"]]
    )
    statuses = {resource["LogicalResourceId"]: resource["ResourceStatus"] for resource in described}
    assert statuses["Broken"] == "CREATE_FAILED"
    assert statuses.get("Kept", "CREATE_COMPLETE") == "CREATE_COMPLETE"
