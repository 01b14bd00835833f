"""RAM's backend, composed of one class per group of operations on the same store of shares."""

from __future__ import annotations

from typing import cast

from moto.ram.models import ram_backends

from mwaa_tf.local_aws.services.ram.permissions import PermissionOperations
from mwaa_tf.local_aws.services.ram.share_changes import ShareChangeOperations
from mwaa_tf.local_aws.services.ram.share_queries import ShareQueryOperations


class SharingBackend(ShareChangeOperations, ShareQueryOperations, PermissionOperations):
    """RAM of one account in one region."""


def sharing_backend(account_id: str, region: str) -> SharingBackend:
    """RAM of the account in the region."""
    return cast("SharingBackend", ram_backends[account_id][region])


def shared_resources(account_id: str, region: str) -> set[str]:
    """ARNs of what other accounts currently share with the account in the region."""
    backend = sharing_backend(account_id, region)
    return {arn for share in backend.shared_with_me() for arn in share.effective("RESOURCE")}
