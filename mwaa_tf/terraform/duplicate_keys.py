"""Objects of JSON that have the same key twice. Terraform writes none; a forged plan may show one value, mean another.

Parsers disagree about which of two counts, and most take the last one without a word. To look at every key of a large
plan costs as much as to read it, so what is encoded again is compared with what was read: where both are the same, no
key was lost. Only where they differ, each key is looked at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from mwaa_tf.secret_values import redacted
from mwaa_tf.terraform.product import in_words
from mwaa_tf.text import escape_control_characters, truncate

#: What Go escapes in texts of JSON and msgspec does not (``encoding/json``, HTMLEscape).
_GO_ESCAPES = tuple(
    (f"\\u{code:04x}".encode(), chr(code).encode()) for code in (ord("<"), ord(">"), ord("&"), 0x2028, 0x2029)
)

_LONGEST_NAME = 200

MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
"""Decodes an object, and none of its members."""

_LIST_OF_OBJECTS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])

#: Parts of a plan that no review reads, and that are large.
_UNREAD = ("planned_values", "prior_state")

#: Lists of resources, of which most do not change: their values are looked at by those who decode them.
_RESOURCES = ("resource_changes", "resource_drift")


class DuplicateKeyError(ValueError):
    """An object has the same key twice."""

    def __init__(self, path: str, key: str) -> None:
        super().__init__(path, key)
        self.path = path
        """Where the object stands, such as ``resource_changes[0].change``; "" for the document itself."""
        self.key = key

    def __str__(self) -> str:
        place = f" in {shown(self.path)}" if self.path else ""
        return (
            f'has the key "{shown(self.key)}" twice{place}; Terraform writes each once, so this plan was edited, or '
            f"another program wrote it: run {in_words('show', '-json', 'PLAN')} again"
        )


def shown(name: str) -> str:
    """``name``, which may be anything, for a message."""
    return truncate(escape_control_characters(redacted(name)), _LONGEST_NAME)


def decode_json(raw: bytes | msgspec.Raw) -> Any:
    """The value in ``raw``. Raises :class:`DuplicateKeyError`, and what msgspec raises."""
    value = msgspec.json.decode(raw)
    encoded = bytes(raw)
    if isinstance(value, (dict, list)) and msgspec.json.encode(value) != encoded and not _is_same(value, encoded):
        _find_duplicate(encoded)
    return value


def check_plan_keys(contents: bytes, parts: Mapping[str, msgspec.Raw]) -> None:
    """Find a key that occurs twice in the plan in ``contents``, which can be decoded, with the members ``parts``.

    Values of resources are left to :func:`decode_json`. Raises :class:`DuplicateKeyError`, and what msgspec raises.
    """
    are_unique = _written_length(parts) == len(contents.strip()) and all(
        _has_unique_keys(name, raw) for name, raw in parts.items()
    )
    if not are_unique:
        _find_duplicate(contents)


def _has_unique_keys(name: str, raw: msgspec.Raw) -> bool:
    """Whether no key occurs twice in a part of a plan; False where only a closer look can tell."""
    if name in _UNREAD:
        return True
    try:
        if name not in _RESOURCES:
            decode_json(raw)
            return True
        resources = _LIST_OF_OBJECTS.decode(raw)
        changes = [change for resource in resources if (change := resource.get("change")) is not None]
        length = sum(map(_written_length, resources)) + max(len(resources) - 1, 0) + len("[]")
        return length == len(raw) and all(_written_length(MEMBERS.decode(change)) == len(change) for change in changes)
    except (DuplicateKeyError, msgspec.ValidationError):
        return False


def _written_length(members: Mapping[str, msgspec.Raw]) -> int:
    """The bytes of an object with these members and without blanks: never more than it was read from."""
    return sum(map(len, members)) + sum(map(len, members.values())) + 4 * len(members) + (not members) + 1


def _is_same(value: Any, encoded: bytes) -> bool:
    """Whether ``encoded`` is ``value`` in the form of Go, or with blanks between the tokens."""
    compact = msgspec.json.format(encoded, indent=-1)
    for escape, character in _GO_ESCAPES:
        compact = compact.replace(escape, character)
    return msgspec.json.encode(value) == compact


class _Twice(dict[str, Any]):
    """An object that has a key twice."""

    key = ""


def _find_duplicate(encoded: bytes) -> None:
    """Raise :class:`DuplicateKeyError` for the first object that has a key twice, ``DecodeError`` for no JSON."""
    duplicates: list[_Twice] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        occurrences = Counter(name for name, _ in pairs)
        twice = _Twice(value)
        twice.key = next(name for name, count in occurrences.items() if count > 1)
        duplicates.append(twice)
        return twice

    try:
        # Only keys matter here, and Python reads no number of thousands of digits.
        document = json.loads(
            encoded.decode(errors="surrogateescape"), object_pairs_hook=members, parse_int=str, parse_float=str
        )
    except json.JSONDecodeError as error:  # in a value that msgspec skips
        raise msgspec.DecodeError(str(error)) from error
    if duplicates:
        path, duplicate = _place(document) or ("", duplicates[0])
        raise DuplicateKeyError(path.removeprefix("."), duplicate.key)


def _place(value: Any) -> tuple[str, _Twice] | None:
    """The first object that has a key twice, and where it stands."""
    pending = [("", value)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, _Twice):
            return path, value
        if isinstance(value, dict):
            pending += reversed([(f"{path}.{name}", member) for name, member in value.items()])
        elif isinstance(value, list):
            pending += reversed([(f"{path}[{index}]", member) for index, member in enumerate(value)])
    return None
