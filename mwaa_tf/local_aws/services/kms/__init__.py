"""AWS KMS, where moto answers differently from AWS: a dry run changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.kms.responses import KmsResponse


def install_on_first_use() -> None:
    """Put the check before all operations of moto's KMS."""
    from moto.kms.responses import KmsResponse

    from mwaa_tf.local_aws.patching import wrap

    wrap(KmsResponse, "call_action", _call_action)


def _call_action(call: Callable[[KmsResponse], Any], response: KmsResponse) -> Any:
    """Answer DryRunOperationException to a dry run (KMS developer guide, testing-permissions)."""
    from mwaa_tf.local_aws import api_responses

    if not response._get_param("DryRun"):
        return call(response)
    message = "The request would have succeeded, but the DryRun option is set."
    error = api_responses.error("json", 412, "DryRunOperationException", message)
    return error.status, dict(error.headers), error.body.decode()
