"""The key of an environment, as plans have it."""

from __future__ import annotations

from mwaa_tf.doctor.collect.plan.objects import UNKNOWN, PlannedObject
from mwaa_tf.doctor.collect.plan.source import PlanSource, attempt, not_in_plans, unknown
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.key import KeySection, KmsKeyFacts
from mwaa_tf.iam.document import PolicyDocument

#: Types of keys, and the attribute with the kind of key (provider documentation).
_KEYS = ("aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key")
_SYMMETRIC = "SYMMETRIC_DEFAULT"


def collect(source: PlanSource) -> KeySection:
    """The key that the environment names, if it is in a plan."""
    environment = source.environment
    name = environment.value.kms_key
    if not name:
        return KeySection(Reading.of(None, environment.source), Reading.of(None, environment.source))
    key = source.objects.find(_KEYS, name)
    if key is None:
        gap = unknown(source.planned, "kms_key") if name == UNKNOWN else not_in_plans(f"the key {name}")
        return KeySection(gap, gap)
    return KeySection(_key(key), attempt(lambda: _policy(source, key)))


def _key(key: PlannedObject) -> Reading[KmsKeyFacts | None]:
    if key.is_unknown("is_enabled"):
        return unknown(key, "is_enabled")
    facts = KmsKeyFacts(
        arn=key.arn,
        state="" if key.values.get("is_enabled", True) else "Disabled",
        is_symmetric=(key.text("customer_master_key_spec") or _SYMMETRIC) == _SYMMETRIC,
        is_multi_region=bool(key.values.get("multi_region")) or key.type == "aws_kms_replica_key",
    )
    return Reading.of(facts, key.source)


def _policy(source: PlanSource, key: PlannedObject) -> Reading[PolicyDocument | None]:
    """The policy in the key, or in a resource of its own, which replaces it."""
    for policy in source.objects.of("aws_kms_key_policy"):
        if source.belongs(policy, "key_id", key):
            return source.policy(policy)
    return source.policy(key)
