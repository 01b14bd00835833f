"""Policies from calls."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.config import Deployment
from mwaa_tf.errors import UsageError
from mwaa_tf.iam.actions import iam_action, resource_kinds
from mwaa_tf.iam.policy_size import MANAGED_POLICY_CHARACTERS
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.permissions import write_permissions
from mwaa_tf.permissions.derive import roles
from mwaa_tf.permissions.model import Permission, TerraformRole
from mwaa_tf.permissions.policy import documents, statements
from mwaa_tf.rehearsal.update import updated
from tests.support import DATA, OWNER, deployment, run

NETWORK, ENVIRONMENT, ENDPOINTS = "1-network", "2-environments/data-etl", "3-endpoints/data-etl"
EC2 = "arn:aws:ec2:us-east-1"
VIA_S3 = "s3.us-east-1.amazonaws.com"
KEY = f"arn:aws:kms:us-east-1:{DATA}:key/9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f"


def called(workspace: str, service: str, action: str, resource: str = "", **changes: Any) -> Call:
    """A call of Terraform in ``workspace``."""
    account_id = DATA if workspace.startswith("2-") else OWNER
    values: dict[str, Any] = {
        "number": 1,
        "time": datetime(2026, 1, 1, tzinfo=UTC),
        "seconds": 0.1,
        "account_id": account_id,
        "principal": f"arn:aws:iam::{account_id}:user/rehearsal",
        "region": "us-east-1",
        "service": service,
        "action": action,
        "resource": resource,
        "workspace": workspace,
        "status": 200,
        "error": "",
    }
    return Call(**{**values, **changes})


def derived(*calls: Call, of: Deployment | None = None) -> dict[str, TerraformRole]:
    """The roles by their titles."""
    return {role.title: role for role in roles(calls, build_blueprint(of or deployment()), "aws")}


def allowed(role: TerraformRole, *, observed: bool | None = None) -> set[tuple[str, str]]:
    """Action and ARN of each permission."""
    chosen = (permission for permission in role.permissions if observed in (None, permission.observed))
    return {(permission.action, permission.arn) for permission in chosen}


def of_action(role: TerraformRole, action: str) -> list[Permission]:
    """The permissions for an action."""
    return [permission for permission in role.permissions if permission.action == action]


@pytest.mark.parametrize(
    ("service", "operation", "action"),
    [
        ("s3", "HeadBucket", "s3:ListBucket"),
        ("s3", "ListObjectsV2", "s3:ListBucket"),
        ("s3", "HeadObject", "s3:GetObject"),
        ("s3", "PutBucketVersioning", "s3:PutBucketVersioning"),
        ("s3", "DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
        ("s3", "GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"),
        ("airflow", "GetEnvironment", "airflow:GetEnvironment"),
        ("sts", "GetCallerIdentity", None),
        ("sqs", "CreateQueue", "sqs:CreateQueue"),
    ],
)
def test_an_operation_is_allowed_by_an_action_that_may_be_called_otherwise(
    service: str, operation: str, action: str | None
) -> None:
    assert iam_action(service, operation) == action


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("ec2:DescribeVpcs", ()),
        ("ec2:DescribeVpcAttribute", ("vpc",)),
        ("ec2:CreateSubnet", ("subnet", "vpc")),
        ("ec2:CreateTransitGateway", None),
        ("s3:GetObjectTagging", ("object",)),
        ("s3:GetBucketObjectLockConfiguration", ("bucket",)),
        ("s3:ListBucketMultipartUploads", ("bucket",)),
        ("s3:AbortMultipartUpload", ("object",)),
        ("s3:ListAllMyBuckets", ()),
        ("iam:AttachRolePolicy", ("role",)),
        ("iam:GetPolicy", ("policy",)),
        ("kms:CreateKey", ()),
        ("kms:CreateAlias", ("alias", "key")),
        ("ram:GetResourceShares", ()),
        ("sqs:CreateQueue", None),
    ],
)
def test_an_action_is_limited_to_the_kinds_of_resources_that_it_knows(
    action: str, kinds: tuple[str, ...] | None
) -> None:
    assert resource_kinds(action) == kinds


def test_names_are_kept_and_ids_that_aws_generates_become_wildcards() -> None:
    role = derived(
        called(NETWORK, "ec2", "CreateVpc", "vpc-0123456789abcdef0"),
        called(NETWORK, "iam", "CreateRole", "vpc-flow-logs-vpc-0123456789abcdef0"),
        called(NETWORK, "iam", "GetRole", "analytics-data-etl-execution-20261126145012345600000001"),
        called(NETWORK, "logs", "DeleteLogGroup", "/aws/vpc-flow-logs/analytics"),
        called(NETWORK, "s3", "DeleteBucket", f"arn:aws:s3:::analytics-{OWNER}"),
    )["owner"]
    assert allowed(role, observed=True) == {
        ("ec2:CreateVpc", f"{EC2}:{OWNER}:vpc/*"),
        ("iam:CreateRole", f"arn:aws:iam::{OWNER}:role/vpc-flow-logs-vpc-*"),
        # What Terraform appends to a prefix of a name is another at each creation.
        ("iam:GetRole", f"arn:aws:iam::{OWNER}:role/analytics-data-etl-execution-*"),
        ("logs:DeleteLogGroup", f"arn:aws:logs:us-east-1:{OWNER}:log-group:/aws/vpc-flow-logs/analytics:*"),
        # Twelve digits are no id: an account's number is part of the name.
        ("s3:DeleteBucket", f"arn:aws:s3:::analytics-{OWNER}"),
    }


def test_ids_of_the_configuration_are_kept() -> None:
    subnets = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
    existing = {"vpc_id": "vpc-0a1b2c3d4e5f60718", "private_subnet_ids": subnets}
    described = deployment(owner={"account_id": OWNER, "network": {"existing": existing}})
    role = derived(
        called(ENDPOINTS, "ec2", "CreateSecurityGroup", "sg-0123456789abcdef0"),
        called(ENDPOINTS, "ec2", "CreateVpcEndpoint", "vpce-0123456789abcdef0"),
        of=described,
    )["owner"]
    assert allowed(role, observed=True) == {
        ("ec2:CreateSecurityGroup", f"{EC2}:{OWNER}:security-group/*"),
        ("ec2:CreateSecurityGroup", f"{EC2}:{OWNER}:vpc/vpc-0a1b2c3d4e5f60718"),
        ("ec2:CreateVpcEndpoint", f"{EC2}:{OWNER}:security-group/*"),
        ("ec2:CreateVpcEndpoint", f"{EC2}:{OWNER}:subnet/{subnets[0]}"),
        ("ec2:CreateVpcEndpoint", f"{EC2}:{OWNER}:subnet/{subnets[1]}"),
        ("ec2:CreateVpcEndpoint", f"{EC2}:{OWNER}:vpc/vpc-0a1b2c3d4e5f60718"),
        ("ec2:CreateVpcEndpoint", f"{EC2}:{OWNER}:vpc-endpoint/*"),
    }


def test_only_a_workspace_with_a_gateway_endpoint_needs_route_tables_for_endpoints() -> None:
    def tables(of: Deployment) -> set[str]:
        role = derived(called(NETWORK, "ec2", "CreateVpcEndpoint", "vpce-0123456789abcdef0"), of=of)["owner"]
        return {arn for action, arn in allowed(role) if action == "ec2:CreateVpcEndpoint" and ":route-table/" in arn}

    private = deployment(owner={"account_id": OWNER, "network": {"internet": "none"}})

    assert tables(private) == {f"{EC2}:{OWNER}:route-table/*"}
    assert tables(deployment()) == set()


def test_the_vpc_of_a_participant_is_in_the_owners_account() -> None:
    role = derived(called(ENVIRONMENT, "ec2", "CreateSecurityGroup", "sg-0123456789abcdef0"))["data"]
    assert allowed(role, observed=True) == {
        ("ec2:CreateSecurityGroup", f"{EC2}:{DATA}:security-group/*"),
        ("ec2:CreateSecurityGroup", f"{EC2}:{OWNER}:vpc/*"),
    }


def test_a_call_that_names_something_else_is_about_what_its_workspace_deals_with() -> None:
    role = derived(
        called(ENVIRONMENT, "iam", "CreateRole", f"arn:aws:iam::{DATA}:policy/boundary"),
        called(ENVIRONMENT, "iam", "GetRole", "analytics-data-etl-execution"),
    )["data"]
    arn = f"arn:aws:iam::{DATA}:role/analytics-data-etl-execution"
    assert allowed(role, observed=True) == {("iam:CreateRole", arn), ("iam:GetRole", arn)}


def test_what_creating_an_environment_brings_with_it_is_documented() -> None:
    role = derived(
        called(ENVIRONMENT, "iam", "CreateRole", "analytics-data-etl-execution"),
        called(ENVIRONMENT, "airflow", "CreateEnvironment", "analytics-data-etl"),
    )["data"]
    linked = f"arn:aws:iam::{DATA}:role/aws-service-role/airflow.amazonaws.com/AWSServiceRoleForAmazonMWAA"
    permissions = allowed(role, observed=False)
    assert permissions >= {
        ("iam:PassRole", f"arn:aws:iam::{DATA}:role/analytics-data-etl-execution"),
        ("iam:CreateServiceLinkedRole", linked),
        ("ec2:CreateVpcEndpoint", f"{EC2}:{DATA}:vpc-endpoint/*"),
        ("ec2:CreateNetworkInterface", f"{EC2}:{OWNER}:subnet/*"),
        ("airflow:TagResource", f"arn:aws:airflow:us-east-1:{DATA}:environment/analytics-data-etl"),
        ("iam:TagRole", f"arn:aws:iam::{DATA}:role/analytics-data-etl-execution"),
    }
    (passing,) = of_action(role, "iam:PassRole")
    assert passing.condition == ("StringEquals", "iam:PassedToService", "airflow.amazonaws.com")
    assert passing.source == "Amazon MWAA user guide, access-policies"
    assert not any(action.startswith("kms:") for action, _ in permissions)


def test_a_customers_key_needs_grants() -> None:
    environment = {"name": "etl", "kms_key": {"arn": KEY}, "execution_role": {"arn": f"arn:aws:iam::{DATA}:role/mine"}}
    described = deployment(participants=[{"name": "data", "account_id": DATA, "environments": [environment]}])
    role = derived(called(ENVIRONMENT, "airflow", "CreateEnvironment", "analytics-data-etl"), of=described)["data"]
    assert allowed(role) >= {("kms:CreateGrant", KEY), ("iam:PassRole", f"arn:aws:iam::{DATA}:role/mine")}


def test_what_a_call_shows_is_not_documented_again() -> None:
    bucket = "arn:aws:s3:::analytics-data-etl"
    role = derived(
        called(ENVIRONMENT, "s3", "GetBucketEncryption", bucket),
        called(ENVIRONMENT, "airflow", "CreateEnvironment", "analytics-data-etl"),
    )["data"]
    (encryption,) = of_action(role, "s3:GetEncryptionConfiguration")
    assert (encryption.arn, encryption.observed) == (bucket, True)


def test_what_an_environment_brings_with_it_is_not_about_the_bucket_of_the_states() -> None:
    calls = [
        called(ENVIRONMENT, "s3", "ListObjectsV2", "arn:aws:s3:::acme-state"),
        called(ENVIRONMENT, "s3", "CreateBucket", "arn:aws:s3:::analytics-data-etl-222222222222"),
        called(ENVIRONMENT, "airflow", "CreateEnvironment", "analytics-data-etl"),
    ]
    role = derived(*calls, of=deployment(state={"backend": "s3", "bucket": "acme-state"}))["data"]

    (encryption,) = of_action(role, "s3:GetEncryptionConfiguration")
    assert encryption.arn == "arn:aws:s3:::analytics-data-etl-222222222222"


def test_a_key_that_stage_0_makes_is_used_through_s3_alone() -> None:
    state = {"backend": "s3", "bucket": "acme-state", "create": True, "create_kms_key": True}
    mine = "arn:aws:s3:::acme-state/analytics/2-environments/data-etl/terraform.tfstate"
    calls = [called(ENVIRONMENT, "s3", action, mine) for action in ("GetObject", "PutObject")]
    permissions = derived(*calls, of=deployment(state=state))["data"].permissions

    assert {
        (permission.action, permission.arn, permission.condition)
        for permission in permissions
        if permission.service == "kms"
    } == {
        (f"kms:{name}", f"arn:aws:kms:us-east-1:{OWNER}:key/*", ("StringEquals", "kms:ViaService", VIA_S3))
        for name in ("Decrypt", "GenerateDataKey")
    }


def test_emptying_a_bucket_deletes_every_version_in_it_and_in_no_other() -> None:
    state = {"backend": "s3", "bucket": "acme-state", "create": True}
    emptied = called("0-state", "s3", "DeleteObjects", "arn:aws:s3:::acme-state")
    owner = derived(emptied, of=deployment(state=state))["owner"]

    assert allowed(owner) == {
        ("s3:DeleteObject", "arn:aws:s3:::acme-state/*"),
        ("s3:DeleteObjectVersion", "arn:aws:s3:::acme-state/*"),
    }


def test_only_the_states_that_are_touched_are_allowed() -> None:
    key = f"arn:aws:kms:us-east-1:{OWNER}:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d"
    state = {"backend": "s3", "bucket": "acme-state", "kms_key_arn": key}
    mine = "arn:aws:s3:::acme-state/analytics/2-environments/data-etl/terraform.tfstate"
    role = derived(
        called(ENVIRONMENT, "s3", "HeadObject", mine),
        called(ENVIRONMENT, "s3", "PutObject", mine),
        called(ENVIRONMENT, "s3", "PutObject", f"{mine}.tflock"),
        called(ENVIRONMENT, "s3", "GetObject", "arn:aws:s3:::acme-state/analytics/1-network/terraform.tfstate"),
        of=deployment(state=state),
    )["data"]
    assert allowed(role) == {
        ("s3:GetObject", mine),
        ("s3:GetObject", "arn:aws:s3:::acme-state/analytics/1-network/terraform.tfstate"),
        ("s3:PutObject", mine),
        ("s3:PutObject", f"{mine}.tflock"),
        ("kms:Decrypt", key),
        ("kms:GenerateDataKey", key),
    }


def test_an_uploaded_file_is_deleted_with_its_versions_and_has_no_tags() -> None:
    file = "arn:aws:s3:::dags/requirements.txt"
    operations = ("PutObject", "GetObjectTagging", "DeleteObject")
    role = derived(*(called(ENVIRONMENT, "s3", operation, file) for operation in operations))["data"]
    actions = {action for action, arn in allowed(role) if arn == file}
    assert actions == {*(f"s3:{operation}" for operation in operations), "s3:DeleteObjectVersion"}


def test_only_terraforms_calls_count_and_of_them_not_how_it_got_in() -> None:
    assert (
        derived(
            called("", "ec2", "DeleteVpc", "vpc-0123456789abcdef0"),
            called(NETWORK, "sts", "AssumeRole", f"arn:aws:iam::{OWNER}:role/terraform"),
            called(NETWORK, "sts", "GetCallerIdentity"),
        )
        == {}
    )


def test_what_is_not_known_is_allowed_on_what_was_named_or_on_everything() -> None:
    role = derived(
        called(NETWORK, "sqs", "DeleteQueue", f"arn:aws:sqs:us-east-1:{OWNER}:mine"),
        called(NETWORK, "sqs", "CreateQueue", "mine"),
        called(NETWORK, "ec2", "CreateTags", "subnet-0123456789abcdef0"),
    )["owner"]
    assert allowed(role) == {
        ("sqs:DeleteQueue", f"arn:aws:sqs:us-east-1:{OWNER}:mine"),
        ("sqs:CreateQueue", "*"),
        ("ec2:CreateTags", f"{EC2}:{OWNER}:subnet/*"),
    }


def long_record(buckets: int) -> Iterable[Call]:
    operations = ("CreateBucket", "DeleteBucket", "HeadBucket", "GetBucketPolicy", "PutBucketPolicy")
    for number in range(buckets):
        for operation in operations:
            yield called(ENVIRONMENT, "s3", operation, f"arn:aws:s3:::bucket-{number:03}-{'x' * 40}")
    yield called(ENVIRONMENT, "iam", "CreateRole", "analytics-data-etl-execution")


def test_a_policy_that_iam_would_find_too_long_is_split() -> None:
    split = statements(derived(*long_record(200))["data"].permissions)
    policies = documents(split)
    assert len(policies) > 1
    sizes = [len(json.dumps(policy, separators=(",", ":"))) for policy in policies]
    assert max(sizes) <= MANAGED_POLICY_CHARACTERS
    parts = [part for policy in policies for part in policy["Statement"]]
    assert len({part["Sid"] for part in parts}) == len(parts)
    assert all(part["Sid"].isalnum() for part in parts)
    buckets = [arn for part in parts if part["Sid"].startswith("S3Bucket") for arn in part["Resource"]]
    assert len(buckets) == len(set(buckets)) == 200


def test_files_are_the_same_whatever_the_order_of_the_calls(tmp_path: Path) -> None:
    calls = list(long_record(3))
    first = write_permissions(calls, [], build_blueprint(deployment()), tmp_path / "one")
    second = write_permissions(calls[::-1], [], build_blueprint(deployment()), tmp_path / "two")
    assert [file.name for file in first] == [f"data-{DATA}.json", "permissions.md"]
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]
    assert {file.stat().st_mode & 0o777 for file in first} == {0o644}


def test_files_say_how_many_there_are_and_old_ones_go(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{}")
    (tmp_path / f"data-{DATA}-2026.json").write_text("of someone else")
    write_permissions(long_record(200), [], build_blueprint(deployment()), tmp_path)
    numbered = sorted(file.name for file in tmp_path.glob("data-*.json") if "-2026" not in file.name)
    assert numbered[:2] == [f"data-{DATA}-1.json", f"data-{DATA}-2.json"]
    table = (tmp_path / "permissions.md").read_text()
    assert all(f"`{name}`" in table for name in numbered)
    assert "longer than IAM allows" in table
    write_permissions(long_record(1), [], build_blueprint(deployment()), tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        f"data-{DATA}-2026.json",
        f"data-{DATA}.json",
        "notes.json",
        "permissions.md",
    ]


def test_the_table_says_what_was_observed_where_and_what_is_documented_where(tmp_path: Path) -> None:
    calls = [
        called(NETWORK, "ec2", "DescribeVpcs", "vpc-0123456789abcdef0"),
        called(ENVIRONMENT, "s3", "HeadBucket", "arn:aws:s3:::dags"),
        called(ENVIRONMENT, "iam", "CreateRole", "analytics-data-etl-execution"),
    ]
    write_permissions(calls, [], build_blueprint(deployment()), tmp_path)
    rows = [line for line in (tmp_path / "permissions.md").read_text().splitlines() if line.startswith("| `")]
    role = f"`arn:aws:iam::{DATA}:role/analytics-data-etl-execution`"
    assert rows == [
        "| `Ec2AnyResource` | `ec2:DescribeVpcs` | `*`<br>(no resource-level permissions in AWS) "
        "| observed in `1-network` |",
        f"| `IamRole` | `iam:CreateRole` | {role} | observed in `2-environments/data-etl` |",
        "| `S3Bucket` | `s3:ListBucket` | `arn:aws:s3:::dags` | observed in `2-environments/data-etl` (HeadBucket) |",
        f"| `DocumentedIamRole` | `iam:TagRole` | {role} | documented: Service Authorization Reference<br>"
        "required by CreateRole in `2-environments/data-etl` |",
    ]


def test_an_update_changes_in_place_what_every_environment_has() -> None:
    environments = [{"name": "etl", "weekly_maintenance_window_start": "SAT:03:30"}, {"name": "ml"}]
    described = deployment(
        tags={"Team": "data"}, participants=[{"name": "data", "account_id": DATA, "environments": environments}]
    )
    changed = updated(described)
    assert changed.tags == {"Team": "data", "mwaa_tf-rehearsal": "update"}
    windows = [resolved.settings.weekly_maintenance_window_start for resolved in changed.environments]
    assert windows == ["SUN:03:30", "SAT:03:30"]
    before = [workspace.path for workspace in build_blueprint(described).workspaces]
    assert [workspace.path for workspace in build_blueprint(changed).workspaces] == before


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--keep", "--permissions needs the calls of the destroy; it cannot be combined with --keep"),
        (
            "--serve",
            "--serve only runs the local AWS; it cannot be combined with --until, --keep, --jobs,",
        ),
    ],
)
def test_permissions_need_a_whole_rehearsal(tmp_path: Path, option: str, message: str) -> None:
    result = run("rehearse", "--permissions", "out", option, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(UsageError, match="taken: cannot be written: "):
        write_permissions([], [], build_blueprint(deployment()), tmp_path / "taken")


ENCRYPTION_KEY = "arn:aws:kms:eu-west-1:999999999999:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def test_the_key_that_encrypts_states_is_for_each_role_that_has_a_workspace() -> None:
    """No call of a rehearsal shows it. Also to read a state, OpenTofu generates a key first."""
    encrypted = build_blueprint(deployment(state={"encryption": {"kms_key_arn": ENCRYPTION_KEY}}))
    calls = [
        called(NETWORK, "ec2", "DescribeVpcs"),
        called(ENVIRONMENT, "airflow", "GetEnvironment", "analytics-data-etl"),
    ]

    derived = {role.title: role.permissions for role in roles(calls, encrypted, "aws")}

    assert derived.keys() == {"owner", "data"}
    for permissions in derived.values():
        needed = [permission for permission in permissions if permission.service == "kms"]
        assert [(permission.action, permission.arn) for permission in needed] == [
            ("kms:Decrypt", ENCRYPTION_KEY),
            ("kms:GenerateDataKey", ENCRYPTION_KEY),
        ]
        assert {permission.source for permission in needed} == {
            "https://opentofu.org/docs/language/state/encryption/#aws-kms"
        }


def test_without_encryption_no_key_is_named() -> None:
    calls = [called(NETWORK, "ec2", "DescribeVpcs")]
    (role,) = roles(calls, build_blueprint(deployment()), "aws")
    assert not [permission for permission in role.permissions if permission.service == "kms"]
