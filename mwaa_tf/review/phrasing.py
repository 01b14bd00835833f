"""Words of a plan inside sentences of a review. Whoever writes them out quotes them for where they go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mwaa_tf.text import join_words

#: Characters of one value that a sentence has room for.
_LONGEST = 120

#: Values that are named; the rest is counted.
_MOST = 3


def quoted(value: Any) -> str:
    """``value`` between backticks, on one line, its middle left out where it is long."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST * 2 // 3]}…{text[-_LONGEST // 4 :]}"
    return f"`{' '.join(text.replace('`', chr(39)).split())}`"


def listed(items: Iterable[str], most: int = _MOST) -> str:
    """``a``, ``a and b``, ``a, b, c and 4 more``: what is said already is not said twice."""
    every = list(dict.fromkeys(items))
    named, more = every[:most], len(every) - most
    if more > 0:
        named.append(f"{more:,} more")
    return join_words(named)
