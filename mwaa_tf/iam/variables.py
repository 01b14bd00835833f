"""Policy variables such as ``${aws:username}`` (IAM user guide, page reference_policies_variables)."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, Literal, Protocol, TypeAlias

from mwaa_tf.iam.patterns import literal


class _Unknown(Enum):
    UNKNOWN_VALUE = "unknown"


UNKNOWN_VALUE: Final = _Unknown.UNKNOWN_VALUE
"""The value of a context key that a request has, but that is not known here."""

UnknownValue: TypeAlias = Literal[_Unknown.UNKNOWN_VALUE]

ContextValue: TypeAlias = str | tuple[str, ...] | UnknownValue
"""The value, or the values, of a context key."""


class Context(Protocol):
    """The values of context keys, such as a dictionary has them. The keys are in lower case: IAM ignores their case."""

    def get(self, key: str, /) -> ContextValue | None:
        """The value, or values, of ``key``; ``None`` for a key that the request does not have."""


_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_DEFAULT = re.compile(r"(?P<key>[^,]*),\s*'(?P<default>[^']*)'\s*")

#: Variables that stand for a character with a meaning of its own (section "Special characters").
_CHARACTERS = frozenset("*?$")


def has_variable(text: str) -> bool:
    """Whether ``text`` has a variable in it, provided that its document has variables at all."""
    return "${" in text


def resolve(text: str, context: Context) -> str | UnknownValue | None:
    """``text``, a pattern, with its variables replaced; ``None`` where one has no value and no default.

    A text with a variable that has no value matches nothing (section "Policy variables with no value"). The result is
    :data:`UNKNOWN_VALUE` where a value is not known, or where a key has several: those cannot be variables.
    """
    if "${" not in text:
        return text
    result, end = [], 0
    for match in _VARIABLE.finditer(text):
        value = _value(match[1], context)
        if value is None or value is UNKNOWN_VALUE:
            return value
        result += [text[end : match.start()], value]
        end = match.end()
    return "".join([*result, text[end:]])


def _value(variable: str, context: Context) -> str | UnknownValue | None:
    if variable in _CHARACTERS:
        return literal(variable)
    match = _DEFAULT.fullmatch(variable)
    value = context.get((match["key"] if match else variable).strip().lower())
    if isinstance(value, tuple):
        value = value[0] if len(value) == 1 else UNKNOWN_VALUE if value else None
    if value is UNKNOWN_VALUE:
        return value
    if value is None:
        return literal(match["default"]) if match else None
    # That a wildcard in a value is no wildcard of the policy is inferred.
    return literal(value)
