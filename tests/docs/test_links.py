"""Every link of a page leads to a file that exists, and to a heading that it has."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.support import REPOSITORY

PAGES = sorted(
    {
        *REPOSITORY.glob("*.md"),
        *REPOSITORY.glob("docs/**/*.md"),
        *REPOSITORY.glob("modules/*/README.md"),
        *REPOSITORY.glob("examples/**/*.md"),
        *REPOSITORY.glob("generated/**/*.md"),
    }
)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+?)\s*$", re.MULTILINE)
_ANCHOR = re.compile(r"<a (?:id|name)=\"([^\"]+)\"")
#: Pages that code and configuration name.
_MENTION = re.compile(r"\bdocs/[\w./-]+\.md(?:#[\w-]+)?")


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading: no markup, lower case, hyphens for spaces, no punctuation."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page; the second heading of the same words ends with `-1`."""
    text = _FENCE.sub("", page.read_text("utf-8"))
    counts: dict[str, int] = {}
    found = set(_ANCHOR.findall(text))
    for heading in _HEADING.findall(text):
        name = slug(heading)
        number = counts.get(name, 0)
        counts[name] = number + 1
        found.add(f"{name}-{number}" if number else name)
    return frozenset(found)


def broken(page: Path, link: str) -> str | None:
    """What is wrong with a link of a page, or nothing."""
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return f"{link}: no such file"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return f"{link}: no such heading"
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    links = _LINK.findall(_FENCE.sub("", page.read_text("utf-8")))

    assert [problem for link in links if (problem := broken(page, link))] == []


def test_the_pages_that_code_and_templates_name_exist() -> None:
    files = [path for end in ("py", "j2", "yaml", "toml") for path in (REPOSITORY / "mwaa_tf").rglob(f"*.{end}")]
    named = {(file, link) for file in files for link in _MENTION.findall(file.read_text("utf-8"))}

    assert [
        f"{file.relative_to(REPOSITORY)}: {problem}"
        for file, link in sorted(named)
        if (problem := broken(REPOSITORY / "README.md", link))
    ] == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [REPOSITORY / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            links = _LINK.findall(_FENCE.sub("", page.read_text("utf-8")))
            targets = [(page.parent / link.partition("#")[0]).resolve() for link in links]
            waiting += [target for target in targets if target.suffix == ".md" and target.exists()]

    assert [page.name for page in REPOSITORY.glob("docs/**/*.md") if page not in reached] == []


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("What it does", "what-it-does"),
        ("`mwaa_tf embed`, and more: yes", "mwaa_tf-embed-and-more-yes"),
        ("[A link](docs/a.md) in it", "a-link-in-it"),
        ("Bucket, key, role, security groups", "bucket-key-role-security-groups"),
    ],
)
def test_an_anchor_is_the_one_of_github(heading: str, anchor: str) -> None:
    assert slug(heading) == anchor


def test_a_missing_heading_and_a_missing_file_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n```sh\n# not a heading\n```\n\n## Title\n")

    assert broken(page, "#title-1") is None
    assert broken(page, "#not-a-heading") == "#not-a-heading: no such heading"
    assert broken(page, "other.md#x") == "other.md#x: no such file"
