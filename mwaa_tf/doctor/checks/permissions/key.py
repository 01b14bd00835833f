"""MWAA can use the key of the environment."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.key import KmsKeyFacts

#: Of a key that is only planned, the state is empty.
_ENABLED = ("Enabled", "")

#: What to do about each other state (KMS developer guide, key-state).
STATE_FIXES = {
    "Creating": "Wait until the key is created.",
    "Disabled": "Enable it: `aws kms enable-key --key-id {key}`",
    "PendingDeletion": "Cancel that and enable it: `aws kms cancel-key-deletion --key-id {key}`, "
    "`aws kms enable-key --key-id {key}`",
    "PendingImport": "Import its key material again.",
    "PendingReplicaDeletion": "Cancel that: `aws kms cancel-key-deletion --key-id {key}`",
    "Unavailable": "Connect its key store again.",
    "Updating": "Wait until the key is updated.",
}


@check(
    "permissions.key",
    title="MWAA can use the key of the environment",
    fix="Create the environment again with another key: that of an environment cannot be changed.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html",
    reads=("key",),
    covers=("verify_env: check_kms_key_policy", "guide: customer managed keys"),
)
def key(view: EnvironmentView) -> Iterator[Issue]:
    """The key exists, is enabled and symmetric, is of one region, the environment's, and is named by ARN or id.

    Without its key an environment loses its database, its queue and its logs; a key that waits for its deletion can be
    saved for as long as it waits. MWAA supports no alias, no asymmetric and no multi-Region key: an environment with
    one is refused, or ends in CREATE_FAILED.
    """
    key_id = view.environment.value.kms_key
    if not key_id:
        yield passed("the environment has a key that AWS owns")
        return
    yield from _name_issues(key_id, view.target.region)
    facts = view.key.key.value
    if facts is None:
        yield failure(f"The key {key_id} of the environment does not exist.", subject=key_id)
    else:
        yield from _key_issues(facts)


def _name_issues(key_id: str, region: str) -> Iterator[Issue]:
    arn = Arn.find(key_id)
    if (arn.resource if arn else key_id).startswith("alias/"):
        message = f"The environment names its key by the alias {key_id}, which MWAA does not support."
        yield failure(message, fix="Name the key by its ARN.", subject=key_id)
    if arn and arn.region and arn.region != region:
        yield failure(f"The key {key_id} is in {arn.region}, and the environment in {region}.", subject=key_id)


def _key_issues(facts: KmsKeyFacts) -> Iterator[Issue]:
    if facts.state in STATE_FIXES:
        fix = STATE_FIXES[facts.state].format(key=facts.arn)
        yield failure(f"The key {facts.arn} of the environment is {facts.state}.", fix=fix, subject=facts.arn)
    elif facts.state not in _ENABLED:
        text = f"the key {facts.arn} has a state that mwaa_tf does not know: {facts.state!r}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text), subject=facts.arn)
    for is_wrong, words in ((not facts.is_symmetric, "not symmetric"), (facts.is_multi_region, "a multi-Region key")):
        if is_wrong:
            yield failure(f"The key {facts.arn} of the environment is {words}.", subject=facts.arn)
