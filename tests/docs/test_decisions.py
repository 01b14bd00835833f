"""Every decision is written down in the same form, and listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import REPOSITORY

FOLDER = REPOSITORY / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))


def test_every_decision_is_listed_once_and_in_order() -> None:
    listed = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \|", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)

    assert [name for _, name in listed] == [page.name for page in PAGES]
    assert [number for number, _ in listed] == [f"{n:04}" for n in range(1, len(PAGES) + 1)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_has_its_number_its_context_and_its_consequences(page: Path) -> None:
    text = page.read_text("utf-8")

    assert text.startswith(f"# {page.stem[:4]}: ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
