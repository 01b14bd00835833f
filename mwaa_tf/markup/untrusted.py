"""Text of others, which is not trusted, on one line."""

from __future__ import annotations

from mwaa_tf.secret_values import redacted
from mwaa_tf.text import escape_control_characters, truncate

#: Characters of a path or an address; beyond that its end is not shown.
_NAME = 300

#: Characters of a text that are searched for credentials; far more than are shown of it.
_SCANNED = 20_000


def clean(text: str, max_length: int = _NAME) -> str:
    """``text`` on one line, without credentials and invisible characters, at most ``max_length`` characters."""
    return truncate(escape_control_characters(redacted(text[:_SCANNED])), max_length)


def prose(text: str) -> str:
    """A sentence on one line; long, since it may name several resources."""
    return clean(text, 2_000)
