"""Roles and policies in templates: what moto leaves out when CloudFormation creates or changes them.

moto attaches no managed policy to a role, changes only its description, and cannot change a managed policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.iam.models import IAMBackend, ManagedPolicy, Role, iam_backends
from moto.utilities.utils import get_partition

from mwaa_tf.local_aws.authorization import as_text

_VERSIONS = 5
"""How many versions a managed policy can have (IAM quotas)."""


def create_role(
    create: Callable[..., Role],
    resource_name: str,
    cloudformation_json: Any,
    account_id: str,
    region_name: str,
    **options: Any,
) -> Role:
    """Create a role with its managed policies."""
    role = create(resource_name, cloudformation_json, account_id, region_name, **options)
    _attach(iam_backends[account_id][get_partition(region_name)], role, cloudformation_json["Properties"])
    return role


def update_role(
    _model: type,
    /,
    original_resource: Role,
    new_resource_name: str,  # noqa: ARG001 - moto's signature
    cloudformation_json: Any,
    account_id: str,
    region_name: str,
) -> Role:
    """Change everything about a role that can change in place."""
    backend = iam_backends[account_id][get_partition(region_name)]
    role, properties = original_resource, cloudformation_json["Properties"]
    backend.update_role(role.name, properties.get("Description", ""), properties.get("MaxSessionDuration", 3600))
    backend.update_assume_role_policy(role.name, as_text(properties["AssumeRolePolicyDocument"]))
    role.permissions_boundary_arn = properties.get("PermissionsBoundary") or None
    role.tags = properties.get("Tags", [])
    inline = {policy["PolicyName"]: as_text(policy["PolicyDocument"]) for policy in properties.get("Policies", [])}
    # Policies of AWS::IAM::Policy stay.
    of_others = {policy.policy_name for policy in backend.inline_policies.values() if role.name in policy.role_names}
    role.policies = {name: text for name, text in role.policies.items() if name in of_others} | inline
    _attach(backend, role, properties)
    return role


def delete_role(role: Role, account_id: str, region_name: str) -> None:
    """Delete a role with the policies of its template. Others have to be detached before, as IAM says."""
    backend = iam_backends[account_id][get_partition(region_name)]
    if role.id not in backend.roles:
        return
    for arn in getattr(role, "template_policy_arns", []):
        if arn in role.managed_policies:
            backend.detach_role_policy(arn, role.name)
    Role.delete_from_cloudformation_json(role.name, {}, account_id, region_name)


def _attach(backend: IAMBackend, role: Role, properties: Mapping[str, Any]) -> None:
    """Attach the policies of `ManagedPolicyArns`, and detach those of an earlier list."""
    wanted = list(properties.get("ManagedPolicyArns", []))
    for arn in getattr(role, "template_policy_arns", []):
        if arn not in wanted and arn in role.managed_policies:
            backend.detach_role_policy(arn, role.name)
    for arn in wanted:
        if arn not in role.managed_policies:
            backend.attach_role_policy(arn, role.name)
    role.template_policy_arns = wanted  # type: ignore[attr-defined]


def update_managed_policy(
    _model: type,
    /,
    original_resource: ManagedPolicy,
    new_resource_name: str,  # noqa: ARG001 - moto's signature
    cloudformation_json: Any,
    account_id: str,
    region_name: str,
) -> ManagedPolicy:
    """Make the document the default version, in place of the oldest one if need be, and attach the policy."""
    backend = iam_backends[account_id][get_partition(region_name)]
    policy, properties = original_resource, cloudformation_json["Properties"]
    document = as_text(properties["PolicyDocument"])
    others = [version for version in policy.versions if not version.is_default]
    if document not in [version.document for version in policy.versions if version.is_default]:
        if len(policy.versions) >= _VERSIONS:
            backend.delete_policy_version(policy.arn, others[0].version_id)
        backend.create_policy_version(policy.arn, document, set_as_default=True)
    attached: list[tuple[str, Mapping[str, Any]]] = [
        ("Roles", {role.name: role for role in backend.roles.values()}),
        ("Groups", backend.groups),
        ("Users", backend.users),
    ]
    for name, identities in attached:
        _attach_to(policy, identities, set(properties.get(name, [])))
    return policy


def _attach_to(policy: ManagedPolicy, identities: Mapping[str, Any], wanted: set[str]) -> None:
    for name, identity in identities.items():
        if name in wanted and policy.arn not in identity.managed_policies:
            policy.attach_to(identity)
        elif name not in wanted and policy.arn in identity.managed_policies:
            policy.detach_from(identity)
