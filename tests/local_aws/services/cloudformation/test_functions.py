"""Values in templates: functions, pseudo parameters, parameters and conditions mean what CloudFormation says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_tf.local_aws.services.cloudformation import parameters
from mwaa_tf.local_aws.services.cloudformation.functions import evaluate
from mwaa_tf.local_aws.services.cloudformation.scope import TemplateScope
from tests.local_aws.services.cloudformation.support import Stacks
from tests.local_aws.services.cloudformation.support import parameters as values
from tests.local_aws.services.support import OWNER, refused

NO_VALUE = {"Ref": "AWS::NoValue"}
MAPPINGS = {"Sizes": {"eu-west-1": {"small": "s", "both": ["a", "b"]}}}


def _scope(region: str = "eu-west-1", **template: Any) -> TemplateScope:
    body = {"Resources": {}, "Mappings": MAPPINGS, **template}
    stack_id = f"arn:aws:cloudformation:{region}:{OWNER}:stack/stack/0"
    scope = TemplateScope(stack_id, "stack", {}, {}, region, OWNER, body, {})
    scope.load()
    return scope


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["a", NO_VALUE, "b"], ["a", "b"]),
        ({"kept": 1, "dropped": NO_VALUE, "inner": [{"x": NO_VALUE}]}, {"kept": 1, "inner": [{}]}),
        ({"Fn::If": ["Yes", "then", NO_VALUE]}, "then"),
        ([{"Fn::If": ["No", "then", NO_VALUE]}], []),
        ({"Fn::Cidr": ["10.0.0.0/16", 3, 8]}, ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]),
        ({"Fn::Select": ["1", {"Fn::Split": [",", "a,b"]}]}, "b"),
        ({"Fn::Join": ["-", ["a", True, 2]]}, "a-true-2"),
        ({"Fn::GetAZs": ""}, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
        ({"Fn::GetAZs": {"Ref": "AWS::Region"}}, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "small"]}, "s"),
        ({"Fn::FindInMap": ["Sizes", "elsewhere", "small", {"DefaultValue": "d"}]}, "d"),
        ({"Fn::Sub": "${AWS::StackName} ${!Literal} ${AWS::AccountId}"}, f"stack ${{Literal}} {OWNER}"),
        ({"Fn::Sub": ["${A}/${AWS::Region}", {"A": {"Fn::Join": ["", ["x", "y"]]}}]}, "xy/eu-west-1"),
        ({"Fn::Length": ["a", "b"]}, 2),
        ({"Fn::ToJsonString": {"a": [1]}}, '{"a": [1]}'),
        ({"Fn::Base64": "text"}, "dGV4dA=="),
        ({"Effect": "Allow", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, ...),
    ],
)
def test_a_function_has_the_value_that_cloudformation_gives_it(value: Any, expected: Any) -> None:
    scope = _scope(Conditions={"Yes": {"Fn::Equals": ["a", "a"]}, "No": {"Fn::Not": [{"Condition": "Yes"}]}})
    assert evaluate(value, scope) == (value if expected is ... else expected)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"Fn::Equals": [True, "true"]}, True),
        ({"Fn::Equals": [1, "1"]}, True),
        ({"Fn::And": [{"Condition": "Yes"}, {"Fn::Not": [{"Fn::Equals": ["a", "b"]}]}]}, True),
        ({"Fn::Or": [{"Fn::Equals": ["a", "b"]}, {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}]}, True),
        ({"Fn::Not": [{"Condition": "Yes"}]}, False),
    ],
)
def test_a_condition_holds_or_does_not(condition: Any, expected: bool) -> None:
    scope = _scope(Conditions={"Tested": condition, "Yes": {"Fn::Equals": ["a", "a"]}})
    assert scope.lazy_condition_map["Tested"] is expected


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("eu-west-1", "aws amazonaws.com"),
        ("cn-north-1", "aws-cn amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov amazonaws.com"),
    ],
)
def test_pseudo_parameters_follow_the_partition(region: str, expected: str) -> None:
    assert evaluate({"Fn::Sub": "${AWS::Partition} ${AWS::URLSuffix}"}, _scope(region)) == expected


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        ({"A": {"Ref": "B"}}, "Unresolved resource dependencies [B] in the Resources block of the template"),
        ({"A": {"Fn::GetAtt": ["B", "Arn"]}}, "Unresolved resource dependencies [B]"),
        ({"A": {"Fn::Sub": "${B.Arn} ${C}"}}, "Unresolved resource dependencies [B, C]"),
        ({"A": {"Ref": "B"}, "B": {"Ref": "A"}}, "Circular dependency between resources: [A, B]"),
    ],
)
def test_a_template_whose_references_lead_nowhere_is_refused(
    stacks: Stacks, resources: dict[str, Any], message: str
) -> None:
    topics = {
        name: {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": value}} for name, value in resources.items()
    }
    with refused("ValidationError", message):
        stacks.create({"Resources": topics})
    assert stacks.client.describe_stacks()["Stacks"] == []


def test_an_output_that_refers_to_nothing_is_refused(stacks: Stacks) -> None:
    topic = {"Topic": {"Type": "AWS::SNS::Topic"}}
    with refused("ValidationError", "Unresolved resource dependencies [Nothing] in the Outputs block"):
        stacks.create({"Resources": topic, "Outputs": {"X": {"Value": {"Ref": "Nothing"}}}})


def test_a_function_that_is_not_known_fails_by_name(stacks: Stacks) -> None:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::Transform": {"Name": "Macro"}}}}
    stacks.create({"Resources": {"Topic": topic}})
    assert stacks.failures() == {"Topic": "the local AWS does not know the function Fn::Transform"}


def test_an_attribute_that_a_resource_does_not_have_fails_by_name(stacks: Stacks) -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::GetAtt": ["Topic", "Colour"]}}}
    stacks.create({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}, "Queue": queue}})
    expected = "Template error: resource Topic does not support attribute type Colour in Fn::GetAtt"
    assert stacks.failures() == {"Queue": expected}


def test_a_value_of_another_stack_is_imported(stacks: Stacks) -> None:
    exported = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "shared"}}},
        "Outputs": {"Name": {"Value": {"Fn::GetAtt": ["Topic", "TopicName"]}, "Export": {"Name": "shared-name"}}},
    }
    stacks.create(exported, "exporting")
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::ImportValue": "shared-name"}}}
    stacks.create({"Resources": {"Queue": queue}})
    assert stacks.physical_ids()["Queue"].endswith("/shared")


def _resolve(slot: dict[str, Any], **given: Any) -> Any:
    return parameters.resolve({"P": slot}, given, lambda name, _: f"value of {name}")["P"]


@pytest.mark.parametrize(
    ("slot", "given", "expected"),
    [
        ({"Type": "CommaDelimitedList", "Default": "a, b"}, {}, ["a", "b"]),
        ({"Type": "List<AWS::EC2::Subnet::Id>"}, {"P": "subnet-1,subnet-2"}, ["subnet-1", "subnet-2"]),
        ({"Type": "Number", "Default": 5}, {}, 5),
        ({"Type": "List<Number>"}, {"P": "1,2.5"}, [1, 2.5]),
        ({"Type": "String", "Default": True}, {}, "true"),
        ({"Type": "AWS::SSM::Parameter::Value<String>"}, {"P": "/a"}, "value of /a"),
    ],
)
def test_a_parameter_has_the_type_that_it_says(slot: dict[str, Any], given: dict[str, Any], expected: Any) -> None:
    assert _resolve(slot, **given) == expected


@pytest.mark.parametrize(
    ("slot", "given", "message"),
    [
        ({"Type": "String"}, {}, "Parameters: [P] must have values"),
        ({"Type": "String", "Default": ""}, {"Q": "x"}, "Parameters: [Q] do not exist in the template"),
        ({"Type": "String", "AllowedValues": ["a"]}, {"P": "b"}, "Parameter 'P' must be one of AllowedValues"),
        ({"Type": "String", "AllowedPattern": "[a-z]+"}, {"P": "1"}, "must match pattern [a-z]+"),
        ({"Type": "Number"}, {"P": "many"}, "Parameter 'P' must be a number."),
    ],
)
def test_a_value_that_a_parameter_does_not_take_is_refused(
    stacks: Stacks, slot: dict[str, Any], given: dict[str, Any], message: str
) -> None:
    body = {"Parameters": {"P": slot}, "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    with refused("ValidationError", message):
        stacks.create(json.dumps(body), Parameters=values(**given))


TOPIC = {"Type": "AWS::SNS::Topic"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"Resources": []}, "At least one Resources member must be defined"),
        ({"Resources": {"A": TOPIC}, "Mappings": []}, "Mappings must be an object"),
        ({"Resources": {"A": "x"}}, "Any Resources member must be an object"),
        ({"Resources": {"A": {}}}, "Every Resources object must contain a Type member"),
        ({"Resources": {"A": {**TOPIC, "Properties": [1]}}}, "[/Resources/A/Properties] must be an object"),
        ({"Resources": {"A": {**TOPIC, "DependsOn": 5}}}, "[/Resources/A/DependsOn] must be a string"),
        ({"Resources": {"A": TOPIC}, "Outputs": {"X": {}}}, "Every Outputs member must contain a Value object"),
        ({"Resources": {"A": TOPIC}, "Outputs": {"X": {"Value": {"Fn::GetAtt": "A"}}}}, "every Fn::GetAtt object"),
        ({"Resources": {"A": TOPIC}, "Parameters": {"P": {}}}, "Every Parameters object must contain a Type member"),
        ({"Resources": {"A": TOPIC}, "Conditions": {"C": {"Fn::Equals": ["a"]}}}, "a condition has an argument"),
        (
            {"Resources": {"A": TOPIC}, "Conditions": {"C": {"Condition": "C"}}},
            "Circular dependency between conditions",
        ),
        ({"Resources": {"A": {**TOPIC, "Properties": {"TopicName": {"Fn::Sub": 5}}}}}, "Fn::Sub intrinsic functions"),
    ],
)
@pytest.mark.parametrize("operation", ["create_stack", "create_change_set"])
def test_a_template_of_another_structure_is_refused(
    stacks: Stacks, body: dict[str, Any], message: str, operation: str
) -> None:
    options = {"ChangeSetName": "change", "ChangeSetType": "CREATE"} if operation == "create_change_set" else {}
    with refused("ValidationError", message):
        getattr(stacks.client, operation)(StackName="stack", TemplateBody=json.dumps(body), **options)
        # What depends on parameters is not judged before a change set is executed.
        stacks.client.execute_change_set(StackName="stack", ChangeSetName="change")


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"TopicName": {"Fn::Join": "x"}}, "Template error: Fn::Join has an argument that is not valid"),
        ({"TopicName": {"Fn::Select": ["a", ["b"]]}}, "Template error: Fn::Select has an argument that is not valid"),
        ({"TopicName": {"Fn::Length": 5}}, "Template error: Fn::Length has an argument that is not valid"),
        ({"TopicName": ["a"]}, "#/TopicName: expected type: String, found: JSONArray"),
        ({"Tags": "a"}, "#/Tags: expected type: JSONArray, found: Str"),
        ({"Tags": [5]}, "#/Tags/0: expected type: JSONObject, found: Int"),
    ],
)
def test_a_value_that_is_not_valid_fails_its_resource(stacks: Stacks, properties: dict[str, Any], reason: str) -> None:
    stacks.create({"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": properties}}})
    assert reason in stacks.failures()["Topic"]
