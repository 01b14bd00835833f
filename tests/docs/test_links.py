"""Every link of a page leads to a file that exists, and to a heading that it has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.links import broken, links_of
from tests.support import REPOSITORY
from tools.documents import heading_anchor

PAGES = sorted(
    {
        *REPOSITORY.glob("*.md"),
        *REPOSITORY.glob("docs/**/*.md"),
        *REPOSITORY.glob("modules/*/README.md"),
        *REPOSITORY.glob("examples/**/*.md"),
        *REPOSITORY.glob("generated/**/*.md"),
    }
)
#: Pages that code and configuration name.
_MENTION = re.compile(r"\bdocs/[\w./-]+\.md(?:#[\w-]+)?")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    links = links_of(page)

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
            links = links_of(page)
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
    assert heading_anchor(heading) == anchor


def test_a_missing_heading_and_a_missing_file_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n```sh\n# not a heading\n```\n\n## Title\n")

    assert broken(page, "#title-1") is None
    assert broken(page, "#not-a-heading") == "#not-a-heading: no such heading"
    assert broken(page, "other.md#x") == "other.md#x: no such file"
