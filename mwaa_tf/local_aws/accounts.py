"""The accounts of the local AWS: a user with keys in each, and the caller of an access key."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from mwaa_tf.iam.principals import RequestPrincipal

USER = "rehearsal"
"""The IAM user of each account whose keys clients get."""

_ALLOW_ALL = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a user. They are valid only on the local AWS, and only until it stops."""

    access_key_id: str
    secret_access_key: str


class SessionKind(Enum):
    """Whose the temporary credentials of a caller are."""

    NONE = "none"
    """Keys of a user, which do not expire."""
    ROLE = "role"
    USER = "user"
    FEDERATED_USER = "federated user"

    def may_call(self, service: str, action: str) -> bool:
        """Whether the credentials are valid for ``action`` of ``service`` (signing name), whatever policies allow.

        See the table of page id_credentials_sts-comparison of the IAM user guide; no session here has MFA. What STS
        itself refuses with a message of its own counts as valid.
        """
        if self is SessionKind.USER:
            return service != "iam"
        if self is SessionKind.FEDERATED_USER:
            return service != "iam" and action != "AssumeRole"
        return True


@dataclass(frozen=True, slots=True)
class Caller:
    """The user, role session or federated user that an access key belongs to."""

    account_id: str
    arn: str
    """Of a session of a role, the ARN of the role, with its path."""
    session_arn: str = ""
    """Of a session of a role, its own ARN, which has no path."""
    kind: SessionKind = SessionKind.NONE
    session_policies: tuple[str, ...] = ()
    """JSON of the policies that limit a session."""
    user_arn: str = ""
    """Of a federated user, the user that called GetFederationToken."""

    @property
    def name(self) -> str:
        """The ARN by which AWS calls the caller in its messages."""
        return self.session_arn or self.arn

    @property
    def principal(self) -> RequestPrincipal:
        """The caller as policies see it."""
        if self.session_arn:
            return replace(RequestPrincipal.of_arn(self.session_arn), role_arn=self.arn)
        return RequestPrincipal.of_arn(self.arn)


def set_caller(key: Any, caller: Caller) -> None:
    """Have calls that are signed with a temporary ``key`` of moto come from ``caller``."""
    key.caller = caller


def add_user(account_id: str, partition: str) -> Keys:
    """Create the user of ``account_id``, with all permissions, and return its keys."""
    from moto.iam.models import iam_backends

    backend = iam_backends[account_id][partition]
    backend.create_user(partition, USER, path="/", tags=None)
    backend.put_user_policy(USER, "everything", _ALLOW_ALL)
    key = backend.create_access_key(USER)
    return Keys(key.access_key_id, key.secret_access_key)


def caller_of(access_key: str) -> Caller | None:
    """The user or session of ``access_key``; None for an unknown key."""
    from moto.iam.models import iam_backends

    for account_id, partitions in list(iam_backends.items()):
        for backend in list(partitions.values()):
            key: Any = backend.access_keys.get(access_key)
            if key is not None:
                return getattr(key, "caller", None) or _user_of(key, backend.users.values(), account_id)
    return None


def _user_of(key: Any, users: Iterable[Any], account_id: str) -> Caller | None:
    """The user that has ``key``; None for the key of a deleted user."""
    return next((Caller(account_id, user.arn) for user in users if key in user.access_keys), None)


def organization_of(account_id: str) -> str | None:
    """The id of the organization that the account is in; None for none."""
    from moto.organizations.models import organizations_backends

    for backends in list(organizations_backends.values()):
        for backend in list(backends.values()):
            if backend.org is not None and any(account.id == account_id for account in backend.accounts):
                return str(backend.org.id)
    return None
