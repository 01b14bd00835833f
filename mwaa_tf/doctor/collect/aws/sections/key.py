"""The key that an environment was given, from KMS in the account that its ARN names."""

from __future__ import annotations

from mwaa_tf.doctor.collect.aws.accounts import caller_of
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.key import KeySection, KmsKeyFacts
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.text import escape_control_characters as printable

DESCRIBE_KEY = operation("kms", "DescribeKey", why="whether the environment's key can be used", resource="{key}")
GET_KEY_POLICY = operation("kms", "GetKeyPolicy", why="whether CloudWatch Logs may use the key", resource="{key}")

_NOT_FOUND = ("NotFoundException",)
_SYMMETRIC = "SYMMETRIC_DEFAULT"

#: How the other specifications of keys begin (KMS API reference, KeyMetadata).
_OTHER_SPECS = ("RSA_", "ECC_", "HMAC_", "SM2", "ML_DSA_", "ML_KEM_")


def collect(source: AwsSource) -> KeySection:
    """Describe the key and read its policy; a key that AWS owns is not asked for."""
    key_id = source.environment.value.kms_key
    if not key_id:
        return KeySection(Reading.of(None, source.environment.source), Reading.of(None, source.environment.source))
    calls = caller_of(source, key_id)
    key: Reading[KmsKeyFacts | None] = calls.read(DESCRIBE_KEY, _key, KeyId=key_id)
    key = key.absent_as(_NOT_FOUND, None)
    if key.is_known and key.content is None:
        return KeySection(key, Reading.unread(Gap(GapKind.ABSENT, f"the key {key_id} does not exist"), key.source))
    # GetKeyPolicy takes no alias; an alias is resolved by DescribeKey.
    arn = key.content.arn if key.content else key_id
    policy: Reading[PolicyDocument | None] = calls.read(GET_KEY_POLICY, _policy, KeyId=arn, PolicyName="default")
    return KeySection(key, policy)


def _key(answer: Answer) -> KmsKeyFacts:
    data = answer["KeyMetadata"]
    return KmsKeyFacts(
        arn=printable(data["Arn"]),
        state=printable(data["KeyState"]),
        is_symmetric=_is_symmetric(data["KeySpec"]),
        is_multi_region=bool(data["MultiRegion"]),
    )


def _is_symmetric(spec: str) -> bool:
    if spec != _SYMMETRIC and not spec.startswith(_OTHER_SPECS):
        raise ValueError(f"the unknown key specification {spec!r}")
    return spec == _SYMMETRIC


def _policy(answer: Answer) -> PolicyDocument:
    return parse_policy(str(answer["Policy"]))
