"""Values of a plan inside sentences of a review. Formats escape these sentences for where they go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mwaa_tf.text import join_words

#: Characters of one value in a sentence.
_MAX_LENGTH = 120

#: Values that are named; the rest is counted.
_MAX_NAMED = 3


def quoted(value: Any) -> str:
    """``value`` between backticks, on one line, its middle left out where it is long."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if len(text) > _MAX_LENGTH:
        text = f"{text[: _MAX_LENGTH * 2 // 3]}…{text[-_MAX_LENGTH // 4 :]}"
    return f"`{' '.join(text.replace('`', chr(39)).split())}`"


def listed(words: Iterable[str], most: int = _MAX_NAMED) -> str:
    """``a``, ``a and b``, ``a, b, c and 4 more``; repeated words are named once."""
    unique = list(dict.fromkeys(words))
    named, rest = unique[:most], len(unique) - most
    if rest > 0:
        named.append(f"{rest:,} more")
    return join_words(named)
