"""The accounts of the local AWS: a user with keys in each, and the caller of an access key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mwaa_tf.arn import Arn

USER = "rehearsal"
"""The IAM user of each account whose keys clients get."""

_ALLOW_ALL = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a user. They are valid only on the local AWS, and only until it stops."""

    access_key_id: str
    secret_access_key: str


@dataclass(frozen=True, slots=True)
class Caller:
    """The user or role that an access key belongs to."""

    account_id: str
    arn: str


def add_user(account_id: str, partition: str) -> Keys:
    """Create the user of ``account_id``, with all permissions, and return its keys."""
    from moto.iam.models import iam_backends

    backend = iam_backends[account_id][partition]
    backend.create_user(partition, USER, path="/", tags=None)
    backend.put_user_policy(USER, "everything", _ALLOW_ALL)
    key = backend.create_access_key(USER)
    return Keys(key.access_key_id, key.secret_access_key)


def caller_of(access_key: str) -> Caller | None:
    """The user or assumed role of ``access_key``; None for an unknown key."""
    from moto.iam.models import iam_backends

    for account_id, partitions in list(iam_backends.items()):
        for partition, backend in list(partitions.items()):
            key: Any = backend.access_keys.get(access_key)
            if key is not None:
                arn = key.role_arn or str(Arn(partition, "iam", "", account_id, f"user/{key.user_name}"))
                return Caller(account_id, arn)
    return None
