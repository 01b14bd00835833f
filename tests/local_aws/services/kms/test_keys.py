"""Keys as KMS describes them."""

from __future__ import annotations

import pytest

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import DATA


def test_a_key_encrypts_and_is_in_one_region_unless_the_request_says_otherwise(aws: LocalAws) -> None:
    kms = aws.client("kms", DATA)
    created = kms.create_key()["KeyMetadata"]
    described = kms.describe_key(KeyId=created["KeyId"])["KeyMetadata"]
    assert (created["KeyUsage"], created["MultiRegion"]) == ("ENCRYPT_DECRYPT", False)
    assert described["EncryptionAlgorithms"] == ["SYMMETRIC_DEFAULT"]


@pytest.mark.parametrize(
    ("settings", "member", "value"),
    [
        ({"KeyUsage": "SIGN_VERIFY", "KeySpec": "RSA_2048"}, "KeyUsage", "SIGN_VERIFY"),
        ({"MultiRegion": True}, "MultiRegion", True),
    ],
)
def test_a_request_can_ask_for_another_key(
    aws: LocalAws, settings: dict[str, object], member: str, value: object
) -> None:
    assert aws.client("kms", DATA).create_key(**settings)["KeyMetadata"][member] == value


def test_members_without_a_value_are_absent_from_json(aws: LocalAws) -> None:
    kms = aws.client("kms", DATA)
    described = kms.describe_key(KeyId=kms.create_key()["KeyMetadata"]["KeyId"])["KeyMetadata"]
    assert "SigningAlgorithms" not in described
    assert None not in described.values()
