"""AWS KMS, where moto answers differently from AWS: a dry run changes nothing, and keys have AWS's defaults."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.kms.models import Key, KmsBackend
    from moto.kms.responses import KmsResponse


def install_on_first_use() -> None:
    """Put the check before all operations of moto's KMS, and the defaults before the creation of a key."""
    from moto.kms.models import KmsBackend
    from moto.kms.responses import KmsResponse

    from mwaa_tf.local_aws.patching import wrap

    wrap(KmsResponse, "call_action", _call_action)
    wrap(KmsBackend, "create_key", _create_key)


def _call_action(call: Callable[[KmsResponse], Any], response: KmsResponse) -> Any:
    """Answer DryRunOperationException to a dry run with valid parameters (KMS developer guide, testing-permissions)."""
    from moto.core.exceptions import ServiceException

    from mwaa_tf.local_aws import api_responses, request_validation

    if not _is_dry_run(response.body):
        return call(response)
    try:
        request_validation.check(response)
    except ServiceException:
        # The call is refused for the same reason, and does nothing.
        return call(response)
    message = "The request would have succeeded, but the DryRun option is set."
    error = api_responses.error("json", 412, "DryRunOperationException", message)
    return error.status, dict(error.headers), error.body.decode()


def _is_dry_run(body: str) -> bool:
    """Whether a request has `DryRun`. What is no JSON object is refused later, by name."""
    try:
        params = json.loads(body)
    except ValueError:
        return False
    return isinstance(params, dict) and bool(params.get("DryRun"))


def _create_key(
    create: Callable[..., Key],
    backend: KmsBackend,
    policy: str | None,
    key_usage: str | None,
    key_spec: str,
    description: str,
    tags: list[dict[str, str]] | None,
    multi_region: bool | None = False,
    origin: str = "AWS_KMS",
) -> Key:
    """A key encrypts and is in one region, unless the request says otherwise (KMS API reference, CreateKey)."""
    return create(
        backend, policy, key_usage or "ENCRYPT_DECRYPT", key_spec, description, tags, bool(multi_region), origin
    )
