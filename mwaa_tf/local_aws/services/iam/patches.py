"""Where moto's IAM answers differently from AWS."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from moto.iam.models import AccessKey
from moto.iam.utils import AWS_ROLE_ALPHABET

from mwaa_tf.local_aws.patching import wrap

_FIXED = len("AKIA") + 9
"""The type of a key and the account in it, which `sts:GetAccessKeyInfo` reads (STS API reference)."""
_RANDOM = 7


def install() -> None:
    """Apply all patches; once per process."""
    wrap(AccessKey, "__init__", _create_access_key)


def _create_access_key(create: Callable[..., None], key: AccessKey, *arguments: Any, **options: Any) -> None:
    """Draw keys of users and sessions from the operating system.

    moto draws them from its seed, so that they are the same in each run. The local AWS checks no signatures: the id of
    a key is enough to use it.
    """
    create(key, *arguments, **options)
    random = "".join(secrets.choice(AWS_ROLE_ALPHABET) for _ in range(_RANDOM))
    key.access_key_id = f"{key.access_key_id[:_FIXED]}{random}"
    key.secret_access_key = secrets.token_hex(20)
