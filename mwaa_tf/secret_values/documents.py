"""Values and documents in text without secrets."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values.arguments import is_secret_option, without_arguments
from mwaa_tf.secret_values.assignments import without_assignments
from mwaa_tf.secret_values.blocks import without_blocks
from mwaa_tf.secret_values.commands import without_commands
from mwaa_tf.secret_values.expressions import without_choices
from mwaa_tf.secret_values.forms import without_forms
from mwaa_tf.secret_values.later_lines import without_later_lines
from mwaa_tf.secret_values.names import has_labels, is_harmless_value, is_label, is_secret_name
from mwaa_tf.secret_values.pairs import HIDDEN, NAMES, VALUES, without_pairs
from mwaa_tf.secret_values.traces import may_hold_secrets_in_text

#: Names whose values are hidden as a whole: those of Airflow's options, some of which carry connections.
_WHOLE = ("configuration_options", "airflow_configuration_options")

#: A document in Base64, also in lines as tools break it; a shorter one is not looked into.
_ENCODED = LazyPattern(
    r"(?<![A-Za-z0-9+/_=-])(?:(?:[A-Za-z0-9+/]{44,76}(?:\r?\n|(?:\\{1,4}r)?\\{1,4}n)[ \t]{0,80})++"
    r"[A-Za-z0-9+/]{0,76}+={0,2}|[A-Za-z0-9+/_-]{40,}+={0,2})"
)

#: Between lines of Base64; ``\n`` also as it is written in a text within a text.
_BREAK = LazyPattern(r"(?:\r?\n|(?:\\{1,4}r)?\\{1,4}n)[ \t]*")

#: Characters of names and addresses, which are written more than once.
_SHORT = 200


def redacted(text: str) -> str:
    """``text`` without secrets: what has the form of one, and the values of names of secrets.

    A JSON document in ``text`` is read as such; it keeps its layout if nothing in it is hidden.
    """
    return _redacted_once(text) if len(text) <= _SHORT else _redacted(text)


def _redacted(text: str) -> str:
    if not may_hold_secrets_in_text(text):
        return text
    if text[:1] in "{[" and (document := _without_secrets_in_json(text)) is not None:
        return document
    return _ENCODED.sub(_without_document, without_named(without_forms(text)))


def _without_document(match: re.Match[str]) -> str:
    """A document in Base64 as it is, or what stands for a secret where it has one."""
    encoded = match[0]
    has_lines = "\n" in encoded or "\\" in encoded
    breaks = [line.start() for line in _BREAK.finditer(encoded)] if has_lines else []
    # What follows the last break may be a word that stands below the document.
    for end in (len(encoded), *breaks[-1:]):
        text = _decoded(_BREAK.sub("", encoded[:end]).rstrip("="))
        if text is not None and redacted(text) != text:
            return HIDDEN + encoded[end:]
    return encoded


def _decoded(encoded: str) -> str | None:
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=_signs(encoded)).decode()
    except (ValueError, UnicodeError):
        return None


def _signs(encoded: str) -> bytes:
    """The two signs beside letters and digits: of the usual alphabet, or the one for addresses."""
    return b"-_" if "-" in encoded or "_" in encoded else b"+/"


def without_named(text: str) -> str:
    """``text``, no JSON document, without the values of names of secrets."""
    text = without_commands(without_arguments(without_pairs(without_later_lines(text))))
    return without_blocks(without_assignments(without_choices(text)))


@lru_cache(maxsize=16_384)
def _redacted_once(text: str) -> str:
    return _redacted(text)


def without_secrets(value: Any, hidden: Any = HIDDEN) -> Any:
    """``value``, plain data, without secrets; ``hidden`` stands in the place of a value whose name is that of one."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return _members(value, hidden)
    if isinstance(value, list):
        return [
            hidden if is_secret_option(before, element) else without_secrets(element, hidden)
            for before, element in zip([None, *value], value, strict=False)
        ]
    return value


def _without_secrets_in_json(text: str) -> str | None:
    """A document without secrets; None for a text that is no document."""
    try:
        document = json.loads(text)
        clean = without_secrets(document)
        if clean == document:
            return text
        return json.dumps(clean, indent=2 if "\n" in text.strip() else None, ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


def _members(value: Mapping[str, Any], hidden: Any) -> dict[str, Any]:
    of_pair = set(_values_of_secrets(value))
    members: dict[str, Any] = {}
    for name, member in value.items():
        # Docker's configuration has its credentials in "auths".
        if name in of_pair or is_secret_name(name) or (name == "auths" and isinstance(member, Mapping)):
            clean = _hidden(name, member, hidden, labels=name not in of_pair)
        else:
            clean = without_secrets(member, hidden)
        members[_unused(redacted(name), members)] = clean
    return members


def _unused(name: str, members: Mapping[str, Any]) -> str:
    """``name``, with a number where hiding secrets makes two names the same."""
    number = 2
    unused = name
    while unused in members:
        unused, number = f"{name} {number}", number + 1
    return unused


def _values_of_secrets(value: Mapping[str, Any]) -> Iterator[str]:
    """The members whose names another member holds, where they are secrets."""
    normal = {name.replace("_", "").replace("-", "").lower(): name for name in value}
    labels = [value[normal[label]] for label in NAMES if label in normal]
    if any(isinstance(label, str) and is_secret_name(label) for label in labels):
        yield from (normal[name] for name in VALUES if name in normal)
    if value.get("kind") == "Secret":
        yield from (name for name in ("data", "stringData", "string_data") if name in value)


def _hidden(name: str, member: Any, hidden: Any, *, labels: bool = True) -> Any:
    """A secret: hidden, but for what only says whose it is, if there are ``labels`` at all."""
    labels = labels and has_labels(name)
    if name.lower() in _WHOLE:
        return hidden if member else member
    if isinstance(member, Mapping):
        return {
            redacted(inner): without_secrets(value, hidden)
            if labels and is_label(inner) and isinstance(value, str)
            else _hidden(inner, value, hidden, labels=labels)
            for inner, value in member.items()
        }
    if isinstance(member, list):
        return [_hidden(name, element, hidden, labels=labels) for element in member]
    return member if is_harmless_value(name, member) else hidden
