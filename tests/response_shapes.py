"""Responses compared with the service models of botocore: nothing unknown, nothing missing, of the right type.

SDKs read what they know and drop the rest without a word, so that a misspelled member goes unnoticed.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from typing import Any
from xml.etree import ElementTree as ET

from botocore.exceptions import UnknownServiceError  # type: ignore[import-untyped]
from botocore.loaders import Loader  # type: ignore[import-untyped]
from botocore.model import OperationNotFoundError, ServiceModel  # type: ignore[import-untyped]
from botocore.parsers import RpcV2CBORParser  # type: ignore[import-untyped]

from mwaa_tf.local_aws.api_responses import ApiResponse, error_code
from tests.shapes.deviations import KNOWN_DEVIATIONS, OCCASIONAL_DEVIATIONS
from tests.shapes.json_bodies import json_problems
from tests.shapes.xml_bodies import parse_xml, xml_problems

#: Service models by signing name where botocore has another name; the first one that has the operation counts.
_MODELS = {
    "airflow": ("mwaa",),
    "elasticloadbalancing": ("elbv2", "elb"),
    "monitoring": ("cloudwatch",),
    "s3": ("s3", "s3control"),
    "servicequotas": ("service-quotas",),
    "states": ("stepfunctions",),
}


def problems(service: str, operation: str, response: ApiResponse) -> list[str]:
    """A sentence for each way in which a response differs from its model; of an error, that it has no code."""
    if response.status >= HTTPStatus.BAD_REQUEST:
        return list(_error_problems(service, operation, response))
    if response.status >= HTTPStatus.MULTIPLE_CHOICES:
        return []
    operation_model = _operation_model(service, operation)
    if operation_model is None:
        return [f"{service}:{operation} is no operation"]
    shape = operation_model.output_shape
    if shape is None:
        return []
    return [f"{service}:{operation}{problem}" for problem in _problems(operation_model, shape, response)]


def _error_problems(service: str, operation: str, response: ApiResponse) -> Iterator[str]:
    """SDKs report an error without a code as unknown. The response to a `HEAD` has no body to hold one."""
    headers = {name.lower(): value for name, value in response.headers}
    if not operation.startswith("Head") and not error_code(response.status, headers, response.body):
        yield f"{service}:{operation}: an error without a code: {response.body[:80]!r}"


def unexpected_problems(service: str, operation: str, response: ApiResponse) -> list[str]:
    """The :func:`problems` that are not listed as moto's own deviations."""
    listed = KNOWN_DEVIATIONS.keys() | OCCASIONAL_DEVIATIONS
    return [problem for problem in problems(service, operation, response) if place(problem) not in listed]


def place(problem: str) -> str:
    """The part of a problem that names service, operation and member, such as ``kms:ListGrants.GrantCount``."""
    return problem.split(": ", 1)[0]


def _problems(operation_model: Any, shape: Any, response: ApiResponse) -> Iterator[str]:
    headers = {name.lower() for name, _ in response.headers}
    for name in shape.required_members:
        member = shape.members[name]
        if member.serialization.get("location") == "header" and member.serialization["name"].lower() not in headers:
            yield f".{name}: no header {member.serialization['name']}"
    payload = shape.serialization.get("payload")
    if payload:
        shape = shape.members[payload]
        if shape.type_name in ("blob", "string") or shape.serialization.get("eventstream"):
            return
    yield from _body_problems(operation_model, shape, response)


def _body_problems(operation_model: Any, shape: Any, response: ApiResponse) -> Iterator[str]:
    content_type = next((value for name, value in response.headers if name.lower() == "content-type"), "")
    protocol = operation_model.service_model.metadata["protocol"]
    body = response.body
    if "cbor" in content_type:
        yield from json_problems(shape, _decode_cbor(body), "")
    elif body[:1] == b"{" or (protocol.endswith("json") and not body):
        yield from json_problems(shape, json.loads(body or b"{}"), "")
    elif body or any("location" not in member.serialization for member in getattr(shape, "members", {}).values()):
        yield from _xml_body_problems(operation_model, shape, body)


def _xml_body_problems(operation_model: Any, shape: Any, body: bytes) -> Iterator[str]:
    if not body.strip():
        yield ": no body"
        return
    root: ET.Element | None = parse_xml(body)
    assert root is not None
    if operation_model.name == "GetBucketLocation":
        # Its root element is the member (S3 API reference; botocore, handlers.parse_get_bucket_location), and is empty
        # for a bucket in us-east-1.
        if not root.text:
            return
        wrapper = ET.Element("GetBucketLocationOutput")
        wrapper.append(root)
        root = wrapper
    result_wrapper = shape.serialization.get("resultWrapper")
    if result_wrapper:
        root = root.find(result_wrapper)
    if root is None:
        yield f": no {result_wrapper}"
    else:
        yield from xml_problems(shape, root, "")


def _decode_cbor(body: bytes) -> Any:
    parser = RpcV2CBORParser()
    return parser.parse_data_item(io.BufferedReader(io.BytesIO(body)))


def _operation_model(service: str, operation: str) -> Any:
    for model_name in _MODELS.get(service, (service,)):
        try:
            return _model(model_name).operation_model(operation)
        except (OperationNotFoundError, UnknownServiceError):
            continue
    return None


@cache
def _model(name: str) -> Any:
    """The service model; without a session, which would want the profile that a test has set."""
    return ServiceModel(Loader().load_service_model(name, "service-2"), name)
