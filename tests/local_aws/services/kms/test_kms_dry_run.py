"""Dry runs of KMS check the parameters (KMS developer guide, testing-permissions)."""

from __future__ import annotations

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import DATA, refused


def test_a_dry_run_with_invalid_parameters_says_so(aws: LocalAws) -> None:
    kms = aws.client("kms", DATA)
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    with refused("DryRunOperationException"):
        kms.encrypt(KeyId=key, Plaintext=b"text", DryRun=True)
    with refused("ValidationException", "Value 'NONE' at 'encryptionAlgorithm' failed to satisfy constraint"):
        kms.encrypt(KeyId=key, Plaintext=b"text", EncryptionAlgorithm="NONE", DryRun=True)
