"""Validation of a request with the service model: missing members, lengths, counts, allowed values.

The messages have the form in which AWS services with such a model answer, for example: 1 validation error detected:
Value null at 'executionRoleArn' failed to satisfy constraint: Member must not be null.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from moto.core.model import ListShape, MapShape, Shape, StringShape, StructureShape

from mwaa_tf.text import plural

_TYPES: dict[str, tuple[type, ...]] = {
    "blob": (str, bytes),
    "boolean": (bool,),
    "double": (int, float),
    "float": (int, float),
    "integer": (int,),
    "list": (list,),
    "long": (int,),
    "map": (dict,),
    "string": (str,),
    "structure": (dict,),
    # JSON has numbers for times.
    "timestamp": (datetime, int, float),
}
# Java's categories for letters, numbers and separators, as far as they go in a Python pattern.
_NUMBERS = frozenset({"double", "float", "integer", "long"})
_CATEGORIES = {r"\p{L}": r"\w", r"\p{N}": r"\d", r"\p{Z}": " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"}


class WrongTypeError(ValueError):
    """A parameter has another type than the service model says."""


def violations(shape: StructureShape, params: dict[str, Any]) -> str:
    """The message of AWS with all that ``params`` violates; empty for none. Raises :class:`WrongTypeError`."""
    errors = list(_structure(shape, params, ""))
    return f"{plural(len(errors), 'validation error')} detected: {'; '.join(errors)}" if errors else ""


def _value(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if isinstance(shape, StructureShape) and shape.is_document_type:
        return
    _check_type(shape, value)
    shown = "Value" if _is_sensitive(shape) else f"Value '{_show(value)}'"
    for constraint in broken_constraints(shape, value):
        yield f"{shown} at '{path}' failed to satisfy constraint: {constraint}"
    if isinstance(shape, StructureShape):
        yield from _structure(shape, value, f"{path}.")
    elif isinstance(shape, ListShape):
        yield from _members(shape, value, path)
    elif isinstance(shape, MapShape):
        yield from _entries(shape, value, path)


def _structure(shape: StructureShape, value: dict[str, Any], prefix: str) -> Iterator[str]:
    for name, member in shape.members.items():
        path = f"{prefix}{name[0].lower()}{name[1:]}"
        if value.get(name) is not None:
            yield from _value(member, value[name], path)
        elif name in shape.required_members:
            yield f"Value null at '{path}' failed to satisfy constraint: Member must not be null"


def _members(shape: ListShape, values: list[Any], path: str) -> Iterator[str]:
    for index, value in enumerate(values, start=1):
        if value is None:
            yield f"Value null at '{path}.{index}.member' failed to satisfy constraint: Member must not be null"
        elif isinstance(shape.member, StructureShape):
            yield from _structure(shape.member, value, f"{path}.{index}.member.")
        else:
            _check_type(shape.member, value)
            if any(broken_constraints(shape.member, value)):
                yield (
                    f"Value '{_show(values)}' at '{path}' failed to satisfy constraint: "
                    f"Member must satisfy constraint: [{', '.join(_constraints(shape.member))}]"
                )
                return


def _entries(shape: MapShape, values: dict[str, Any], path: str) -> Iterator[str]:
    shown = "Value" if _is_sensitive(shape) or _is_sensitive(shape.value) else f"Value '{_show(values)}'"
    for part, member, part_values in (
        ("keys", shape.key, list(values)),
        ("value", shape.value, list(values.values())),
    ):
        if isinstance(member, StructureShape):
            for key, value in values.items():
                yield from _value(member, value, f"{path}.{key}.member")
            continue
        for value in part_values:
            _check_type(member, value)
        if any(constraint for value in part_values for constraint in broken_constraints(member, value)):
            yield (
                f"{shown} at '{path}' failed to satisfy constraint: "
                f"Map {part} must satisfy constraint: [{', '.join(_constraints(member))}]"
            )


def broken_constraints(shape: Shape, value: Any) -> Iterator[str]:
    """The constraints of ``shape`` itself that ``value`` violates, in AWS's words.

    A pattern that Python cannot read constrains nothing.
    """
    metadata = shape.metadata
    size = value if shape.type_name in _NUMBERS else len(value) if hasattr(value, "__len__") else None
    pattern = pattern_of(metadata["pattern"]) if "pattern" in metadata else None
    broken = {
        "max": "max" in metadata and size is not None and size > metadata["max"],
        "min": "min" in metadata and size is not None and size < metadata["min"],
        "enum": isinstance(shape, StringShape) and bool(shape.enum) and value not in shape.enum,
        "pattern": pattern is not None and not pattern.fullmatch(value),
    }
    for kind, text in _texts(shape).items():
        if broken[kind]:
            yield text


def _constraints(shape: Shape) -> list[str]:
    return list(_texts(shape).values())


def _texts(shape: Shape) -> dict[str, str]:
    metadata = shape.metadata
    measure = "value" if shape.type_name in _NUMBERS else "length"
    texts = {}
    if "max" in metadata:
        texts["max"] = f"Member must have {measure} less than or equal to {metadata['max']}"
    if "min" in metadata:
        texts["min"] = f"Member must have {measure} greater than or equal to {metadata['min']}"
    if isinstance(shape, StringShape) and shape.enum:
        texts["enum"] = f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
    if "pattern" in metadata:
        texts["pattern"] = f"Member must satisfy regular expression pattern: {metadata['pattern']}"
    return texts


def _check_type(shape: Shape, value: Any) -> None:
    expected = _TYPES[shape.type_name]
    # Only in Python is a bool an int.
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        raise WrongTypeError(f"{_show(value)} cannot be converted to {shape.type_name.capitalize()}")


def _is_sensitive(shape: Shape) -> bool:
    return bool(shape.metadata.get("sensitive"))


def _show(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_show(member) for member in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={_show(member)}' for key, member in value.items())}}}"
    return str(value)


@cache
def pattern_of(text: str) -> re.Pattern[str] | None:
    """A pattern of a service model, which is one of Java; None for one that Python cannot read."""
    for category, characters in _CATEGORIES.items():
        text = text.replace(category, characters)
    try:
        return re.compile(text)
    except re.error:
        return None
