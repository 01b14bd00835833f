"""The sections of CHANGELOG.md."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

UNRELEASED = "Unreleased"

#: A version that is a tag of git, a version of the registry (semver.org) and of PyPI (PEP 440) without rewriting.
VERSION = re.compile(r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)")

_HEADING = re.compile(r"^## (?P<title>\S+)(?: - (?P<date>\S.*?))? *$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A heading of the second level, `## 1.2.3 - 2026-01-31` or `## Unreleased`, and what is below it."""

    title: str
    date: str | None
    text: str

    @property
    def is_release(self) -> bool:
        """Whether it belongs to a version."""
        return self.title != UNRELEASED

    @property
    def version(self) -> tuple[int, ...]:
        """The version as numbers, to be compared; empty if the title is none."""
        return tuple(map(int, self.title.split("."))) if VERSION.fullmatch(self.title) else ()


def sections(changelog: str) -> list[Section]:
    """The sections of ``changelog`` in its order."""
    headings = list(_HEADING.finditer(changelog))
    ends = [heading.start() for heading in headings[1:]] + [len(changelog)]
    return [
        Section(heading["title"], heading["date"], changelog[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    ]


def section_of(version: str, changelog: str) -> Section | None:
    """The section of ``version``, None without one."""
    return next((section for section in sections(changelog) if section.title == version), None)


def parsed_date(text: str | None) -> dt.date | None:
    """A date as YYYY-MM-DD, None for anything else."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text or ""):
        return None
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None
