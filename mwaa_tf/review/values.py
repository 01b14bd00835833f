"""Values of a plan as they may be shown: what is sensitive is gone before anything else looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import reduce
from itertools import zip_longest
from typing import Any

import msgspec

from mwaa_tf.review.secrets import is_secret_name, may_hold_secrets, redact_all


class Hidden(Enum):
    """What stands in a value's place."""

    SENSITIVE = "(sensitive value)"
    UNKNOWN = "(known after apply)"

    def __str__(self) -> str:
        return self.value


SENSITIVE, UNKNOWN = Hidden.SENSITIVE, Hidden.UNKNOWN

_NULL = msgspec.Raw(b"null")


def shown(
    value: msgspec.Raw,
    *,
    sensitive: msgspec.Raw = _NULL,
    unknown: msgspec.Raw = _NULL,
    elsewhere: msgspec.Raw = _NULL,
    harmless: bool = False,
) -> Any:
    """``value``, decoded, without what ``sensitive`` and ``unknown`` cover: masks in its shape, or true for all of it.

    ``elsewhere`` is the sensitive mask of the other side: what was a secret is none the less one for being passed on
    without its mark, and the other way round. ``harmless`` says that :func:`is_harmless` was asked before.

    Hidden too are attributes with the name of a secret, and whatever looks like a credential. A mask that does not fit
    the value, which no release of Terraform is known to write, hides the whole of it.
    """
    decoded = masked(msgspec.json.decode(value), _mask(sensitive), _mask(unknown))
    if elsewhere != sensitive and (other := _mask(elsewhere)):
        decoded = masked(decoded, _fitted(other, decoded), False)
    return decoded if harmless or is_harmless(value) else redact_all(_without_secret_names(decoded))


def is_harmless(*values: msgspec.Raw) -> bool:
    """Whether there is certainly no secret in ``values`` but what the masks cover.

    Most of a large plan has none, and looking at bytes is a hundred times as fast as at strings.
    """
    return not any(may_hold_secrets(bytes(value)) for value in values)


def masked(value: Any, sensitive: Any, unknown: Any) -> Any:
    """``value`` with what the masks cover replaced. What they do not cover is the same object as before."""
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
    return SENSITIVE if _covers_something(sensitive) else UNKNOWN if _covers_something(unknown) else value


def _object(value: dict[str, Any], sensitive: Mapping[str, Any], unknown: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(value)
    for name in {**sensitive, **unknown}:
        item = masked(value.get(name), sensitive.get(name, False), unknown.get(name, False))
        if item not in (None, {}, []) or name in value:
            result[name] = item
    return result


def _list(value: list[Any], sensitive: list[Any], unknown: list[Any]) -> Any:
    if len(sensitive) > max(len(value), len(unknown)) and _covers_something(sensitive):
        return SENSITIVE
    return [
        masked(
            value[index] if index < len(value) else None,
            sensitive[index] if index < len(sensitive) else False,
            unknown[index] if index < len(unknown) else False,
        )
        for index in range(max(len(value), len(unknown)))
    ]


def _mask(raw: msgspec.Raw) -> Any:
    """A mask, or False where it covers nothing."""
    return msgspec.json.decode(raw) if b"true" in bytes(raw) else False


def _fitted(mask: Any, value: Any) -> Any:
    """A mask made for another value, for this one: where a list has another length, each element is any of them."""
    if isinstance(mask, dict) and isinstance(value, dict):
        return {name: _fitted(item, value[name]) for name, item in mask.items() if name in value}
    if isinstance(mask, list) and isinstance(value, list):
        if len(mask) != len(value):
            mask = [reduce(_either, mask, False)] * len(value)
        return [_fitted(*pair) for pair in zip(mask, value, strict=True)]
    return mask


def _either(one: Any, other: Any) -> Any:
    """What one of two masks covers."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {name: _either(one.get(name, False), other.get(name, False)) for name in {**one, **other}}
    if isinstance(one, list) and isinstance(other, list):
        return [_either(*pair) for pair in zip_longest(one, other, fillvalue=False)]
    if _covers_something(one) and _covers_something(other):
        return True
    return one if _covers_something(one) else other


def _covers_something(mask: Any) -> bool:
    if isinstance(mask, Mapping):
        return any(map(_covers_something, mask.values()))
    if isinstance(mask, list):
        return any(map(_covers_something, mask))
    return mask is True


def _without_secret_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: SENSITIVE
            if is_secret_name(name) and item not in (None, "", [], {}) and item is not UNKNOWN
            else _without_secret_names(item)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_without_secret_names(item) for item in value]
    return value
