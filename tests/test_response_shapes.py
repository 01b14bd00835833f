"""What the comparison of responses with their models notices."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.response_shapes import problems

ENVIRONMENT = {"Name": "etl", "Status": "AVAILABLE", "MaxWorkers": 10, "Tags": {}}
ENDPOINTS = "<R xmlns='http://ec2.amazonaws.com/doc/2016-11-15/'><vpcEndpointSet>{}</vpcEndpointSet></R>"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, []),
        ({"Stauts": "AVAILABLE"}, [".Environment.Stauts: unknown"]),
        ({"Status": "BUSY"}, [".Environment.Status: 'BUSY' is none of"]),
        ({"MaxWorkers": "10"}, [".Environment.MaxWorkers: '10' is no integer"]),
        ({"Tags": None}, [".Environment.Tags: null"]),
    ],
)
def test_a_json_response_is_compared_member_by_member(change: dict[str, Any], problem: list[str]) -> None:
    body = json.dumps({"Environment": {**ENVIRONMENT, **change}}).encode()
    found = problems("airflow", "GetEnvironment", 200, body)
    assert len(found) == len(problem)
    assert all(found[number].startswith(f"airflow:GetEnvironment{text}") for number, text in enumerate(problem))


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("<item><vpcId>vpc-1</vpcId><requesterManaged>true</requesterManaged></item>", []),
        ("<item><vpcID>vpc-1</vpcID></item>", ["ec2:DescribeVpcEndpoints.vpcEndpointSet[].vpcID: unknown"]),
        (
            "<item><requesterManaged>True</requesterManaged></item>",
            ["ec2:DescribeVpcEndpoints.vpcEndpointSet[].requesterManaged: 'True' is no boolean"],
        ),
    ],
)
def test_an_xml_response_is_compared_element_by_element(item: str, problem: list[str]) -> None:
    assert problems("ec2", "DescribeVpcEndpoints", 200, ENDPOINTS.format(item).encode()) == problem


def test_a_missing_member_and_an_unknown_operation_are_noticed() -> None:
    assert problems("airflow", "ListEnvironments", 200, b"{}") == ["airflow:ListEnvironments.Environments: missing"]
    assert problems("airflow", "ListEnvironmentz", 200, b"{}") == ["airflow:ListEnvironmentz is no operation"]
    assert problems("airflow", "ListEnvironments", 400, b"{}") == []
