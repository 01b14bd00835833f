"""Values of a plan, masked: sensitive parts are removed before anything else reads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum
from functools import lru_cache, reduce
from itertools import zip_longest
from typing import Any

import msgspec

from mwaa_tf.secret_values import is_secret_name, may_hold_secrets, without_secrets
from mwaa_tf.terraform.duplicate_keys import MEMBERS, decode_json


class Hidden(Enum):
    """The placeholder of a hidden value."""

    SENSITIVE = "(sensitive value)"
    UNKNOWN = "(known after apply)"

    def __str__(self) -> str:
        return self.value


SENSITIVE, UNKNOWN = Hidden.SENSITIVE, Hidden.UNKNOWN

#: Values that say nothing; Terraform's providers write one for the other.
NOTHING: tuple[Any, ...] = (None, "", [], {})

_NULL = msgspec.Raw(b"null")

#: Most masks.
_EMPTY_MASKS = (b"null", b"false", b"{}", b"[]")

#: Bytes of a mask that is worth remembering.
_COMMON_MASK = 4_096


def masked_value(
    value: msgspec.Raw,
    *,
    sensitive: msgspec.Raw = _NULL,
    unknown: msgspec.Raw = _NULL,
    other_side: msgspec.Raw = _NULL,
    known_harmless: bool = False,
) -> Any:
    """``value``, decoded, without what ``sensitive`` and ``unknown`` cover: masks in its shape, or true for all of it.

    ``other_side`` is the sensitive mask of the value before or after the change: what is a secret on one side is one on
    both. ``known_harmless`` says that :func:`is_harmless` holds. Raises
    :class:`~mwaa_tf.terraform.duplicate_keys.DuplicateKeyError` for a key that occurs twice in ``value``.

    Attributes with the name of a secret and everything that looks like a credential are hidden as well. A mask that
    does not fit the value, which no release of Terraform is known to write, hides the whole value.
    """
    return mask_decoded(
        decode_json(value),
        sensitive=sensitive,
        unknown=unknown,
        other_side=other_side,
        known_harmless=known_harmless or is_harmless(value),
    )


def mask_decoded(
    decoded: Any,
    *,
    sensitive: msgspec.Raw,
    unknown: msgspec.Raw,
    other_side: msgspec.Raw,
    known_harmless: bool,
    wanted: Collection[str] | None = None,
) -> Any:
    """What :func:`masked_value` returns, of a value that is decoded already and stays as it is.

    ``wanted`` are the names of the members that count, if not all do.
    """
    if not isinstance(decoded, dict):
        wanted = None
    value = masked(decoded, _members_of(decoded_mask(sensitive), wanted), _members_of(decoded_mask(unknown), wanted))
    if other_side != sensitive and (other := _members_of(decoded_mask(other_side), wanted)):
        value = masked(value, _fit_mask(other, value), False)
    return value if known_harmless else without_secrets(value, SENSITIVE)


def decoded_members(encoded: msgspec.Raw, names: Collection[str]) -> Any:
    """The members of an object, decoded, as far as they are called one of ``names``; the whole of any other value."""
    if memoryview(encoded)[0] != ord("{"):
        return msgspec.json.decode(encoded)
    members = MEMBERS.decode(encoded)
    return {name: msgspec.json.decode(members[name]) for name in names if name in members}


def masked_by_name(name: str, value: Any) -> Any:
    """``value``, masked already, of an output called ``name``: hidden where that is the name of a secret."""
    return next(iter(without_secrets({name: value}, SENSITIVE).values())) if is_secret_name(name) else value


def is_harmless(*values: msgspec.Raw) -> bool:
    """Whether there is certainly no secret in ``values`` but what the masks cover.

    Most of a large plan has none, and bytes are scanned a hundred times as fast as strings.
    """
    return not may_hold_secrets(*map(bytes, values))


def masked(value: Any, sensitive: Any, unknown: Any) -> Any:
    """``value`` with what the masks cover replaced; everything else is the same object as before."""
    if sensitive is True:
        return SENSITIVE if value is not None or unknown else None
    if unknown is True:
        return UNKNOWN
    if not sensitive and not unknown:
        return value
    if isinstance(sensitive or unknown, dict) and isinstance(unknown or sensitive, dict):
        if value is None:
            value = {}
        if isinstance(value, dict):
            return _object(value, sensitive or {}, unknown or {})
    elif isinstance(sensitive or unknown, list) and isinstance(unknown or sensitive, list):
        if value is None:
            value = []
        if isinstance(value, list):
            return _list(value, sensitive or [], unknown or [])
    return SENSITIVE if covers_something(sensitive) else UNKNOWN if covers_something(unknown) else value


def _members_of(mask: Any, wanted: Collection[str] | None) -> Any:
    """A mask without what it covers beside the ``wanted`` members."""
    if wanted is None or not isinstance(mask, dict):
        return mask
    return {name: mask[name] for name in wanted if name in mask}


def _object(value: dict[str, Any], sensitive: Mapping[str, Any], unknown: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(value)
    for name in {**sensitive, **unknown} if unknown else sensitive:
        member = masked(value.get(name), sensitive.get(name, False), unknown.get(name, False))
        if member not in (None, {}, []) or name in value:
            result[name] = member
    return result


def _list(value: list[Any], sensitive: list[Any], unknown: list[Any]) -> Any:
    if len(sensitive) > max(len(value), len(unknown)) and covers_something(sensitive):
        return SENSITIVE
    return [
        masked(
            value[index] if index < len(value) else None,
            sensitive[index] if index < len(sensitive) else False,
            unknown[index] if index < len(unknown) else False,
        )
        for index in range(max(len(value), len(unknown)))
    ]


def decoded_mask(raw: msgspec.Raw) -> Any:
    """A mask without what covers nothing in it, or False where it covers nothing at all."""
    encoded = bytes(raw)
    if encoded in _EMPTY_MASKS:
        return False
    return _known_mask(encoded) if len(encoded) <= _COMMON_MASK else _pruned(decode_json(encoded))


@lru_cache(maxsize=4_096)
def _known_mask(encoded: bytes) -> Any:
    """A mask of usual size: all resources of one type have few different ones."""
    return _pruned(decode_json(encoded))


def _pruned(mask: Any) -> Any:
    if isinstance(mask, dict):
        covered = {name: part for name, member in mask.items() if (part := _pruned(member)) is not False}
        return covered or False
    if isinstance(mask, list):
        parts = [_pruned(element) for element in mask]
        return parts if any(part is not False for part in parts) else False
    # No release of Terraform writes anything else than a boolean: what else there is covers its whole value.
    return mask is not None and mask is not False


def _fit_mask(mask: Any, value: Any) -> Any:
    """The mask of another value, for this one: in a list of another length, each element gets the union of all."""
    if isinstance(mask, dict) and isinstance(value, dict):
        return {name: _fit_mask(member, value[name]) for name, member in mask.items() if name in value}
    if isinstance(mask, list) and isinstance(value, list):
        if len(mask) != len(value):
            mask = [reduce(_union, mask, False)] * len(value)
        return [_fit_mask(*pair) for pair in zip(mask, value, strict=True)]
    return mask


def _union(first: Any, second: Any) -> Any:
    """What either of two masks covers."""
    if isinstance(first, dict) and isinstance(second, dict):
        return {name: _union(first.get(name, False), second.get(name, False)) for name in {**first, **second}}
    if isinstance(first, list) and isinstance(second, list):
        return [_union(*pair) for pair in zip_longest(first, second, fillvalue=False)]
    if covers_something(first) and covers_something(second):
        return True
    return first if covers_something(first) else second


def covers_something(mask: Any) -> bool:
    """Whether a mask covers any part of its value."""
    if isinstance(mask, Mapping):
        return any(map(covers_something, mask.values()))
    if isinstance(mask, list):
        return any(map(covers_something, mask))
    return mask is True
