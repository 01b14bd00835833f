"""Responses compared with the service models of botocore: nothing unknown, nothing missing, of the right type.

SDKs read what they know and drop the rest without a word, so that a misspelled member goes unnoticed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from botocore.loaders import Loader  # type: ignore[import-untyped]
from botocore.model import OperationNotFoundError, ServiceModel  # type: ignore[import-untyped]

#: By signing name the service model, and what the names of the local AWS's own operations contain; None for all. The
#: rest, such as instances, is moto's own.
OWN_SERVICES: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "airflow": ("mwaa", None),
    "ram": ("ram", None),
    "ec2": ("ec2", ("ClientVpn", "SecurityGroup", "VpcEndpoint")),
    "elasticloadbalancing": ("elbv2", None),
    "sts": ("sts", None),
    "iam": ("iam", ("SimulateCustomPolicy", "SimulatePrincipalPolicy", "CreateServiceLinkedRole")),
}

#: Values that AWS answers and that its models do not have. EC2's model spells the states of endpoints with a capital,
#: while responses and waiters have them small (EC2 API reference, CreateVpcEndpoint, example); an internet gateway's
#: attachment is `available` (DescribeInternetGateways, filter attachment.state). Simulations of IAM name the source of
#: a statement "IAM Policy" (public recordings of SimulatePrincipalPolicy and SimulateCustomPolicy).
KNOWN_VALUES = {
    "State": frozenset({"available", "deleting", "failed", "pending", "pendingAcceptance"}),
    "AttachmentStatus": frozenset({"available"}),
    "PolicySourceType": frozenset({"IAM Policy"}),
}

_NAMESPACE = re.compile(rb""" xmlns(?::\w+)?=(?:"[^"]*"|'[^']*')""")
_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "double": (int, float),
    "float": (int, float),
    "integer": (int,),
    "long": (int,),
    "list": (list,),
    "map": (dict,),
    "string": (str,),
    "structure": (dict,),
    "timestamp": (int, float, str),
    "blob": (str,),
}


def problems(service: str, operation: str, status: int, body: bytes) -> list[str]:
    """A sentence for each way in which a successful response differs from its model; none for other services."""
    model_name, own = OWN_SERVICES.get(service, ("", None))
    if not model_name or status >= 300 or (own is not None and not any(part in operation for part in own)):
        return []
    try:
        operation_model = _model(model_name).operation_model(operation)
    except OperationNotFoundError:
        return [f"{service}:{operation} is no operation"]
    shape = operation_model.output_shape
    if shape is None:
        return []
    if operation_model.service_model.metadata["protocol"] == "rest-json":
        found = _json(shape, json.loads(body or b"{}"), "")
    else:
        root = ET.fromstring(_NAMESPACE.sub(b"", body))  # noqa: S314 - of the local AWS
        wrapper = shape.serialization.get("resultWrapper")
        result = root.find(wrapper) if wrapper else root
        found = iter([f"no {wrapper}"]) if result is None else _xml(shape, result, "")
    return [f"{service}:{operation}{problem}" for problem in found]


def _json(shape: Any, value: Any, path: str) -> Iterator[str]:
    json_types: Any = _JSON_TYPES[shape.type_name]
    if not isinstance(value, json_types):
        yield f"{path}: {value!r} is no {shape.type_name}"
    elif shape.type_name == "structure" and not shape.is_document_type:
        names = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}
        for key, item in value.items():
            if key not in names:
                yield f"{path}.{key}: unknown"
            elif item is None:
                yield f"{path}.{key}: null"
            else:
                yield from _json(names[key][1], item, f"{path}.{key}")
        present = {names[key][0] for key in value if key in names}
        yield from (f"{path}.{name}: missing" for name in shape.required_members if name not in present)
    elif shape.type_name == "list":
        for number, item in enumerate(value):
            yield from _json(shape.member, item, f"{path}[{number}]")
    elif shape.type_name == "map":
        for key, item in value.items():
            yield from _json(shape.value, item, f"{path}.{key}")
    elif shape.type_name == "string":
        yield from _enum(shape, value, path)


def _xml(shape: Any, element: ET.Element, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        names = {_xml_name(name, member): (name, member) for name, member in shape.members.items()}
        for child in element:
            if child.tag in ("requestId", "ResponseMetadata", "RequestId"):
                continue
            if child.tag not in names:
                yield f"{path}.{child.tag}: unknown"
            else:
                yield from _xml(names[child.tag][1], child, f"{path}.{child.tag}")
        present = {names[child.tag][0] for child in element if child.tag in names}
        yield from (f"{path}.{name}: missing" for name in shape.required_members if name not in present)
    elif shape.type_name == "list":
        flattened = shape.serialization.get("flattened")
        item_name = shape.member.serialization.get("name", "member")
        for child in [element] if flattened else list(element):
            if not flattened and child.tag not in (item_name, "item", "member"):
                yield f"{path}.{child.tag}: unknown item, not {item_name}"
            else:
                yield from _xml(shape.member, child, f"{path}[]")
    elif shape.type_name in ("integer", "long"):
        if not re.fullmatch(r"-?\d+", element.text or ""):
            yield f"{path}: {element.text!r} is no integer"
    elif shape.type_name == "boolean":
        if element.text not in ("true", "false"):
            yield f"{path}: {element.text!r} is no boolean"
    elif shape.type_name == "string":
        yield from _enum(shape, element.text or "", path)


def _xml_name(name: str, member: Any) -> str:
    if member.type_name == "list" and member.serialization.get("flattened"):
        return str(member.member.serialization.get("name", member.serialization.get("name", name)))
    return str(member.serialization.get("name", name))


def _enum(shape: Any, value: str, path: str) -> Iterator[str]:
    if shape.enum and value not in shape.enum and value not in KNOWN_VALUES.get(shape.name, ()):
        yield f"{path}: {value!r} is none of {', '.join(shape.enum[:8])}"


@cache
def _model(name: str) -> Any:
    """The service model; without a session, which would want the profile that a test has set."""
    return ServiceModel(Loader().load_service_model(name, "service-2"), name)
