"""Text without the literals in expressions of names of secrets: ``password = var.a ? 1 : "…"``."""

from __future__ import annotations

import re

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values.names import is_harmless_value, is_secret_name
from mwaa_tf.secret_values.pairs import HIDDEN

#: Up to a value that begins with something else than a literal.
_HEAD = LazyPattern(
    r"(?<![\w.$-])(?P<name>[A-Za-z_][\w.-]{1,400}+)\\{0,4}[\"']?"
    r"[ \t]{0,40}(?:=>|:=|=(?![=~>]))[ \t]{0,40}(?=[^\s\"'\\=])"
)

#: Characters of a value; it ends with its line.
_LONGEST = 4_000

#: What makes several literals one value: a choice, or a call.
_CHOICE = LazyPattern(r"\?|\|\||\bor\b|\belse\b|\b[A-Za-z_][\w.]{1,60}+\(")

_LITERAL = LazyPattern(r"(?P<quote>\\{0,4}[\"'])(?P<text>[^\"'\n\\]{0,1000}+)(?P=quote)")

_COMPARED = ("==", "!=")


def without_choices(text: str) -> str:
    """``text`` without the literals that a secret may have, by a condition or as the default of a call."""
    if "=" not in text or _CHOICE.search(text) is None:
        return text
    pieces: list[str] = []
    done = end = 0
    for match in _HEAD.finditer(text):
        begin = match.end()
        if begin < end or not is_secret_name(match["name"]) or text.startswith("$(", begin):
            continue
        line = text.find("\n", begin, begin + _LONGEST)
        end = line if line >= 0 else begin + _LONGEST
        value = text[begin:end]
        if _CHOICE.search(value):
            pieces += (text[done:begin], _without_literals(match["name"], value))
            done = end
    return "".join([*pieces, text[done:]])


def _without_literals(name: str, value: str) -> str:
    """An expression without its literals, but for those that something is compared with."""

    def clean(literal: re.Match[str]) -> str:
        before, after = value[: literal.start()].rstrip(), value[literal.end() : literal.end() + 20].lstrip()
        is_compared = before.endswith(_COMPARED) or after.startswith(_COMPARED)
        if is_compared or is_harmless_value(name, literal["text"]):
            return literal[0]
        return f"{literal['quote']}{HIDDEN}{literal['quote']}"

    return _LITERAL.sub(clean, value)
