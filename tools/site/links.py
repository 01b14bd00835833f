"""Links of built pages, checked without a network: every file of the site that one names exists, and every anchor.

Addresses of other sites are not fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass
class _Page(HTMLParser):
    """What a page links to, and what can be linked to in it."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        values = {name: value for name, value in attrs if value}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        self.links += [values[name] for name in ("href", "src") if name in values]


@cache
def _read(file: Path) -> _Page:
    page = _Page()
    page.feed(file.read_text("utf-8"))
    return page


def anchors(file: Path) -> set[str]:
    """The anchors of a built page."""
    return _read(file).anchors


def broken(folder: Path) -> Iterator[str]:
    """Each link of a page below ``folder`` that leads nowhere, as ``PAGE: LINK: what is wrong``."""
    _read.cache_clear()
    folder = folder.resolve()
    for file in sorted(set(folder.rglob("*.html")) - set(folder.rglob("_static/**/*.html"))):  # templates of the theme
        for link in dict.fromkeys(_read(file).links):
            if problem := _problem(folder, file, link):
                yield f"{file.relative_to(folder)}: {link}: {problem}"


def _problem(folder: Path, file: Path, link: str) -> str | None:
    parts = urlsplit(link)
    if parts.scheme in {"https", "mailto", "data"}:
        return None
    if parts.scheme or parts.netloc:
        return "neither a file of the site nor https"
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if target.is_dir():
        target = target / "index.html"
    if not target.is_file() or not target.is_relative_to(folder):
        return "no such file"
    if parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in anchors(target):
        return "no such anchor"
    return None
