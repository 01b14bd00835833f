"""Repositories, keys and log groups in templates: what moto leaves out when CloudFormation creates or changes them.

moto drops the policies of a repository, keeps the policy of a key as a dictionary, deletes a key at once, and encrypts
no log group; it cannot change keys and log groups.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ecr.models import Repository, ecr_backends
from moto.kms.models import Key, KmsBackend, kms_backends
from moto.logs.models import LogGroup, logs_backends

from mwaa_tf.local_aws.authorization import as_text

_LONGEST_WINDOW = 30
"""Days until a key is deleted if the template does not say (aws-resource-kms-key, PendingWindowInDays)."""


def create_repository(
    create: Callable[..., Repository],
    resource_name: str,
    cloudformation_json: Any,
    account_id: str,
    region_name: str,
    **options: Any,
) -> Repository:
    """Create a repository with its policies."""
    repository = create(resource_name, cloudformation_json, account_id, region_name, **options)
    _set_policies(repository, cloudformation_json["Properties"], account_id, region_name)
    return repository


def update_repository(update: Callable[..., Repository], **options: Any) -> Repository:
    """Change a repository with its policies."""
    repository = update(**options)
    properties = options["cloudformation_json"]["Properties"]
    _set_policies(repository, properties, options["account_id"], options["region_name"])
    return repository


def _set_policies(repository: Repository, properties: Any, account_id: str, region_name: str) -> None:
    backend = ecr_backends[account_id][region_name]
    repository.policy = repository.lifecycle_policy = None
    if policy := properties.get("RepositoryPolicyText"):
        backend.set_repository_policy(account_id, repository.name, as_text(policy))
    if text := (properties.get("LifecyclePolicy") or {}).get("LifecyclePolicyText"):
        backend.put_lifecycle_policy(account_id, repository.name, text)


def create_key(
    _model: type,
    /,
    resource_name: str,  # noqa: ARG001 - a key has no name
    cloudformation_json: Any,
    account_id: str,
    region_name: str,
    **_: Any,
) -> Key:
    """Create a symmetric key."""
    backend, properties = kms_backends[account_id][region_name], cloudformation_json["Properties"]
    policy = as_text(properties["KeyPolicy"]) if properties.get("KeyPolicy") else None
    description, tags = properties.get("Description", ""), properties.get("Tags", [])
    # moto tags it with these keys.
    key = backend.create_key(policy, "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", description, _tags(tags))
    _configure(backend, key, properties)
    return key


def update_key(
    _model: type,
    /,
    original_resource: Key,
    new_resource_name: str,  # noqa: ARG001 - moto's signature
    cloudformation_json: Any,
    account_id: str,
    region_name: str,
) -> Key:
    """Change the policy, description, rotation and state of a key."""
    backend, properties = kms_backends[account_id][region_name], cloudformation_json["Properties"]
    key = original_resource
    if properties.get("KeyPolicy"):
        backend.put_key_policy(key.id, as_text(properties["KeyPolicy"]))
    backend.update_key_description(key.id, properties.get("Description", ""))
    _configure(backend, key, properties)
    return key


def _configure(backend: KmsBackend, key: Key, properties: Any) -> None:
    key.template_window = int(properties.get("PendingWindowInDays", _LONGEST_WINDOW))  # type: ignore[attr-defined]
    rotate = (
        backend.enable_key_rotation if _is_true(properties.get("EnableKeyRotation")) else backend.disable_key_rotation
    )
    rotate(key.id)
    enable = backend.enable_key if _is_true(properties.get("Enabled", True)) else backend.disable_key
    enable(key.id)


def delete_key(key: Key, account_id: str, region_name: str) -> None:
    """Schedule the deletion of a key, unless someone has already done so."""
    if key.key_state != "PendingDeletion":
        window: int = getattr(key, "template_window", _LONGEST_WINDOW)
        kms_backends[account_id][region_name].schedule_key_deletion(key.id, window)


def create_log_group(
    _model: type, /, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
) -> LogGroup:
    """Create a log group with its retention and key."""
    backend, properties = logs_backends[account_id][region_name], cloudformation_json["Properties"]
    tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
    group = backend.create_log_group(resource_name, tags, kmsKeyId=properties.get("KmsKeyId"))
    group.set_retention_policy(properties.get("RetentionInDays"))
    return group


def update_log_group(
    _model: type,
    /,
    original_resource: LogGroup,
    new_resource_name: str,  # noqa: ARG001 - moto's signature
    cloudformation_json: Any,
    account_id: str,  # noqa: ARG001 - moto's signature
    region_name: str,  # noqa: ARG001 - moto's signature
) -> LogGroup:
    """Change the retention and the key of a log group."""
    properties = cloudformation_json["Properties"]
    original_resource.set_retention_policy(properties.get("RetentionInDays"))
    original_resource.kms_key_id = properties.get("KmsKeyId")
    return original_resource


def _tags(tags: Any) -> list[dict[str, str]]:
    """Tags as KMS has them."""
    return [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in tags]


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"
