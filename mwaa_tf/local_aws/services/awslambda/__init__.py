"""Lambda: functions exist and do not run, since moto would start them with Docker and download their images."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moto.awslambda.models import LambdaFunction
    from moto.awslambda.responses import LambdaResponse

_NOT_RUN = "the local AWS runs no Lambda functions"
_WITHOUT_RESULT = frozenset({"Event", "DryRun"})


def install_on_first_use() -> None:
    """Refuse calls that want the result of a function, and let events for functions come to nothing."""
    import moto.settings
    from moto.awslambda.models import LambdaFunction
    from moto.awslambda.responses import LambdaResponse

    from mwaa_tf.local_aws.patching import replace, wrap

    wrap(LambdaResponse, "invoke", _invoke)
    replace(LambdaFunction, "_invoke_lambda", _invoke_lambda)
    # In a container, moto would ask Docker for its own address.
    replace(moto.settings, "moto_server_host", lambda: "http://127.0.0.1")


def _invoke(invoke: Callable[..., Any], response: LambdaResponse) -> Any:
    """Accept asynchronous invocations, which AWS queues (Lambda API reference, Invoke, InvocationType)."""
    from mwaa_tf.local_aws.outgoing import NotInLocalAwsError

    if response.headers.get("X-Amz-Invocation-Type") not in _WITHOUT_RESULT:
        raise NotInLocalAwsError(_NOT_RUN)
    return invoke(response)


def _invoke_lambda(function: LambdaFunction, event: object = None) -> tuple[str, bool, str]:  # noqa: ARG001
    """What moto takes for the result of a function that has failed."""
    from mwaa_tf.local_aws.outgoing import log_undelivered

    log_undelivered("Lambda", f"the function {function.function_name}")
    return _NOT_RUN, True, ""
