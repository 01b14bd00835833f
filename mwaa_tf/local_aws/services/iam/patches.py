"""Where moto's IAM answers differently from AWS."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

from moto.iam.exceptions import InvalidInput
from moto.iam.models import AccessKey, Group, IAMBackend, InstanceProfile, ManagedPolicy, Role, User, iam_backends
from moto.iam.utils import AWS_ROLE_ALPHABET, generate_access_key_id_from_account_id
from moto.utilities.utils import get_partition

from mwaa_tf.local_aws.patching import wrap

_FIXED = len("AKIA") + 9
"""The type of a key and the account in it, which `sts:GetAccessKeyInfo` reads (STS API reference)."""
_RANDOM = 7

#: What the ids of resources begin with ("Understanding unique ID prefixes" on page reference_identifiers of the IAM
#: user guide). They have 21 characters, as AIDAJQABLZS4A3QDU576Q there.
_PREFIXES: dict[type[Any], str] = {Group: "AGPA", InstanceProfile: "AIPA", User: "AIDA"}
_ID_LENGTH = 21

SERVICE_LINKED_ROLE_NAMES = {
    "airflow": "AmazonMWAA",
    "clientvpn": "ClientVPN",
    "elasticloadbalancing": "ElasticLoadBalancing",
    "organizations": "Organizations",
    "ram": "ResourceAccessManager",
    "ssm": "AmazonSSM",
}
"""What follows `AWSServiceRoleFor` in the name of a service's role, where it is not the service's own name.

See the pages mwaa-slr of the MWAA user guide, and using-service-linked-roles of the guides of the others.
"""


def install() -> None:
    """Apply all patches; once per process."""
    wrap(AccessKey, "__init__", _create_access_key)
    for resource in _PREFIXES:
        wrap(resource, "__init__", _create_with_id)
    wrap(IAMBackend, "create_service_linked_role", _create_service_linked_role)
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


def _create_with_id(create: Callable[..., None], resource: Any, *arguments: Any, **options: Any) -> None:
    """Draw an id as AWS does, whose prefix says what it is of; moto has small letters and no prefix."""
    create(resource, *arguments, **options)
    resource.id = generate_access_key_id_from_account_id(resource.account_id, _PREFIXES[type(resource)], _ID_LENGTH)


def _create_service_linked_role(
    create: Callable[..., Role], backend: IAMBackend, service_name: str, description: str, suffix: str
) -> Role:
    """Give the role the name that AWS gives it; moto composes one from the service's.

    That a role which exists already is InvalidInput, and the wording, is inferred.
    """
    service, _, domain = service_name.partition(".")
    label = SERVICE_LINKED_ROLE_NAMES.get(service) if domain.startswith("amazonaws.com") else None
    if label is None:
        return create(backend, service_name, description, suffix)
    name = f"AWSServiceRoleFor{label}"
    if any(role.name == name for role in backend.get_roles()):
        raise InvalidInput(f"Service role name {name} has been taken in this account, please try a different suffix.")
    statement = {"Effect": "Allow", "Principal": {"Service": service_name}, "Action": "sts:AssumeRole"}
    return backend.create_role(
        name,
        json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        f"/aws-service-role/{service_name}/",
        permissions_boundary=None,
        description=description,
        tags=[],
        max_session_duration="3600",
        linked_service=service_name,
    )


def _delete_with_stack(policy: ManagedPolicy, account_id: str, region_name: str) -> None:
    """Detach a policy and delete it with its stack; moto leaves it, and with it what it is attached to."""
    backend = iam_backends[account_id][get_partition(region_name)]
    identities: list[Any] = [*backend.roles.values(), *backend.users.values(), *backend.groups.values()]
    for identity in identities:
        if policy.arn in identity.managed_policies:
            policy.detach_from(identity)
    backend.managed_policies.pop(policy.arn, None)
