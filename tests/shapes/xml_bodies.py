"""Bodies of the XML protocols compared with the shape of their operation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from tests.shapes.scalars import enum_problems, timestamp_problems

_NAMESPACE = re.compile(rb""" xmlns(?::\w+)?=(?:"[^"]*"|'[^']*')""")
_PREFIXED = re.compile(rb"""\sxsi:(\w+)=""")
_METADATA = ("requestId", "ResponseMetadata", "RequestId")


def parse_xml(body: bytes) -> ET.Element:
    """The root element of ``body``, without namespaces."""
    return ET.fromstring(_PREFIXED.sub(rb" xsi-\1=", _NAMESPACE.sub(b"", body)))  # noqa: S314 - of the local AWS


def xml_problems(shape: Any, element: ET.Element, path: str) -> Iterator[str]:
    """A sentence for each way in which ``element``, at ``path``, is not what ``shape`` says."""
    text = element.text or ""
    match shape.type_name:
        case "structure":
            yield from _structure_problems(shape, element, path)
        case "list":
            yield from _list_problems(shape, element, path)
        case "map":
            entries = [element] if shape.serialization.get("flattened") else list(element)
            for entry in entries:
                yield from _entry_problems(shape, entry, path)
        case "integer" | "long":
            if not re.fullmatch(r"-?\d+", text):
                yield f"{path}: {element.text!r} is no integer"
        case "double" | "float":
            if not re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text):
                yield f"{path}: {element.text!r} is no {shape.type_name}"
        case "boolean":
            if text not in ("true", "false"):
                yield f"{path}: {element.text!r} is no boolean"
        case "timestamp":
            yield from timestamp_problems(shape, text, path, default="iso8601")
        case "string":
            if len(element):
                yield f"{path}: elements in a string"
            yield from enum_problems(shape, text, path)


def _structure_problems(shape: Any, element: ET.Element, path: str) -> Iterator[str]:
    in_body = {name: member for name, member in shape.members.items() if _is_in_body(member)}
    names = {_xml_name(name, member): (name, member) for name, member in in_body.items()}
    for child in element:
        if child.tag in names:
            yield from xml_problems(names[child.tag][1], child, f"{path}.{child.tag}")
        elif child.tag not in _METADATA:
            yield f"{path}.{child.tag}: unknown"
    if (element.text or "").strip():
        yield f"{path}: text in a structure"
    present = {names[child.tag][0] for child in element if child.tag in names}
    # AWS leaves out an empty list that is flattened.
    for name in shape.required_members:
        if name in in_body and name not in present and not in_body[name].serialization.get("flattened"):
            yield f"{path}.{name}: missing"


def _is_in_body(member: Any) -> bool:
    return "location" not in member.serialization and not member.serialization.get("xmlAttribute")


def _list_problems(shape: Any, element: ET.Element, path: str) -> Iterator[str]:
    if shape.serialization.get("flattened"):
        yield from xml_problems(shape.member, element, f"{path}[]")
        return
    item_name = shape.member.serialization.get("name", "member")
    for child in element:
        if child.tag == item_name:
            yield from xml_problems(shape.member, child, f"{path}[]")
        else:
            yield f"{path}.{child.tag}: unknown item, not {item_name}"
    if (element.text or "").strip():
        yield f"{path}: text in a list"


def _entry_problems(shape: Any, entry: ET.Element, path: str) -> Iterator[str]:
    names = {
        shape.key.serialization.get("name", "key"): shape.key,
        shape.value.serialization.get("name", "value"): shape.value,
    }
    for child in entry:
        if child.tag in names:
            yield from xml_problems(names[child.tag], child, f"{path}{{}}.{child.tag}")
        else:
            yield f"{path}{{}}.{child.tag}: unknown"


def _xml_name(name: str, member: Any) -> str:
    if member.type_name == "list" and member.serialization.get("flattened"):
        return str(member.member.serialization.get("name", member.serialization.get("name", name)))
    return str(member.serialization.get("name", name))
