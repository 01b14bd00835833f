"""Stacks: what is in a template is created, and what cannot be created fails the stack by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from tests.local_aws.services.cloudformation.support import CASES, Stacks, template
from tests.local_aws.services.support import DATA, OWNER, SCIENCE, refused

SHARE = {"Type": "AWS::RAM::ResourceShare", "Properties": {"Name": "by-template", "Principals": [DATA]}}
QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "of-a-stack"}}
NONSENSE = {"Type": "AWS::Nothing::AtAll", "Properties": {"A": 1}}


def test_a_date_without_quotes_is_text(stacks: Stacks) -> None:
    stack = stacks.create((CASES / "minimal_date.yaml").read_text(encoding="utf-8"))
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    iam = stacks.aws.client("iam", OWNER)
    resources = stacks.client.describe_stack_resources(StackName="stack")["StackResources"]
    role, policy = (
        next(each["PhysicalResourceId"] for each in resources if each["LogicalResourceId"] == name) for name in "RP"
    )
    assert iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]["Version"] == "2012-10-17"
    version = iam.get_policy_version(PolicyArn=policy, VersionId="v1")["PolicyVersion"]
    assert version["Document"]["Version"] == "2012-10-17"
    stacks.client.delete_stack(StackName="stack")
    assert role not in [each["RoleName"] for each in iam.list_roles()["Roles"]]
    assert iam.list_policies(Scope="Local")["Policies"] == []


def test_a_share_is_created_and_an_unknown_type_fails_the_stack_by_name(stacks: Stacks) -> None:
    template = (CASES / "ram.yaml").read_text(encoding="utf-8")
    stack = stacks.create(template, OnFailure="DO_NOTHING")
    assert stack["StackStatus"] == "CREATE_FAILED"
    assert "AWS::Nothing::AtAll" in stacks.failures()["Nonsense"]
    assert stacks.shares() == ["by-cfn"]


def test_a_share_has_its_principals_and_is_deleted_with_its_stack(stacks: Stacks) -> None:
    stack = stacks.create(
        {"Resources": {"Share": SHARE}, "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Share", "Arn"]}}}}
    )
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    (arn,) = (output["OutputValue"] for output in stack["Outputs"])
    ram = stacks.aws.client("ram", OWNER)
    associations = ram.get_resource_share_associations(associationType="PRINCIPAL", resourceShareArns=[arn])
    assert [each["associatedEntity"] for each in associations["resourceShareAssociations"]] == [DATA]
    stacks.client.delete_stack(StackName="stack")
    assert stacks.shares() == []


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (NONSENSE, "AWS::Nothing::AtAll"),
        ({"Type": "AWS::MWAA::Environment", "Properties": {"Name": "etl"}}, "'executionRoleArn' failed to satisfy"),
        ({"Type": "AWS::MWAA::Environment"}, "required key [Name] not found"),
        ({**QUEUE, "Properties": {"Colour": "red"}}, "extraneous key [Colour] is not permitted"),
        ({"Type": "AWS::CloudFormation::WaitCondition", "Properties": {"Handle": "x", "Timeout": "1"}}, "signals"),
        ({"Type": "Custom::Hook", "Properties": {"ServiceToken": "arn:x"}}, "needs a Lambda function to run"),
        (
            {"Type": "AWS::CloudFormation::CustomResource", "Properties": {"ServiceToken": "arn:x"}},
            "needs a Lambda function to run",
        ),
        ({**SHARE, "Properties": {"Name": "s", "ResourceArns": ["nonsense"]}}, "nonsense"),
    ],
)
def test_a_stack_that_fails_is_rolled_back(stacks: Stacks, resource: dict[str, Any], reason: str) -> None:
    stack = stacks.create({"Resources": {"Queue": QUEUE, "Broken": resource}})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert reason in stacks.failures()["Broken"]
    assert stacks.queues() == []


def test_a_resource_whose_condition_is_false_fails_nothing(stacks: Stacks) -> None:
    template = {
        "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
        "Resources": {"Queue": QUEUE, "Broken": {**NONSENSE, "Condition": "Never"}},
    }
    assert stacks.create(template)["StackStatus"] == "CREATE_COMPLETE"


def test_the_resource_that_failed_is_named_and_not_one_that_refers_to_it(stacks: Stacks) -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Broken"}}}
    stacks.create({"Resources": {"Queue": queue, "Broken": NONSENSE}})
    assert list(stacks.failures()) == ["Broken"]


def test_with_on_failure_delete_nothing_remains(stacks: Stacks) -> None:
    stacks.client.create_stack(
        StackName="stack", TemplateBody=json.dumps({"Resources": {"Queue": QUEUE, "X": NONSENSE}}), OnFailure="DELETE"
    )
    assert [stack["StackName"] for stack in stacks.client.describe_stacks()["Stacks"]] == []
    assert stacks.queues() == []


def test_without_rollback_what_was_created_remains(stacks: Stacks) -> None:
    stack = stacks.create({"Resources": {"Queue": QUEUE, "Broken": NONSENSE}}, DisableRollback=True)
    assert (stack["StackStatus"], len(stacks.queues())) == ("CREATE_FAILED", 1)


def test_a_change_set_that_fails_is_no_success(stacks: Stacks) -> None:
    template = json.dumps({"Resources": {"Queue": QUEUE, "Broken": NONSENSE}})
    stacks.client.create_change_set(
        StackName="stack", ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=template
    )
    stacks.client.execute_change_set(StackName="stack", ChangeSetName="first")
    assert stacks.describe()["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "AWS::Nothing::AtAll" in stacks.failures()["Broken"]


def test_an_update_that_cannot_be_done_is_named_and_rolled_back(stacks: Stacks) -> None:
    properties = {"Type": "ipsec.1"}
    before = stacks.create({"Resources": {"Gateway": {"Type": "AWS::EC2::VPNGateway", "Properties": properties}}})
    assert before["StackStatus"] == "CREATE_COMPLETE", stacks.failures()
    tagged = {"Type": "AWS::EC2::VPNGateway", "Properties": {**properties, "Tags": [{"Key": "a", "Value": "b"}]}}
    assert stacks.update({"Resources": {"Gateway": tagged}})["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert stacks.failures() == {"Gateway": "the local AWS cannot update AWS::EC2::VPNGateway"}


def test_a_share_is_changed_in_place(stacks: Stacks) -> None:
    stacks.create({"Resources": {"Share": SHARE}})
    share_arn = stacks.physical_ids()["Share"]
    changed = {
        **SHARE,
        "Properties": {"Name": "renamed", "Principals": [SCIENCE], "Tags": [{"Key": "a", "Value": "b"}]},
    }
    assert stacks.update({"Resources": {"Share": changed}})["StackStatus"] == "UPDATE_COMPLETE"
    assert (stacks.shares(), stacks.physical_ids()["Share"]) == (["renamed"], share_arn)
    ram = stacks.aws.client("ram", OWNER)
    associations = ram.get_resource_share_associations(associationType="PRINCIPAL", resourceShareArns=[share_arn])
    wanted = {each["associatedEntity"]: each["status"] for each in associations["resourceShareAssociations"]}
    assert wanted == {DATA: "DISASSOCIATING", SCIENCE: "ASSOCIATING"}


ATTACKS = [
    '!!python/object/apply:os.system ["touch {file}"]',
    '!!python/object/apply:subprocess.check_output [["touch", "{file}"]]',
    '!!python/object/new:type ["x", !!python/tuple [], {{"y": 1}}]',
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "operation", ["create_stack", "validate_template", "get_template_summary", "create_change_set"]
)
def test_a_template_is_data_and_runs_nothing(stacks: Stacks, tmp_path: Path, attack: str, operation: str) -> None:
    file = tmp_path / "created"
    template = f"Resources: {attack.format(file=file)}\n"
    options: dict[str, dict[str, Any]] = {
        "create_stack": {"StackName": "attack"},
        "create_change_set": {"StackName": "attack", "ChangeSetName": "attack", "ChangeSetType": "CREATE"},
    }
    with pytest.raises(ClientError) as caught:
        getattr(stacks.client, operation)(TemplateBody=template, **options.get(operation, {}))
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    assert not file.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Resources: [", "YAML not well-formed. (line 1, column 13)"),
        ("- a\n- b\n", "unsupported structure"),
        ("just text", "unsupported structure"),
        ("a: " + "[" * 3000, "YAML not well-formed."),
    ],
)
def test_a_template_that_cannot_be_read_is_refused_in_the_words_of_aws(stacks: Stacks, text: str, message: str) -> None:
    with refused("ValidationError", message):
        stacks.create(text)
    assert stacks.client.describe_stacks()["Stacks"] == []


def test_short_and_full_functions_are_the_same(stacks: Stacks) -> None:
    stack = stacks.create(
        """
        Parameters: {Kind: {Type: String, Default: b}}
        Conditions:
          IsB: !Equals [!Ref Kind, b]
          Both: !And [!Condition IsB, !Not [!Equals [!Ref Kind, c]]]
        Resources:
          Queue:
            Type: AWS::SQS::Queue
            Condition: Both
            Properties: {QueueName: !Sub ["${A}-${AWS::Region}", {A: !Select [1, !Split [",", "a,b"]]}]}
        Outputs:
          Arn: {Value: !GetAtt Queue.Arn}
          Choice: {Value: !If [IsB, !Join ["", [x, y]], z]}
        """
    )
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    assert outputs == {"Arn": f"arn:aws:sqs:us-east-1:{OWNER}:b-us-east-1", "Choice": "xy"}


def test_validating_a_template_writes_no_file(stacks: Stacks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stacks.client.validate_template(TemplateBody=json.dumps({"Resources": {"Queue": QUEUE}}))
    assert list(tmp_path.iterdir()) == []


def test_a_list_of_stacks_has_their_names_and_statuses_also_of_deleted_ones(stacks: Stacks) -> None:
    stacks.create(template("public-network"), "kept")
    stacks.create(template("public-network"), "deleted")
    stacks.client.delete_stack(StackName="deleted")
    summaries = stacks.client.list_stacks()["StackSummaries"]
    assert {(summary["StackName"], summary["StackStatus"], "DeletionTime" in summary) for summary in summaries} == {
        ("kept", "CREATE_COMPLETE", False),
        ("deleted", "DELETE_COMPLETE", True),
    }
    (summary,) = stacks.client.list_stacks(StackStatusFilter=["CREATE_COMPLETE"])["StackSummaries"]
    assert summary["StackName"] == "kept"
