"""The policies that IAM has for users, groups and roles, as documents to evaluate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from mwaa_tf.arn import Arn


@dataclass(frozen=True, slots=True)
class AttachedPolicy:
    """A policy of a user, group or role: its name or ARN, and its document as JSON."""

    id: str
    document: str


@dataclass(frozen=True, slots=True)
class IdentityPolicies:
    """What limits an identity by itself."""

    attached: tuple[AttachedPolicy, ...] = ()
    boundary: AttachedPolicy | None = None


def identity_policies(arn_text: str) -> IdentityPolicies | None:
    """The policies of the user, group or role with that ARN; None if there is no such identity.

    Those of a user include the policies of its groups (IAM user guide, access_policies).
    """
    from moto.iam.models import iam_backends

    arn = Arn.parse(arn_text)
    if arn.account_id not in iam_backends:
        return None
    backend: Any = iam_backends[arn.account_id][arn.partition]
    identities = {"user": backend.users, "group": backend.groups, "role": backend.roles}.get(arn.resource_type, {})
    identity = next((item for item in list(identities.values()) if item.arn == arn_text), None)
    if identity is None:
        return None
    groups = [group for group in list(backend.groups.values()) if identity in group.users]
    attached = tuple(policy for source in (identity, *groups) for policy in _policies_of(source))
    return IdentityPolicies(attached, _boundary(identity, backend))


def _policies_of(identity: Any) -> Iterator[AttachedPolicy]:
    for name, document in dict(identity.policies).items():
        yield AttachedPolicy(name, _as_json(document))
    for arn, policy in dict(identity.managed_policies).items():
        yield AttachedPolicy(arn, _default_version(policy))


def _boundary(identity: Any, backend: Any) -> AttachedPolicy | None:
    boundary_arn = getattr(identity, "permissions_boundary_arn", None)
    policy = backend.managed_policies.get(boundary_arn) if boundary_arn else None
    # A boundary that does not exist any more allows nothing.
    document = _default_version(policy) if policy else json.dumps({"Version": "2012-10-17", "Statement": []})
    return AttachedPolicy(boundary_arn, document) if boundary_arn else None


def _default_version(policy: Any) -> str:
    version = next(version for version in policy.versions if version.is_default_version)
    return _as_json(version.document)


def _as_json(document: Any) -> str:
    if not isinstance(document, str):
        return json.dumps(document)
    return document if document.lstrip().startswith("{") else unquote(document)
