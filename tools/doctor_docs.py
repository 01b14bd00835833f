"""The tables and the catalogue of docs/doctor.md, from the checks of the doctor and what they found in tests.

``python -m tools.doctor_docs`` writes them; with ``--check`` it writes nothing and fails where they are stale.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mwaa_tf.doctor.checks import Check, checks, groups
from tools import doctor_results
from tools.documents import REPOSITORY, write_or_check

FILE = REPOSITORY / "docs/doctor.md"
_SOURCES = REPOSITORY / "tools/doctor_sources.toml"

_MARK = "<!-- What follows is written by `make docs`. -->\n"


@dataclass(frozen=True)
class SourceItem:
    """Something that another tool or a page of AWS checks."""

    name: str
    about: str
    checks: tuple[str, ...] = ()
    """Ids of checks that cover it, besides those that say so themselves."""
    instead: str = ""
    """Why nothing is to check it, or what answers it."""


@dataclass(frozen=True)
class CoveredSource:
    """Another tool, or pages of AWS, and all that it checks."""

    name: str
    title: str
    address: str
    read: date
    items: tuple[SourceItem, ...]


def sources() -> tuple[CoveredSource, ...]:
    """Those of tools/doctor_sources.toml."""
    data = tomllib.loads(_SOURCES.read_text("utf-8"))
    return tuple(
        CoveredSource(
            name=source["name"],
            title=source["title"],
            address=source["address"],
            read=source["read"],
            items=tuple(SourceItem(**{**item, "checks": tuple(item.get("checks", ()))}) for item in source["items"]),
        )
        for source in data["source"]
    )


def covering(source: CoveredSource, item: SourceItem) -> tuple[str, ...]:
    """The ids of the checks that cover an item, in the order of the catalogue."""
    name = f"{source.name}: {item.name}"
    return tuple(check.id for check in checks() if name in check.covers or check.id in item.checks)


def beyond() -> tuple[Check, ...]:
    """The checks that no source has."""
    covered = {id for source in sources() for item in source.items for id in covering(source, item)}
    return tuple(check for check in checks() if check.id not in covered)


def documents() -> Iterator[tuple[Path, str]]:
    """The guide, with the tables that it should have."""
    guide = FILE.read_text("utf-8").partition(_MARK)[0]
    ids = [check.id for check in checks()]
    results = doctor_results.section(doctor_results.load(), ids)
    yield FILE, "\n".join([f"{guide}{_MARK}", *_coverage(), *results, *_catalogue()])


def _coverage() -> Iterator[str]:
    yield "## What other tools check, and which check does it here\n"
    for source in sources():
        yield f"### {source.title}\n\n<{source.address}>, read on {source.read}\n"
        yield "| item | looks at | here |\n| --- | --- | --- |"
        for item in source.items:
            answer = ", ".join(map(_link, covering(source, item)))
            yield f"| `{item.name}` | {item.about} | {'. '.join(filter(None, (answer, item.instead)))} |"
        yield ""
    yield "### Beyond them\n"
    yield f"None of these sources has what these {len(beyond())} checks look at:\n"
    yield "| check | what holds if it passes |\n| --- | --- |"
    yield from (f"| {_link(check.id)} | {check.title} |" for check in beyond())
    yield ""


def _catalogue() -> Iterator[str]:
    yield f"## Catalogue\n\nThe {len(checks())} checks, by group; causes come before what they cause.\n"
    for group in groups():
        yield f"### {group.title}\n"
        for check in checks():
            if check.group == group.name:
                yield _section(check)


def _section(check: Check) -> str:
    return (
        f"#### {check.id}\n\n**{check.title}**\n\n{_paragraphs(check.proves)}\n\n"
        f"How to fix: {check.fix}\n\nSource: <{check.source}>\n"
    )


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _link(id: str) -> str:
    return f"[`{id}`](#{id.replace('.', '')})"


if __name__ == "__main__":
    sys.exit(write_or_check(documents(), sys.argv[1:]))
