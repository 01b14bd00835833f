"""Text without what has the form of a secret."""

from __future__ import annotations

import re
from urllib.parse import unquote

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values.kinds import KINDS, SecretKind

#: What may be an encoded text; splitting at these is linear.
_WORD = LazyPattern(r"[^\s\"'<>]+")
_PERCENT = LazyPattern(r"%[0-9A-Fa-f]{2}")
_ENTITY = LazyPattern(r"&(?:#|[A-Za-z]{2,8};)")

#: How often a text may be percent-encoded.
_MOST_LAYERS = 3

#: What nothing else looks like, by each of its traces; the empty one is in every text.
_CERTAIN = tuple((trace, kind) for kind in KINDS if kind.certain for trace in kind.traces or ("",))


def kind_of_secret(text: str) -> str | None:
    """What kind of secret ``text`` certainly is, or has in it; None for anything else."""
    lower = text.lower()
    # Every text of a configuration comes here: calls or a generator would take twice as long.
    for trace, kind in _CERTAIN:
        if trace in lower and _find(text, kind):
            return kind.name
    return None


def without_forms(text: str) -> str:
    """``text`` with every secret in it replaced by what kind it was: ``(an AWS access key id)``.

    Percent-encoded words and HTML entities are looked at as they are decoded.
    """
    text = _plain(text)
    if _ENTITY.search(text):
        import html  # a table of all entities, and hardly any text has one

        decoded = html.unescape(text)
        if (clean := _plain(decoded)) != decoded:
            text = clean
    return _WORD.sub(_decoded_word, text) if _PERCENT.search(text) else text


def _plain(text: str) -> str:
    lower = text.lower()
    for kind in KINDS:
        if _may_contain(lower, kind):
            text = _without(text, kind)
    return text


def _may_contain(lower: str, kind: SecretKind) -> bool:
    # `any` with a generator takes three times as long.
    for trace in kind.traces:
        if trace in lower:
            return True
    return not kind.traces


def _find(text: str, kind: SecretKind) -> bool:
    if kind.is_secret is None:
        return kind.pattern.search(text) is not None
    return any(kind.is_secret(match[0]) for match in kind.pattern.finditer(text))


def _without(text: str, kind: SecretKind) -> str:
    label = f"({kind.name})"
    check = kind.is_secret
    return kind.pattern.sub(label if check is None else lambda match: label if check(match[0]) else match[0], text)


def _decoded_word(match: re.Match[str]) -> str:
    """A word as it is, or decoded and without its secrets where it has any."""
    word = match[0]
    for _ in range(_MOST_LAYERS):
        if not _PERCENT.search(word):
            break
        word = unquote(word)
        if (clean := _plain(word)) != word:
            return clean
    return match[0]
