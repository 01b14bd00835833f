"""Where moto's IAM answers differently from AWS."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from moto.iam.models import AccessKey, ManagedPolicy, iam_backends
from moto.iam.utils import AWS_ROLE_ALPHABET
from moto.utilities.utils import get_partition

from mwaa_tf.local_aws.patching import wrap

_FIXED = len("AKIA") + 9
"""The type of a key and the account in it, which `sts:GetAccessKeyInfo` reads (STS API reference)."""
_RANDOM = 7


def install() -> None:
    """Apply all patches; once per process."""
    wrap(AccessKey, "__init__", _create_access_key)
    ManagedPolicy.delete = _delete_with_stack  # type: ignore[attr-defined]


def _create_access_key(create: Callable[..., None], key: AccessKey, *arguments: Any, **options: Any) -> None:
    """Draw keys of users and sessions from the operating system.

    moto draws them from its seed, so that they are the same in each run. The local AWS checks no signatures: the id of
    a key is enough to use it.
    """
    create(key, *arguments, **options)
    random = "".join(secrets.choice(AWS_ROLE_ALPHABET) for _ in range(_RANDOM))
    key.access_key_id = f"{key.access_key_id[:_FIXED]}{random}"
    key.secret_access_key = secrets.token_hex(20)


def _delete_with_stack(policy: ManagedPolicy, account_id: str, region_name: str) -> None:
    """Detach a policy and delete it with its stack; moto leaves it, and with it what it is attached to."""
    backend = iam_backends[account_id][get_partition(region_name)]
    identities: list[Any] = [*backend.roles.values(), *backend.users.values(), *backend.groups.values()]
    for identity in identities:
        if policy.arn in identity.managed_policies:
            policy.detach_from(identity)
    backend.managed_policies.pop(policy.arn, None)
