"""The customer managed key (page custom-keys-certs of the MWAA user guide)."""

from __future__ import annotations

from mwaa_tf.arn import Arn
from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException


def check_key(kms_key: str, account_id: str, region: str) -> None:
    """Raise unless it is an enabled single-region key of the region, given by id or ARN."""
    from moto.kms.models import kms_backends

    if "alias/" in kms_key:
        raise ValidationException(f"Invalid KMS key '{kms_key}': specify the key ID or ARN, not an alias")
    if arn := Arn.find(kms_key):
        account_id = arn.account_id
        if arn.region != region:
            raise ValidationException(f"Invalid KMS key '{kms_key}': the key must be in {region}")
    key = kms_backends[account_id][region].keys.get(kms_key.rsplit("/", 1)[-1])
    if key is None:
        raise ValidationException(f"Invalid KMS key '{kms_key}': the key does not exist")
    if key.multi_region:
        raise ValidationException(f"Invalid KMS key '{kms_key}': multi-Region keys are not supported")
    if key.key_state != "Enabled":
        raise ValidationException(f"Invalid KMS key '{kms_key}': the key is {key.key_state}")
