"""What holds for all reviewed values, with the reason: who rewrites `values/` cannot overlook it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

VALUES = sorted((Path(__file__).parent / "values").glob("*.json"))

#: Statements that admit every account on purpose: the images of Airflow belong to an account of AWS.
OPEN_TO_ALL = {"ImageLayers", "ImagePulls", "RegistryLogin"}

#: A service that assumes a role without naming a source: AWS sets none for EC2 instances.
WITHOUT_SOURCE = {"Service": "ec2.amazonaws.com"}


def _resources(*kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Call and address, and arguments, of each resource of these types."""
    for file in VALUES:
        for call, resources in json.loads(file.read_text("utf-8")).items():
            for address, arguments in resources.items():
                if address.split(".")[0] in kinds:
                    yield f"{call}: {address}", arguments


def _statements(argument: str, *kinds: str) -> list[tuple[str, dict[str, Any]]]:
    statements = [
        (f"{name}: {statement.get('Sid', 'without Sid')}", statement)
        for name, arguments in _resources(*kinds)
        for statement in arguments.get(argument, {}).get("Statement", [])
    ]
    assert statements
    return statements


def test_every_bucket_refuses_requests_without_tls() -> None:
    buckets = {name.split(":")[0] for name, _ in _resources("aws_s3_bucket")}
    tls_only = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    refusing = {
        name.split(":")[0]
        for name, statement in _statements("policy", "aws_s3_bucket_policy")
        if {key: value for key, value in statement.items() if key != "Resource"} == tls_only
        and [resource.endswith("/*") for resource in statement["Resource"]] == [False, True]
    }
    assert refusing == buckets


def test_every_topic_refuses_messages_without_tls() -> None:
    """As AWS recommends (SNS developer guide, sns-security-best-practices)."""
    topics = [name.split(":")[0] for name, _ in _resources("aws_sns_topic")]
    refusing = [
        name.split(":")[0]
        for name, statement in _statements("policy", "aws_sns_topic_policy")
        if (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "sns:Publish")
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    ]
    assert len(topics) > 0
    assert refusing == topics


def test_every_bucket_blocks_public_access_and_is_versioned_and_encrypted() -> None:
    buckets = sorted(name.split(":")[0] for name, _ in _resources("aws_s3_bucket"))
    for kind in ("public_access_block", "ownership_controls", "versioning", "server_side_encryption_configuration"):
        assert sorted(name.split(":")[0] for name, _ in _resources(f"aws_s3_bucket_{kind}")) == buckets
    for name, block in _resources("aws_s3_bucket_public_access_block"):
        assert [name for key, value in block.items() if key != "bucket" and value is not True] == []
        assert len(block) == 5
    assert {block["versioning_configuration"]["status"] for _, block in _resources("aws_s3_bucket_versioning")} == {
        "Enabled"
    }


def test_every_key_rotates_and_only_its_account_uses_it_without_a_condition() -> None:
    """A service or another account may use a key only through what it encrypts, or for the key's own account."""
    assert [name for name, key in _resources("aws_kms_key") if key["enable_key_rotation"] is not True] == []
    unconditional = {
        name.rsplit(" ", 1)[1]
        for name, statement in _statements("policy", "aws_kms_key")
        if "Condition" not in statement
    }
    assert unconditional == {"AdministeredByTheAccount"}
    alarms = [
        statement["Condition"]
        for name, statement in _statements("policy", "aws_kms_key")
        if name.endswith("AlarmsToTheTopic")
    ]
    assert alarms == [{"StringEquals": {"aws:SourceAccount": "111111111111"}}]
    through_s3 = [
        statement["Condition"]
        for name, statement in _statements("policy", "aws_kms_key")
        if "UsedThroughTheBucket" in name
    ]
    assert {condition["StringEquals"]["kms:ViaService"] for condition in through_s3} == {"s3.us-east-1.amazonaws.com"}
    assert all("kms:EncryptionContext:aws:s3:arn" in condition["StringLike"] for condition in through_s3)


def test_a_service_assumes_a_role_only_for_its_own_account_and_resource() -> None:
    """Otherwise any customer of the service could use the role: the confused deputy (IAM user guide)."""
    for name, statement in _statements("assume_role_policy", "aws_iam_role"):
        assert (name, statement["Action"]) == (name, "sts:AssumeRole")
        if statement["Principal"] != WITHOUT_SOURCE:
            condition = statement["Condition"]
            assert condition["StringEquals"] == {"aws:SourceAccount": "111111111111"}
            assert condition["ArnLike"]["aws:SourceArn"].split(":")[3:5] == ["us-east-1", "111111111111"]


def test_a_restricted_endpoint_admits_only_the_accounts_of_the_environments() -> None:
    for name, statement in _statements("policy", "aws_vpc_endpoint"):
        if statement["Action"] == "*" and "Sid" not in statement:
            continue  # full access
        accounts = statement.get("Condition", {}).get("StringEquals", {}).get("aws:PrincipalAccount")
        assert (name, accounts is not None) == (name, statement["Sid"] not in OPEN_TO_ALL)


@pytest.mark.parametrize("kind", ["aws_iam_role_policy", "aws_iam_policy"])
def test_no_policy_of_an_identity_allows_every_action(kind: str) -> None:
    for name, statement in _statements("policy", kind):
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        assert [f"{name}: {action}" for action in actions if action.endswith(":*") or action == "*"] == []


def test_no_security_group_admits_the_internet() -> None:
    rules = list(_resources("aws_vpc_security_group_ingress_rule"))

    assert [name for name, rule in rules if rule.get("cidr_ipv4") == "0.0.0.0/0"] == []
    assert len(rules) > 20


def test_private_subnets_come_in_the_order_of_their_zones_and_ranges() -> None:
    """Environments take them in this order, and an exchanged pair would replace each of them."""
    network = json.loads((Path(__file__).parent / "values" / "network.json").read_text("utf-8"))
    for call in ("network_smallest", "network_single_nat_gateway", "network_without_internet"):
        addresses = [f'aws_subnet.private["{key}"]' for key in ("az1", "az2")]
        subnets = [network[call][address] for address in addresses]
        outputs = network[call]["outputs"]
        assert outputs["private_subnet_ids"] == [f"<{address}.id>" for address in addresses]
        assert outputs["availability_zone_ids"] == [subnet["availability_zone_id"] for subnet in subnets]
        assert [subnet["map_public_ip_on_launch"] for subnet in subnets] == [False, False]
        assert subnets[0]["cidr_block"] < subnets[1]["cidr_block"]
