"""What the local AWS imitates, and where AWS differs: each entry has a source or says that it is inferred."""

from __future__ import annotations

import re

import pytest

from tests.support import REPOSITORY

GUIDE = (REPOSITORY / "docs/rehearsal.md").read_text(encoding="utf-8")
SECTIONS = ("## What it imitates", "## Where AWS differs", "### CloudFormation")
_ENTRY = re.compile(r"^- .*?(?=^- |^#|\Z)", re.MULTILINE | re.DOTALL)
_SOURCE = re.compile(r"\]\(https://[^)]+\)")


def entries(section: str) -> list[str]:
    """The bullets of a section, without those of its subsections."""
    text = GUIDE.partition(f"\n{section}\n")[2]
    return _ENTRY.findall(re.split(r"^#{2,3} ", text, maxsplit=1, flags=re.MULTILINE)[0])


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_has_entries(section: str) -> None:
    assert len(entries(section)) > 8


@pytest.mark.parametrize(
    "entry", [entry for section in SECTIONS for entry in entries(section)], ids=lambda text: text[2:50]
)
def test_an_entry_has_a_source_or_is_inferred(entry: str) -> None:
    assert _SOURCE.search(entry) or re.search(r"\b[Ii]nferred\b", entry), entry


def test_links_lead_to_pages_of_aws_or_to_sources() -> None:
    hosts = {
        re.match(r"https://([^/)]+)", link[2:])[1]  # type: ignore[index]
        for section in SECTIONS
        for entry in entries(section)
        for link in _SOURCE.findall(entry)
    }
    assert hosts == {"docs.aws.amazon.com", "github.com", "developer.hashicorp.com"}
