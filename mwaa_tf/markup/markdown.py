"""Text of others in the Markdown of GitHub and GitLab: shown as it is, and never acted upon.

Beside Markdown and HTML, both turn ``@name``, ``#1`` and addresses into links and notifications, and GitLab obeys a
line that begins with ``/``: so nothing here ever begins a line. Runners of pipelines obey ``##[…]``.
"""

from __future__ import annotations

import re

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.markup.untrusted import clean, prose
from mwaa_tf.text import escape_bracket_commands

_BACKTICKS = LazyPattern(r"`+")

_SPECIAL = LazyPattern(r"[\\`*_\[\]<>&|~]")

#: Where a mention, a reference or an address begins; an empty comment behind it keeps it text.
_LINKED = LazyPattern(r"[@#!~%$](?=[\w\"])|:(?=//)|\bwww(?=\.)", re.IGNORECASE)


def code(text: str) -> str:
    """``text`` as a code span, in a paragraph or a list."""
    text = escape_bracket_commands(clean(text)) or " "
    fence = "`" * (longest_backticks(text) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def cell(text: str) -> str:
    """``text`` as a code span in a table, where ``|`` ends a cell whatever it stands in."""
    return code(clean(text).replace("|", "¦"))


def tagged(text: str) -> str:
    """``text`` as code inside a line of HTML."""
    return f"<code>{_html(text)}</code>"


def inline_html(text: str) -> str:
    """``text`` inside a line of HTML."""
    return _unlinked(_html(text))


def _html(text: str) -> str:
    import html  # has all names of entities; the README of a deployment has no HTML

    return escape_bracket_commands(html.escape(clean(text), quote=False), sharp="&#35;")


def sentence(text: str) -> str:
    """A rule's sentence in a paragraph; what stands between backticks is code."""
    parts = prose(text).split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = [f"{parts[-2]}`{parts[-1]}"]
    return "".join(code(part) if index % 2 else escaped(part) for index, part in enumerate(parts))


def escaped(text: str) -> str:
    """``text``, cleaned before, in a paragraph."""
    return _unlinked(_SPECIAL.sub(r"\\\g<0>", text))


def longest_backticks(text: str) -> int:
    """The number of backticks in the longest run of them in ``text``: a fence has one more."""
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def _unlinked(text: str) -> str:
    return _LINKED.sub(r"\g<0><!-- -->", text)
