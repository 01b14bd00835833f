"""The entry of docs/troubleshooting.md about a message of AWS, Terraform or mwaa_tf."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

#: The page, as other messages name documents.
PAGE = "docs/troubleshooting.md"

#: The file with the anchor of each message, which ``make docs`` writes.
INDEX = "troubleshooting.json"

#: Stands in a message for what differs: a name, an id, a reason.
PLACEHOLDER = re.compile(r"<[A-Z][A-Z0-9 _-]*>")

#: What Terraform draws around an error on a terminal, and colours.
_DRAWN = re.compile(r"\x1b\[[0-9;]*m|[│╷╵]")

#: Characters of an error that are searched: an error of Terraform has a few hundred.
_LONGEST = 20_000


def page_for(error: str) -> str:
    """The address in docs/troubleshooting.md of the message that explains most of ``error``; empty if none does."""
    text = normalized(error[:_LONGEST])
    found = [message for message in _anchors() if is_said_in(message, text)]
    return f"{PAGE}#{_anchors()[max(found, key=literal_length)]}" if found else ""


def is_said_in(message: str, text: str) -> bool:
    """Whether ``text``, which is :func:`normalized`, has ``message`` with whatever names in its placeholders."""
    parts = PLACEHOLDER.split(normalized(message))
    # Nearly all messages end here: compiling a pattern for each would take longer than everything else.
    if not all(part in text for part in parts):
        return False
    return re.search(r"\S.*?".join(map(re.escape, parts)), text) is not None


def normalized(text: str) -> str:
    """``text`` without what a terminal adds: colours, the line at the left, and line breaks."""
    return " ".join(_DRAWN.sub(" ", text).split())


def literal_length(message: str) -> int:
    """The characters of ``message`` without its placeholders."""
    return len(PLACEHOLDER.sub("", message))


@cache
def _anchors() -> dict[str, str]:
    """The anchor on the page of each message."""
    anchors: dict[str, str] = json.loads(files("mwaa_tf").joinpath(INDEX).read_text("utf-8"))
    return anchors
