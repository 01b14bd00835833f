"""The accounts of the local AWS: static keys for each, and whose a key is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

USER = "rehearsal"
"""The IAM user of each account whose keys clients are given."""

_ALLOW_ALL = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


@dataclass(frozen=True, slots=True)
class Keys:
    """Static keys; those of an account are always the same."""

    access_key_id: str
    secret_access_key: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose an access key is."""

    account_id: str
    arn: str


def keys_of(account_id: str) -> Keys:
    """The keys of ``account_id``. They work nowhere but on the local AWS."""
    digest = hashlib.sha256(f"mwaa_tf rehearsal {account_id}".encode()).hexdigest()
    # moto knows an access key by its twenty capitals and digits.
    return Keys(f"AKIA{account_id}{digest[:4].upper()}", f"rehearsal{digest[:31]}")


def add_user(account_id: str, partition: str) -> None:
    """Give ``account_id`` the user with :func:`keys_of` it, who may do everything. Where it is there, do nothing."""
    from moto.iam.models import iam_backends

    backend = iam_backends[account_id][partition]
    if USER in backend.users:
        return
    keys = keys_of(account_id)
    user = backend.create_user(partition, USER, path="/", tags=None)
    backend.put_user_policy(USER, "everything", _ALLOW_ALL)
    key = user.create_access_key("AKIA")
    key.access_key_id, key.secret_access_key = keys.access_key_id, keys.secret_access_key
    backend.access_keys[keys.access_key_id] = key


def caller_of(access_key: str) -> Caller | None:
    """Whose ``access_key`` is: a user's, or that of a role somebody assumed. ``None`` where nobody's."""
    from moto.iam.models import iam_backends

    for account_id, partitions in list(iam_backends.items()):
        for partition, backend in list(partitions.items()):
            key: Any = backend.access_keys.get(access_key)
            if key is not None:
                who = key.role_arn or f"arn:{partition}:iam::{account_id}:user/{key.user_name}"
                return Caller(account_id, who)
    return None
