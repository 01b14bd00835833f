"""Keys of a JSON document that its types do not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

#: What a key may have without saying anything.
_EMPTY = (b"null", b"[]", b"{}", b'""')


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """A key that no type has, and what it has."""

    path: tuple[str | int, ...]
    """Names of keys and indexes of lists: ``("resource_changes", 3, "change", "urgency")``."""
    value: msgspec.Raw


def without_unknown_keys(contents: bytes, kind: type[msgspec.Struct]) -> tuple[bytes, tuple[UnknownKey, ...], bool]:
    """``contents`` with only the keys of ``kind`` and of the types in it; the others that say something; whether any.

    A value of another type than it should have stays what it is: decoding it says what is wrong.
    """
    removed: list[UnknownKey] = []
    known = _known(msgspec.Raw(contents), kind, (), removed)
    said = tuple(key for key in removed if b"".join(bytes(key.value).split()) not in _EMPTY)
    return bytes(known), said, bool(removed)


def _known(raw: msgspec.Raw, kind: Any, path: tuple[str | int, ...], removed: list[UnknownKey]) -> msgspec.Raw:
    try:
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return _known_of_struct(raw, kind, path, removed)
        if get_origin(kind) is tuple:
            elements = enumerate(msgspec.json.decode(raw, type=list[msgspec.Raw]))
            return _encoded([_known(item, get_args(kind)[0], (*path, index), removed) for index, item in elements])
        if get_origin(kind) is dict:
            members = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
            return _encoded(
                {name: _known(item, get_args(kind)[1], (*path, name), removed) for name, item in members.items()}
            )
        for option in _struct_options(kind):
            return _known_of_struct(raw, option, path, removed)
    except msgspec.ValidationError:
        pass
    return raw


def _known_of_struct(
    raw: msgspec.Raw, kind: type[msgspec.Struct], path: tuple[str | int, ...], removed: list[UnknownKey]
) -> msgspec.Raw:
    members = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    types = get_type_hints(kind)
    removed += [UnknownKey((*path, name), value) for name, value in members.items() if name not in types]
    return _encoded(
        {name: _known(value, types[name], (*path, name), removed) for name, value in members.items() if name in types}
    )


def _struct_options(kind: Any) -> Iterator[type[msgspec.Struct]]:
    """The struct of ``Struct | None``."""
    yield from (option for option in get_args(kind) if isinstance(option, type) and issubclass(option, msgspec.Struct))


def _encoded(value: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))
