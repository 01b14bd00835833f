"""Answers that have the form that the service's model gives them; botocore takes most of what it gets as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (float, int),
    "double": (float, int),
    "timestamp": (datetime,),
}

#: Shapes of texts that botocore replaces (botocore/handlers.py, json_decode_policies and parse_get_bucket_location): by
#: the document, and by None for us-east-1.
_REPLACED: Mapping[str, tuple[type, ...]] = {
    "policyDocumentType": (str, Mapping),
    "BucketLocationConstraint": (str, type(None)),
}


def conforming(answer: Any, shape: Any) -> Any:
    """``answer`` as ``shape``, a shape of botocore, has it: without members that are null, as if they were missing.

    Raises :class:`ValueError` where a value is of another type. Members that the model does not have stay as they are,
    and so do blobs, streams and documents.
    """
    return _checked(answer, shape, shape.name)


def _checked(value: Any, shape: Any, place: str) -> Any:
    if shape.name in _REPLACED:
        return _of_type(value, _REPLACED[shape.name], place)
    match shape.type_name:
        case "structure" if not getattr(shape, "is_document_type", False):
            return _structure(_of_type(value, (Mapping,), place), shape, place)
        case "list":
            return [_checked(each, shape.member, f"{place}[]") for each in _of_type(value, (list,), place)]
        case "map":
            return {
                key: _checked(each, shape.value, f"{place}.{key}")
                for key, each in _of_type(value, (Mapping,), place).items()
                if each is not None
            }
    expected = _TYPES.get(shape.type_name)
    # For Python, a boolean is an integer, too.
    if expected is None or (isinstance(value, expected) and isinstance(value, bool) == (expected == (bool,))):
        return value
    return _of_type(value, (), place)


def _structure(value: Mapping[str, Any], shape: Any, place: str) -> dict[str, Any]:
    return {
        name: _checked(member, shape.members[name], f"{place}.{name}") if name in shape.members else member
        for name, member in value.items()
        if member is not None or (name in shape.members and shape.members[name].name in _REPLACED)
    }


def _of_type(value: Any, expected: tuple[type, ...], place: str) -> Any:
    if not isinstance(value, expected):
        raise ValueError(f"{place} is of the type {type(value).__name__}")
    return value
