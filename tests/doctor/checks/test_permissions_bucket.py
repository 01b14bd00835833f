"""The bucket of an environment, and the key of both."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.doctor import EnvironmentView
from mwaa_tf.doctor.checks.permissions.key import STATE_FIXES
from mwaa_tf.doctor.view.bucket import BucketEncryption, BucketSection, PublicAccessBlock, StoredObject
from mwaa_tf.doctor.view.key import KeySection
from tests.doctor.checks.test_permissions_role import BUCKET, KEY_ARN, key_section, policy, role_section, statement
from tests.doctor.views import ALL_OFF, DENIED, changed, environment, findings, gaps, healthy, problems, section
from tests.support import DATA

BLOCKED = PublicAccessBlock(True, True, True, True)
OPEN = PublicAccessBlock(True, True, False, True)
OTHER_KEY = f"arn:aws:kms:us-east-1:{DATA}:key/5678"


def bucket(**facts: Any) -> BucketSection:
    return section(
        BucketSection,
        **{
            "exists": True,
            "region": "us-east-1",
            "versioning": "Enabled",
            "public_access_block": BLOCKED,
            "account_public_access_block": None,
            "encryption": BucketEncryption("AES256", ""),
            "policy": None,
            "objects": (),
            **facts,
        },
    )


def view_of(section_: BucketSection | None = None, **changes: Any) -> EnvironmentView:
    sections = {name: changes.pop(name) for name in ("key",) if name in changes}
    return healthy(environment(**changes), bucket=section_ or bucket(), execution_role=role_section(), **sections)


def unread(name: str) -> BucketSection:
    return changed(bucket(), **{name: getattr(section(BucketSection), name)})


@pytest.mark.parametrize("check", ["exists", "key", "policy", "public-access", "region", "versioning"])
def test_a_bucket_as_aws_documents_it_passes(check: str) -> None:
    assert problems(f"permissions.bucket-{check}", view_of()) == []
    assert gaps(f"permissions.bucket-{check}", view_of()) == []


@pytest.mark.parametrize(
    ("check", "fact"),
    [
        ("exists", "exists"),
        ("key", "encryption"),
        ("policy", "policy"),
        ("public-access", "public_access_block"),
        ("region", "region"),
        ("versioning", "versioning"),
    ],
)
def test_what_cannot_be_read_is_not_checkable(check: str, fact: str) -> None:
    assert problems(f"permissions.bucket-{check}", view_of(unread(fact))) == []
    assert gaps(f"permissions.bucket-{check}", view_of(unread(fact))) == [DENIED.reason]


def test_a_bucket_that_does_not_exist_is_a_failure() -> None:
    assert problems("permissions.bucket-exists", view_of(bucket(exists=False))) == [
        f"The bucket {BUCKET} does not exist."
    ]


@pytest.mark.parametrize(
    ("status", "message"),
    [("", "has no versions"), ("Suspended", "has its versions suspended")],
)
def test_a_bucket_needs_versions(status: str, message: str) -> None:
    found = problems("permissions.bucket-versioning", view_of(bucket(versioning=status)))
    assert found == [f"The bucket analytics-data-etl {message}."]


def test_a_status_of_versions_that_is_not_known_is_named() -> None:
    (gap,) = gaps("permissions.bucket-versioning", view_of(bucket(versioning="Paused")))
    assert "'Paused'" in gap


def test_a_bucket_is_in_the_region_of_the_environment() -> None:
    (message,) = problems("permissions.bucket-region", view_of(bucket(region="eu-west-1")))
    assert message.endswith("is in eu-west-1, and the environment in us-east-1.")


def test_public_access_is_blocked_in_the_bucket_or_in_the_account() -> None:
    check = "permissions.bucket-public-access"
    assert problems(check, view_of(bucket(public_access_block=None, account_public_access_block=BLOCKED))) == []
    # Each setting on one side is enough: S3 applies the stricter of both.
    halves = {"public_access_block": OPEN, "account_public_access_block": PublicAccessBlock(False, False, True, False)}
    assert problems(check, view_of(bucket(**halves))) == []
    (message,) = problems(check, view_of(bucket(public_access_block=OPEN)))
    assert "BlockPublicPolicy is off" in message
    (message,) = problems(check, view_of(bucket(public_access_block=None)))
    assert "BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy and RestrictPublicBuckets are off" in message


def test_an_account_that_cannot_be_read_matters_only_if_the_bucket_does_not_block() -> None:
    check = "permissions.bucket-public-access"
    account = {"account_public_access_block": section(BucketSection).account_public_access_block}
    assert gaps(check, view_of(bucket(**account))) == []
    open_bucket = view_of(bucket(public_access_block=OPEN, **account))
    assert (problems(check, open_bucket), gaps(check, open_bucket)) == ([], [DENIED.reason])


@pytest.mark.parametrize(
    ("encryption", "kms_key"),
    [
        (None, ""),
        (BucketEncryption("aws:kms", ""), KEY_ARN),
        (BucketEncryption("aws:kms", f"arn:aws:kms:us-east-1:{DATA}:alias/aws/s3"), KEY_ARN),
        (BucketEncryption("aws:kms", KEY_ARN), KEY_ARN),
        (BucketEncryption("aws:kms:dsse", "1234"), KEY_ARN),
    ],
)
def test_a_bucket_may_have_keys_of_aws_or_the_environments_key(
    encryption: BucketEncryption | None, kms_key: str
) -> None:
    view = view_of(bucket(encryption=encryption), kms_key=kms_key)
    assert (problems("permissions.bucket-key", view), gaps("permissions.bucket-key", view)) == ([], [])


@pytest.mark.parametrize("kms_key", ["", OTHER_KEY])
def test_a_bucket_with_another_key_than_the_environment_is_a_failure(kms_key: str) -> None:
    view = view_of(bucket(encryption=BucketEncryption("aws:kms", KEY_ARN)), kms_key=kms_key)
    (message,) = problems("permissions.bucket-key", view)
    assert KEY_ARN in message


def test_an_alias_and_an_unknown_encryption_are_not_judged() -> None:
    alias = BucketEncryption("aws:kms", "alias/data")
    view = view_of(bucket(encryption=alias), kms_key=KEY_ARN)
    assert problems("permissions.bucket-key", view) == []
    assert len(gaps("permissions.bucket-key", view)) == 1
    (gap,) = gaps("permissions.bucket-key", view_of(bucket(encryption=BucketEncryption("aws:quantum", ""))))
    assert "'aws:quantum'" in gap


def test_a_policy_that_demands_tls_or_keeps_others_out_denies_nothing() -> None:
    tls = statement("s3:*", effect="Deny", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})
    others = statement(
        "s3:*",
        effect="Deny",
        Principal="*",
        Condition={"StringNotEquals": {"aws:PrincipalAccount": DATA}},
    )
    view = view_of(bucket(policy=policy(tls, others)))
    assert (problems("permissions.bucket-policy", view), gaps("permissions.bucket-policy", view)) == ([], [])


def test_a_policy_that_denies_the_role_is_a_failure_and_names_the_statement() -> None:
    denial = statement("s3:GetObject", f"{BUCKET}/*", "Deny", Principal="*", Sid="Frozen")
    assert problems("permissions.bucket-policy", view_of(bucket(policy=policy(denial)))) == [
        "The policy of the bucket analytics-data-etl denies the execution role s3:GetObject: statement 'Frozen'."
    ]


def test_a_policy_about_endpoints_is_not_judged() -> None:
    only_vpc = statement(
        "s3:*", effect="Deny", Principal="*", Condition={"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
    )
    view = view_of(bucket(policy=policy(only_vpc)))
    assert problems("permissions.bucket-policy", view) == []
    (gap,) = gaps("permissions.bucket-policy", view)
    assert "aws:SourceVpce" in gap


def test_each_configured_file_exists_in_its_version() -> None:
    files = {"requirements_path": "requirements.txt", "requirements_version": "v1", "plugins_path": "plugins.zip"}
    stored = (StoredObject("requirements.txt", "v1", 3), StoredObject("plugins.zip", "v7", 9))
    check = "permissions.configured-files"
    assert problems(check, view_of(bucket(objects=stored), **files)) == []
    (message,) = problems(check, view_of(bucket(objects=stored[1:]), **files))
    assert message == (
        "The requirements of the environment, version v1 of s3://analytics-data-etl/requirements.txt, does not exist."
    )
    assert len(problems(check, view_of(bucket(), **files))) == 2


def test_without_configured_files_the_bucket_is_not_asked() -> None:
    (finding,) = findings("permissions.configured-files", view_of(unread("objects")))
    assert (finding.result, finding.message) == ("pass", "no file is configured")


# The key


def key_view(key: KeySection, kms_key: str = KEY_ARN) -> EnvironmentView:
    return view_of(kms_key=kms_key, key=key)


LOG_GROUPS = f"arn:aws:logs:us-east-1:{DATA}:log-group:airflow-analytics-data-etl-*"
LOGS = statement(
    ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Principal={"Service": "logs.us-east-1.amazonaws.com"},
    Condition={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": LOG_GROUPS}},
)


def test_a_key_as_aws_documents_it_passes() -> None:
    for check in ("permissions.key", "permissions.key-policy-logs"):
        assert (problems(check, key_view(key_section(LOGS))), gaps(check, key_view(key_section(LOGS)))) == ([], [])


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        *(({"state": state}, f"is {state}.") for state in STATE_FIXES),
        ({"is_symmetric": False}, "is not symmetric."),
        ({"is_multi_region": True}, "is a multi-Region key."),
    ],
)
def test_a_key_that_mwaa_cannot_use_is_a_failure(facts: dict[str, Any], message: str) -> None:
    (found,) = problems("permissions.key", key_view(key_section(LOGS, **facts)))
    assert found == f"The key {KEY_ARN} of the environment {message}"


def test_a_state_of_a_key_that_is_not_known_is_named() -> None:
    (gap,) = gaps("permissions.key", key_view(key_section(LOGS, state="Resting")))
    assert "'Resting'" in gap


def test_every_state_of_a_key_is_known() -> None:
    from botocore.session import Session  # type: ignore[import-untyped]

    states = Session().get_service_model("kms").shape_for("KeyState").enum
    assert sorted(states) == sorted({"Enabled", *STATE_FIXES})


@pytest.mark.parametrize("alias", ["alias/data", f"arn:aws:kms:us-east-1:{DATA}:alias/data"])
def test_an_alias_is_not_supported(alias: str) -> None:
    assert problems("permissions.key", key_view(key_section(LOGS), alias)) == [
        f"The environment names its key by the alias {alias}, which MWAA does not support."
    ]


def test_a_key_of_another_region_is_a_failure() -> None:
    elsewhere = f"arn:aws:kms:eu-west-1:{DATA}:key/1234"
    (message,) = problems("permissions.key", key_view(key_section(LOGS), elsewhere))
    assert message.endswith("is in eu-west-1, and the environment in us-east-1.")


def test_a_key_that_does_not_exist_is_a_failure() -> None:
    missing = section(KeySection, key=None)
    assert problems("permissions.key", key_view(missing)) == [f"The key {KEY_ARN} of the environment does not exist."]


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:us-east-1:{DATA}:log-group:airflow-other-*"}},
        {"StringEquals": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:1:log-group:airflow-x"}},
    ],
)
def test_a_key_policy_for_other_log_groups_is_a_failure(condition: Any) -> None:
    (message,) = problems("permissions.key-policy-logs", key_view(key_section({**LOGS, "Condition": condition})))
    assert message.startswith(f"The policy of the key {KEY_ARN} does not let logs.us-east-1.amazonaws.com call")


def test_without_logs_the_policy_of_the_key_does_not_matter() -> None:
    view = view_of(kms_key=KEY_ARN, key=key_section(), logs=ALL_OFF)
    (finding,) = findings("permissions.key-policy-logs", view)
    assert (finding.result, finding.message) == ("pass", "no log is enabled")
