"""Type constraints of Terraform, as far as they define the keys of objects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[A-Za-z_][\w-]*|[^\s])')
_OPEN, _CLOSE = "([{", ")]}"


class Type(Struct, frozen=True):
    """A type: an ``object`` has ``fields`` (name -> type, whether it is optional), a collection has ``element``."""

    kind: str
    fields: Mapping[str, tuple[Type, bool]] | None = None
    element: Type | None = None

    @property
    def has_parts(self) -> bool:
        """Whether it says anything about the parts of a value."""
        return self.fields is not None or self.element is not None


def parse_type(constraint: str) -> Type:
    """Parse a type constraint such as ``object({ path = string, version = optional(string) })``."""
    return _type(_Tokens(_TOKEN.findall(constraint) or ["any"]))


class _Tokens:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.position = tokens, 0

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.position += 1
        return token

    def skip_to(self, *ends: str) -> None:
        """Skip one expression, up to one of ``ends`` on the same level."""
        depth = 0
        while token := self.peek():
            if depth == 0 and token in ends:
                return
            depth += (token in _OPEN) - (token in _CLOSE)
            self.take()


def _type(tokens: _Tokens) -> Type:
    kind = tokens.take()
    if tokens.peek() != "(":
        return Type(kind)
    tokens.take()
    if kind == "object":
        parsed = Type(kind, fields=_fields(tokens))
    elif kind in ("list", "set", "map"):
        parsed = Type(kind, element=_type(tokens))
    else:
        parsed = Type(kind)
    tokens.skip_to(")")
    tokens.take()
    return parsed


def _fields(tokens: _Tokens) -> dict[str, tuple[Type, bool]]:
    fields: dict[str, tuple[Type, bool]] = {}
    tokens.take()  # {
    while tokens.peek() not in ("}", ""):
        name = tokens.take().strip('"')
        tokens.take()  # = or :
        optional = tokens.peek() == "optional"
        if optional:
            tokens.take()
            tokens.take()
        fields[name] = (_type(tokens), optional)
        if optional:
            tokens.skip_to(")")
            tokens.take()
        if tokens.peek() == ",":
            tokens.take()
    tokens.take()
    return fields


def type_mismatches(value: Any, expected: Type, path: str) -> Iterator[str]:
    """Messages about unknown and missing keys in ``value``, compared with ``expected``.

    ``path`` names the value in them. Terraform itself drops unknown keys silently.
    """
    if not expected.has_parts:
        return
    if expected.fields is not None and isinstance(value, (dict, Mapping)):
        for name in value:
            if name not in expected.fields:
                yield f"{path}.{name} is not known; known are {', '.join(expected.fields)}"
        for name, (kind, optional) in expected.fields.items():
            if name in value:
                # Most fields are plain: a large render checks some 50,000 of them.
                if kind.has_parts:
                    yield from type_mismatches(value[name], kind, f"{path}.{name}")
            elif not optional:
                yield f"{path}.{name} is required"
    elif expected.element is not None and isinstance(value, Mapping):
        for name, member in value.items():
            yield from type_mismatches(member, expected.element, f"{path}.{name}")
    elif expected.element is not None and isinstance(value, Sequence) and not isinstance(value, str):
        for index, element in enumerate(value):
            yield from type_mismatches(element, expected.element, f"{path}[{index}]")
