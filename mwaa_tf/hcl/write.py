"""Write plain data as HCL that `terraform fmt` does not change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import add, itemgetter
from typing import Any

from msgspec import Struct

#: Columns; a longer list is written with one element per line.
_WIDTH = 100

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
#: Identifiers that are keywords at the beginning of an object: `{ for = 1 }` is not an object.
_KEYWORDS = {"for", "null", "true", "false"}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN = re.compile(r"[ !#&-\[\]-z|}~]*")

#: Letters that are one column each. The formatter counts grapheme clusters, which needs tables for all other scripts.
_ONE_COLUMN = (
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*"
)


class Expression(Struct, frozen=True):
    """HCL that is written as it is: a reference or a template. Text of a user must be quoted before it gets in here."""

    text: str


#: Writes what is neither plain data nor an :class:`Expression`; None for what it does not know.
Reference = Callable[[Any], str | None]


@lru_cache(4096)
def quote(text: str, *, ascii_only: bool = False) -> str:
    """Quote ``text`` as a literal that evaluates to exactly that string, if it is in NFC as Terraform's strings are.

    Template introducers are doubled, and invisible characters (control, bidirectional, unassigned) are escaped, so
    that a reviewer reads what Terraform gets. With ``ascii_only``, all other characters are escaped as well.
    """
    return f'"{escape(text, ascii_only=ascii_only)}"'


def escape(text: str, *, ascii_only: bool = False) -> str:
    """Escape ``text`` like :func:`quote`, without the quotes around it."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(_escaped(text, ascii_only))


def _escaped(text: str, ascii_only: bool) -> Iterator[str]:
    for position, character in enumerate(text):
        if character in _ESCAPES:
            yield _ESCAPES[character]
        elif character in "$%" and text[position + 1 : position + 2] == "{":
            yield character * 2
        elif character == " " or " " < character <= "~":
            yield character
        elif ascii_only or unicodedata.category(character)[0] in "CZ":
            yield f"\\u{ord(character):04x}" if character <= "\uffff" else f"\\U{ord(character):08x}"
        else:
            yield character


def value(data: Any, indent: int = 0, reference: Reference | None = None) -> str:
    """Write ``data`` as an expression; ``indent`` is the indentation of its line, in columns.

    ``data`` is text, a number, a boolean, None, a list, a mapping or an :class:`Expression`, at any depth, or anything
    for which ``reference`` has an expression. Raises :class:`TypeError` for anything else.
    """
    kind = type(data)
    # What nearly all values are is recognized first, and not by `isinstance`: a large render writes 100,000 of them.
    if kind is str:
        return quote(data)
    if kind is dict:
        return _mapping(data, indent, reference)
    if kind is bool:
        return "true" if data else "false"
    if kind is int:
        return str(data)
    if kind is tuple:
        return _list(data, indent, reference)
    if reference and (text := reference(data)) is not None:
        return text
    if isinstance(data, str):
        return quote(data)
    if isinstance(data, Expression):
        return data.text
    if data is None:
        return "null"
    if isinstance(data, int):
        return str(int(data))
    if isinstance(data, Mapping):
        return _mapping(data, indent, reference)
    if isinstance(data, Sequence) and not isinstance(data, bytes):
        return _list(data, indent, reference)
    raise TypeError(f"no HCL for {kind.__name__}")


def attributes(data: Mapping[str, Any], indent: int = 0, reference: Reference | None = None) -> str:
    """Write ``name = value`` lines; values of one line in a row are aligned, as `terraform fmt` does."""
    if len(data) == 1:
        ((name, argument),) = data.items()
        return f"{' ' * indent}{_key(name)} = {value(argument, indent, reference)}"
    # Without a call of `value` for text, which most arguments are.
    texts = [
        quote(argument) if type(argument) is str else value(argument, indent, reference) for argument in data.values()
    ]
    beginnings = _beginnings(tuple(data), tuple(["\n" in text for text in texts]), indent)
    return "\n".join(map(add, beginnings, texts))


@lru_cache(1024)
def _beginnings(names: tuple[str, ...], are_long: tuple[bool, ...], indent: int) -> tuple[str, ...]:
    """The lines of attributes up to their values; ``are_long`` says which of these have several lines.

    Kept, since of all the attributes of a large render most have the same few names.
    """
    margin = " " * indent
    keys = list(map(_key, names))
    beginnings: list[str] = []
    for is_long, run in groupby(zip(keys, are_long, strict=True), itemgetter(1)):
        aligned = [key for key, _ in run]
        width = 0 if is_long else max(map(len, aligned))
        beginnings += [f"{margin}{key.ljust(width)} = " for key in aligned]
    return tuple(beginnings)


@lru_cache(1024)
def _key(name: str) -> str:
    if _IDENTIFIER.fullmatch(name) and name not in _KEYWORDS:
        return name
    return quote(name, ascii_only=not (name.isascii() or re.fullmatch(_ONE_COLUMN, name)))


def _mapping(data: Mapping[str, Any], indent: int, reference: Reference | None) -> str:
    if not data:
        return "{}"
    if len(data) == 1:
        ((name, argument),) = data.items()
        text = value(argument, indent, reference)
        if "\n" not in text and not text.endswith("}") and len(name) + len(text) + indent < _WIDTH // 2:
            return f"{{ {_key(name)} = {text} }}"
    return f"{{\n{attributes(data, indent + 2, reference)}\n{' ' * indent}}}"


def _list(data: Sequence[Any], indent: int, reference: Reference | None) -> str:
    elements = [value(element, indent + 2, reference) for element in data]
    if not any("\n" in element for element in elements):
        text = f"[{', '.join(elements)}]"
        if len(text) + indent <= _WIDTH or not elements:
            return text
    margin = " " * (indent + 2)
    return "[\n" + "".join(f"{margin}{element},\n" for element in elements) + f"{' ' * indent}]"
