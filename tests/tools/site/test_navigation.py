"""Every page is in the navigation, and a page is plain Markdown, which is also read where it is."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.support import REPOSITORY
from tools.site import api, pages
from tools.site.sources import outside_code

#: Pages that the build writes.
WRITTEN = {"schemas", "commands/index", "api/index", "modules/index"}
LISTED = [page for group in pages.groups() for page in group.pages]

#: Syntax of MyST beyond Markdown: a directive, a target, a comment, a break, a role.
_GENERATOR_ONLY = re.compile(r"^ *(?:```|:::)\{|^\([\w-]+\)=\s*$|^%|^\+\+\+|(?<!\$)\{[\w:-]+\}`", re.MULTILINE)


def test_every_document_is_in_the_navigation_once() -> None:
    documents = {path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("docs/*.md")}

    assert documents - set(LISTED) == set()
    assert [page for page, number in Counter(LISTED).items() if number > 1] == []


def test_every_document_beside_the_sources_is_a_page() -> None:
    documents = {path.name for path in REPOSITORY.glob("*.md")}

    assert documents - set(pages.files()) == set()
    assert {"AGENTS.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"} <= set(LISTED)


def test_the_navigation_names_no_page_that_is_missing() -> None:
    assert [page for page in LISTED if page not in WRITTEN and not (REPOSITORY / page).is_file()] == []
    assert set(LISTED) >= WRITTEN


def test_the_groups_are_those_of_a_reader_in_order() -> None:
    names = ["start", "design", "operate", "look-closely", "reference", "decisions"]

    assert [group.name for group in pages.groups()] == names
    assert all(group.about.endswith(".") for group in pages.groups())


def test_no_two_files_become_the_same_page() -> None:
    names = Counter(pages.files().values())

    assert [name for name, number in names.items() if number > 1] == []
    assert pages.files()["README.md"] == "index"
    assert pages.files()["docs/decisions/README.md"] == "decisions/index"
    assert pages.files()["modules/network/README.md"] == "modules/network"
    assert (pages.files()["docs/agents.md"], pages.files()["AGENTS.md"]) == ("agents", "repository-agents")


@pytest.mark.parametrize("file", sorted(pages.files()))
def test_a_page_has_no_syntax_of_the_generator(file: str) -> None:
    found: list[str] = []

    def look(text: str) -> str:
        found.extend(_GENERATOR_ONLY.findall(text))
        return text

    outside_code((REPOSITORY / file).read_text("utf-8"), look)

    assert found == []


def test_the_syntax_of_the_generator_is_recognized() -> None:
    for line in ("```{toctree}", "(target)=", "% a comment", "+++", "{ref}`x`"):
        assert _GENERATOR_ONLY.search(f"text\n{line}\n"), line
    assert not _GENERATOR_ONLY.search("A `${NAME}` of `a`, 5 % of (b) = c\n```sh\n")


def test_the_pages_of_the_api_are_those_of_the_table_of_what_is_public() -> None:
    table = (REPOSITORY / "docs/api.md").read_text("utf-8")
    rows = re.findall(r"^\| `(mwaa_tf(?:\.[a-z_]+)*)` \|", table, re.MULTILINE)

    assert list(api.PACKAGES) == rows


def test_a_public_name_is_described_in_the_first_package_that_exports_it(tmp_path: Path) -> None:
    pytest.importorskip("cdktn")
    api.write(tmp_path)
    first, later = ((tmp_path / f"{name}.rst").read_text("utf-8") for name in ("mwaa_tf", "mwaa_tf.config"))

    assert ".. autoclass:: mwaa_tf.Deployment\n" in first
    assert ".. autoexception:: mwaa_tf.ConfigError\n" in first
    assert ":py:obj:`Deployment <mwaa_tf.Deployment>`" in later
    assert "autoclass:: mwaa_tf.config.Deployment" not in later


def test_the_first_sentence_of_a_page_introduces_it() -> None:
    page = "# Title\n\n![picture](a.svg)\n\nIt [does](b.md) `x` **well**. And more.\n"

    assert pages.title(page) == "Title"
    assert pages.summary(page) == "It does `x` well."
