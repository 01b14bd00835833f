"""Links of pages, and where they lead."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tools.documents import heading_anchor

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+?)\s*$", re.MULTILINE)
_ANCHOR = re.compile(r"<a (?:id|name)=\"([^\"]+)\"")


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page; the second heading of the same words ends with `-1`."""
    text = _FENCE.sub("", page.read_text("utf-8"))
    counts: dict[str, int] = {}
    found = set(_ANCHOR.findall(text))
    for heading in _HEADING.findall(text):
        name = heading_anchor(heading)
        number = counts.get(name, 0)
        counts[name] = number + 1
        found.add(f"{name}-{number}" if number else name)
    return frozenset(found)


def links_of(page: Path) -> list[str]:
    """The links of a page but for those to other sites."""
    found: list[str] = _LINK.findall(_FENCE.sub("", page.read_text("utf-8")))
    return found


def broken(page: Path, link: str) -> str | None:
    """What is wrong with a link of a page, or nothing."""
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return f"{link}: no such file"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return f"{link}: no such heading"
    return None
