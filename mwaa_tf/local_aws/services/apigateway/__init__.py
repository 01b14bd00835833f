"""API Gateway: integrations are not called, and documents that refer to other documents are not imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

_GATEWAY_TIMEOUT = 504


def install_on_first_use() -> None:
    """Keep moto from calling integrations, and from reading what an OpenAPI document refers to."""
    import moto.apigateway.models
    from moto.apigateway.integration_parsers.aws_parser import TypeAwsParser
    from moto.apigateway.integration_parsers.http_parser import TypeHttpParser

    from mwaa_tf.local_aws.patching import replace, wrap

    wrap(moto.apigateway.models, "validate", _validate)
    for parser in (TypeAwsParser, TypeHttpParser):
        replace(parser, "invoke", _invoke)


def _invoke(_parser: Any, _request: Any, integration: Any) -> tuple[int, str]:
    """The gateway response INTEGRATION_FAILURE (API Gateway developer guide, supported-gateway-response-types)."""
    from mwaa_tf.local_aws.outgoing import log_undelivered

    log_undelivered("API Gateway", str(integration.uri))
    return _GATEWAY_TIMEOUT, '{"message": "Network error communicating with endpoint"}'


def _validate(validate: Callable[[Mapping[str, Any]], None], document: Mapping[str, Any]) -> None:
    """Refuse references to files and other hosts, which moto's validator would open. The message is inferred."""
    from moto.apigateway.exceptions import BadRequestException

    for reference in _references(document):
        if not reference.startswith("#"):
            raise BadRequestException(f"Invalid reference: {reference} is not in the document itself")
    validate(document)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, member in value.items():
            if key in ("$ref", "$schema", "operationRef") and isinstance(member, str):
                yield member
            else:
                yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)
