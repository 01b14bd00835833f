"""Plain data as HCL text that `terraform fmt` leaves as it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

#: Columns; a list that would be longer gets a line per element.
_WIDTH = 100

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
#: Identifiers that mean something else at the beginning of an object: `{ for = 1 }` is no object.
_WORDS = {"for", "null", "true", "false"}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN = re.compile(r"[ !#&-\[\]-z|}~]*")

#: Letters that are one column each. The formatter counts grapheme clusters, which needs tables for all other scripts.
_ONE_COLUMN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*"
)


@dataclass(frozen=True, slots=True)
class Expression:
    """HCL that stands as it is: a reference or a template. Never made from what a user wrote, unless quoted."""

    text: str


@lru_cache(4096)
def quote(text: str, *, ascii_only: bool = False) -> str:
    """``text`` as a quoted literal that evaluates to that very string, provided it is in NFC as all of Terraform's is.

    Template introducers are doubled, and characters that cannot be seen (control, bidirectional, unassigned) are
    escaped, so that what a reviewer reads is what Terraform gets.
    """
    return f'"{escape(text, ascii_only=ascii_only)}"'


def escape(text: str, *, ascii_only: bool = False) -> str:
    """What :func:`quote` puts between the quotes."""
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


def value(data: Any, indent: int = 0) -> str:
    """``data`` as an expression; ``indent`` is the column in which the line begins that it stands on.

    Text, numbers, booleans, None, lists, mappings and :class:`Expression`, at any depth.
    """
    if isinstance(data, str):
        return quote(data)
    if isinstance(data, Expression):
        return data.text
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int):
        return str(int(data))
    if isinstance(data, (dict, Mapping)):  # a dict is told from other things sooner than a Mapping
        return _mapping(data, indent)
    if isinstance(data, Sequence) and not isinstance(data, bytes):
        return _list(data, indent)
    raise TypeError(f"no HCL for {type(data).__name__}")


def attributes(data: Mapping[str, Any], indent: int = 0) -> str:
    """``name = value`` lines, aligned as `terraform fmt` aligns them: runs of values that take one line."""
    margin = " " * indent
    lines: list[str] = []
    run: list[tuple[str, str]] = []
    width = 0
    for key, item in data.items():
        name, text = _key(key), value(item, indent)
        if "\n" in text:
            lines += [f"{margin}{other:{width}} = {line}" for other, line in run]
            lines.append(f"{margin}{name} = {text}")
            run, width = [], 0
        else:
            run.append((name, text))
            width = max(width, len(name))
    lines += [f"{margin}{other:{width}} = {line}" for other, line in run]
    return "\n".join(lines)


@lru_cache(1024)
def _key(name: str) -> str:
    if _IDENTIFIER.fullmatch(name) and name not in _WORDS:
        return name
    return quote(name, ascii_only=not _ONE_COLUMN.fullmatch(name))


def _mapping(data: Mapping[str, Any], indent: int) -> str:
    if not data:
        return "{}"
    if len(data) == 1:
        name, item = next(iter(data.items()))
        text = value(item, indent)
        if "\n" not in text and not text.endswith("}") and len(name) + len(text) + indent < _WIDTH // 2:
            return f"{{ {_key(name)} = {text} }}"
    return f"{{\n{attributes(data, indent + 2)}\n{' ' * indent}}}"


def _list(data: Sequence[Any], indent: int) -> str:
    items = [value(item, indent + 2) for item in data]
    if not any("\n" in item for item in items):
        text = f"[{', '.join(items)}]"
        if len(text) + indent <= _WIDTH or not items:
            return text
    margin = " " * (indent + 2)
    return "[\n" + "".join(f"{margin}{item},\n" for item in items) + f"{' ' * indent}]"
