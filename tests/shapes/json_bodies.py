"""Bodies of the JSON protocols, and of CBOR once it is decoded, compared with the shape of their operation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.shapes.scalars import enum_problems, timestamp_problems

_TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "double": (int, float),
    "float": (int, float),
    "integer": (int,),
    "long": (int,),
    "list": (list,),
    "map": (dict,),
    "string": (str,),
    "structure": (dict,),
    "timestamp": (int, float, str, datetime),
    "blob": (str, bytes),
}
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def json_problems(shape: Any, value: Any, path: str) -> Iterator[str]:
    """A sentence for each way in which ``value``, at ``path``, is not what ``shape`` says."""
    if shape.type_name == "structure" and shape.is_document_type:
        return
    types: Any = _TYPES[shape.type_name]
    # Only in Python is a bool an int.
    if not isinstance(value, types) or (isinstance(value, bool) and shape.type_name != "boolean"):
        yield f"{path}: {value!r} is no {shape.type_name}"
    elif shape.type_name == "structure":
        yield from _structure_problems(shape, value, path)
    elif shape.type_name == "list":
        for member in value:
            yield from json_problems(shape.member, member, f"{path}[]")
    elif shape.type_name == "map":
        for key, member in value.items():
            yield from json_problems(shape.key, key, f"{path}{{}}")
            yield from json_problems(shape.value, member, f"{path}{{}}")
    elif shape.type_name == "string":
        yield from enum_problems(shape, value, path)
    elif shape.type_name == "timestamp" and not isinstance(value, datetime):
        yield from timestamp_problems(shape, value, path, default="unixTimestamp")
    elif shape.type_name == "blob" and isinstance(value, str) and not _BASE64.fullmatch(value):
        yield f"{path}: {value[:40]!r} is no Base64"


def _structure_problems(shape: Any, value: dict[str, Any], path: str) -> Iterator[str]:
    in_body = {name: member for name, member in shape.members.items() if "location" not in member.serialization}
    names = {member.serialization.get("name", name): (name, member) for name, member in in_body.items()}
    for key, member_value in value.items():
        if key not in names:
            yield f"{path}.{key}: unknown"
        elif member_value is None:
            yield f"{path}.{key}: null"
        else:
            yield from json_problems(names[key][1], member_value, f"{path}.{key}")
    present = {names[key][0] for key in value if key in names}
    yield from (f"{path}.{name}: missing" for name in shape.required_members if name in in_body and name not in present)
