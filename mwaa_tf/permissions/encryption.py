"""What the encryption of states needs: OpenTofu makes these calls for real states, so that no rehearsal shows them."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.blueprint import Workspace
from mwaa_tf.permissions.model import Permission

_SOURCE = "https://opentofu.org/docs/language/state/encryption/#aws-kms"

#: Also to read a state, it first generates the key that it would write with, and then decrypts (`Provide` of OpenTofu's
#: internal/encryption/keyprovider/aws_kms/provider.go). It makes no other call of KMS.
_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")


def encryption_permissions(workspace: Workspace) -> Iterator[Permission]:
    """The permissions on the key that encrypts the state of ``workspace``; none where it is not encrypted.

    A key of another account also needs a statement of its policy (KMS developer guide, key-policy-modifying-external).
    """
    if workspace.encryption:
        for action in _ACTIONS:
            yield Permission(action, workspace.encryption.kms_key_arn, "key", source=_SOURCE)
