"""The key of the environment can be used."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView

_ENABLED = ("Enabled", "")
"""Of a key that is only planned, the state is empty."""

#: What to do about each other state (KMS developer guide, key-state).
_FIXES = {
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
    "permissions.key-enabled",
    title="The key of the environment is enabled",
    fix="Create the environment again with another key: the key of an environment cannot be changed.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html",
    reads=("key",),
    covers=("verify_env: check_kms_key_policy", "guide: customer managed keys"),
)
def key_enabled(view: EnvironmentView) -> Iterator[Issue]:
    """KMS knows the key, and it is enabled.

    Without its key an environment loses its database, its queue and its logs. A key that waits for its deletion can be
    saved for as long as it waits.
    """
    key_id = view.environment.value.kms_key
    if not key_id:
        yield passed("the environment has a key that AWS owns")
        return
    key = view.key.key.value
    if key is None:
        yield failure(f"The key {key_id} of the environment does not exist.", subject=key_id)
    elif key.state in _FIXES:
        fix = _FIXES[key.state].format(key=key.arn)
        yield failure(f"The key {key.arn} of the environment is {key.state}.", fix=fix, subject=key.arn)
    elif key.state not in _ENABLED:
        gap = Gap(GapKind.NOT_UNDERSTOOD, f"the key {key.arn} has a state that mwaa_tf does not know: {key.state!r}")
        yield not_checkable(gap, subject=key.arn)
