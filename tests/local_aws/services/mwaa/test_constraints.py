"""Requests that the service model does not allow."""

from __future__ import annotations

from typing import Any

import pytest
from moto.core.model import StructureShape
from moto.core.utils import get_service_model

from mwaa_tf.local_aws.services.mwaa.constraints import check
from mwaa_tf.local_aws.services.mwaa.exceptions import SerializationException, ValidationException

GOOD: dict[str, Any] = {
    "Name": "etl",
    "ExecutionRoleArn": "arn:aws:iam::222222222222:role/etl",
    "SourceBucketArn": "arn:aws:s3:::dags",
    "DagS3Path": "dags",
    "NetworkConfiguration": {"SubnetIds": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]},
}

FAILED = "failed to satisfy constraint"


def input_of(operation: str) -> StructureShape:
    shape = get_service_model("mwaa").operation_model(operation).input_shape
    assert isinstance(shape, StructureShape)
    return shape


def message(operation: str, params: dict[str, Any]) -> str:
    with pytest.raises(ValidationException) as caught:
        check(input_of(operation), params)
    return str(caught.value.message)


def test_a_good_request_passes() -> None:
    options = {"core.default_timezone": "utc"}

    check(
        input_of("CreateEnvironment"),
        {**GOOD, "Tags": {"Größe": "a b"}, "Schedulers": 2, "AirflowConfigurationOptions": options},
    )


@pytest.mark.parametrize(
    ("changes", "violation"),
    [
        (
            {"ExecutionRoleArn": None},
            f"Value null at 'executionRoleArn' {FAILED}: Member must not be null",
        ),
        (
            {"Name": "1etl"},
            "Value '1etl' at 'name' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [a-zA-Z][0-9a-zA-Z-_]*",
        ),
        (
            {"Name": "e" * 81},
            f"Value '{'e' * 81}' at 'name' {FAILED}: Member must have length less than or equal to 80",
        ),
        (
            {"Schedulers": 6},
            "Value '6' at 'schedulers' failed to satisfy constraint: Member must have value less than or equal to 5",
        ),
        (
            {"MinWorkers": 0},
            "Value '0' at 'minWorkers' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            {"EndpointManagement": "MINE"},
            "Value 'MINE' at 'endpointManagement' failed to satisfy constraint: "
            "Member must satisfy enum value set: [CUSTOMER, SERVICE]",
        ),
        (
            {"NetworkConfiguration": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}},
            "Value '[subnet-1]' at 'networkConfiguration.subnetIds' failed to satisfy constraint: "
            "Member must have length greater than or equal to 2",
        ),
        (
            {"NetworkConfiguration": {"SecurityGroupIds": ["group"]}},
            "Value '[group]' at 'networkConfiguration.securityGroupIds' failed to satisfy constraint: "
            "Member must satisfy constraint: [Member must have length less than or equal to 1024, "
            "Member must have length greater than or equal to 1, "
            "Member must satisfy regular expression pattern: sg-[a-zA-Z0-9\\-._]+]",
        ),
        (
            {"LoggingConfiguration": {"TaskLogs": {"Enabled": True}}},
            f"Value null at 'loggingConfiguration.taskLogs.logLevel' {FAILED}: Member must not be null",
        ),
        (
            {"Tags": {}},
            "Value '{}' at 'tags' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            {"Teams": {"team": {"DagS3Path": "dags"}}},
            "Value null at 'teams.team.member.sourceBucketArn' failed to satisfy constraint: Member must not be null",
        ),
    ],
)
def test_a_violation_is_told_as_aws_tells_it(changes: dict[str, Any], violation: str) -> None:
    assert message("CreateEnvironment", {**GOOD, **changes}) == f"1 validation error detected: {violation}"


def test_all_violations_are_told_together() -> None:
    told = message("CreateEnvironment", {**GOOD, "Name": "", "MaxWorkers": 0})

    assert told.startswith("3 validation errors detected: Value '' at 'name' failed")
    assert "Value '0' at 'maxWorkers'" in told


def test_what_is_sensitive_is_not_repeated() -> None:
    told = message("CreateEnvironment", {**GOOD, "AirflowConfigurationOptions": {"smtp.password": "hunter2\n"}})

    assert "Value at 'airflowConfigurationOptions' failed to satisfy constraint: Map value must satisfy" in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    "changes",
    [
        {"MaxWorkers": "10"},
        {"MaxWorkers": True},
        {"Name": 1},
        {"Tags": ["a"]},
        {"NetworkConfiguration": {"SubnetIds": "subnet-1"}},
    ],
)
def test_a_wrong_type_cannot_be_read(changes: dict[str, Any]) -> None:
    with pytest.raises(SerializationException, match="cannot be converted to"):
        check(input_of("CreateEnvironment"), {**GOOD, **changes})
