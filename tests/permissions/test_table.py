"""The table of permissions, and the length of policies at its edge."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_tf.permissions.model import Evidence, Permission, TerraformRole
from mwaa_tf.permissions.policy import PermissionStatement, documents, statements
from mwaa_tf.permissions.table import markdown
from tests.support import OWNER

ROLE = f"arn:aws:iam::{OWNER}:role/terraform"


def role(*permissions: Permission, role_arn: str | None = None) -> TerraformRole:
    evidence = frozenset({Evidence("1-network", "CreateThing")})
    return TerraformRole("owner_a", OWNER, role_arn, dict.fromkeys(permissions, evidence))


def page(described: TerraformRole, *files: str) -> str:
    return markdown("analytics", "us-east-1", [(described, statements(described.permissions), files, None)])


def test_one_file_is_a_policy_and_several_have_to_be_attached_together() -> None:
    permission = Permission("s3:ListBucket", "arn:aws:s3:::dags", "bucket")
    one, two = page(role(permission), "a.json"), page(role(permission), "a-1.json", "a-2.json")
    assert "Policy: `a.json`.\n" in one
    assert "attach all" not in one
    assert (
        "Policies; attach all of them: `a-1.json`, `a-2.json`. A single one would be longer than IAM allows for a "
        "managed policy (6,144 characters).\n"
    ) in two


def test_the_role_of_the_configuration_is_named_with_what_its_caller_needs() -> None:
    permission = Permission("s3:ListBucket", "arn:aws:s3:::dags", "bucket")
    assert "sts:AssumeRole" not in page(role(permission), "a.json")
    expected = f"For the role `{ROLE}`; the identity that runs Terraform needs `sts:AssumeRole` on it."
    assert expected in page(role(permission, role_arn=ROLE), "a.json")


@pytest.mark.parametrize(
    ("actions", "reason"),
    [
        (["ec2:DescribeVpcs"], "(no resource-level permissions in AWS)"),
        (["sqs:CreateQueue"], "(resource types of these actions unknown)"),
    ],
)
def test_a_wildcard_for_all_resources_is_explained(actions: list[str], reason: str) -> None:
    assert f"`*`<br>{reason} |" in page(role(*map(Permission, actions)), "a.json")


def test_a_statement_with_a_name_has_no_reason_for_a_wildcard() -> None:
    text = page(role(Permission("s3:ListBucket", "arn:aws:s3:::dags", "bucket")), "a.json")
    assert "resource-level" not in text
    assert "unknown" not in text


def test_a_condition_is_in_the_cell_of_the_resources() -> None:
    passing = Permission("iam:PassRole", ROLE, "role", ("StringEquals", "iam:PassedToService", "a", "b"), "page x")
    text = page(role(passing), "a.json")
    assert f"| `{ROLE}`<br>if `iam:PassedToService` StringEquals `a` or `b` |" in text
    assert "documented: page x<br>required by CreateThing in `1-network` |" in text


def test_an_operation_is_named_unless_it_has_the_name_of_its_action() -> None:
    named = TerraformRole(
        "owner",
        OWNER,
        None,
        {
            Permission("s3:ListBucket", "arn:aws:s3:::dags", "bucket"): frozenset(
                {Evidence("1-network", "HeadBucket"), Evidence("0-state", "ListBucket")}
            )
        },
    )
    assert "| observed in `0-state`<br>`1-network` (HeadBucket) |" in page(named, "a.json")


def test_what_markdown_would_take_for_markup_is_escaped() -> None:
    text = page(role(Permission("s3:ListBucket", "arn:aws:s3:::a|b", "bucket")), "a.json")
    assert rf"## owner\_a, account {OWNER}" in text
    assert r"`arn:aws:s3:::a\|b`" in text


def statement(sid: str, *resources: str, actions: tuple[str, ...] = ("s3:GetObject",)) -> PermissionStatement:
    return PermissionStatement(sid, actions, resources, (), {})


def length(*parts: PermissionStatement) -> int:
    """The characters that IAM counts in a policy of these statements."""
    document: dict[str, Any] = {"Version": "2012-10-17", "Statement": [part.as_data() for part in parts]}
    return len(json.dumps(document, separators=(",", ":")))


def test_a_statement_of_exactly_the_limit_is_not_split() -> None:
    whole = statement("A", "arn:aws:s3:::a/*", "arn:aws:s3:::b/*")
    assert [len(policy["Statement"]) for policy in documents([whole], length(whole))] == [1]
    smaller = documents([whole], length(whole) - 1)
    assert [part["Sid"] for policy in smaller for part in policy["Statement"]] == ["AA", "AB"]


def test_a_policy_of_exactly_the_limit_is_not_split() -> None:
    pair = [statement("A", "arn:aws:s3:::a/*"), statement("B", "arn:aws:s3:::b/*")]
    assert len(documents(pair, length(*pair))) == 1
    assert len(documents(pair, length(*pair) - 1)) == 2


def test_the_longer_element_of_a_statement_is_split() -> None:
    actions = statement("A", "arn:aws:s3:::a/*", actions=("s3:GetObject", "s3:GetObjectTagging", "s3:PutObject"))
    split = [part for policy in documents([actions], length(actions) - 1) for part in policy["Statement"]]
    assert [(part["Sid"], part["Action"]) for part in split] == [
        ("AA", "s3:GetObject"),
        ("AB", ["s3:GetObjectTagging", "s3:PutObject"]),
    ]
    assert {part["Resource"] for part in split} == {"arn:aws:s3:::a/*"}


def test_what_cannot_be_split_stays_whole() -> None:
    single = statement("A", "arn:aws:s3:::a/*")
    assert documents([single], 10) == ({"Version": "2012-10-17", "Statement": [single.as_data()]},)


def test_documents_of_no_statements_are_none() -> None:
    assert documents([]) == ()


def test_the_table_has_its_columns() -> None:
    lines = page(role(Permission("s3:ListBucket", "arn:aws:s3:::dags", "bucket")), "a.json").splitlines()
    header = lines.index("| statement | actions | resources | reason |")
    assert lines[header + 1] == "| --- | --- | --- | --- |"
    assert lines[header + 2].startswith("| `S3Bucket` | `s3:ListBucket` |")


def test_statements_of_one_kind_are_numbered_from_one_and_a_single_one_is_not() -> None:
    described = role(
        Permission("s3:GetBucketPolicy", "arn:aws:s3:::a", "bucket"),
        Permission("s3:ListBucket", "arn:aws:s3:::b", "bucket"),
        Permission("iam:GetRole", ROLE, "role"),
    )
    assert [found.sid for found in statements(described.permissions)] == ["IamRole", "S3Bucket1", "S3Bucket2"]
