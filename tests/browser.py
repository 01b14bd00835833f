"""A real browser, for the tests of pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import REPOSITORY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = REPOSITORY / "tools" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: Everything that axe knows of WCAG 2.2 at the levels A and AA, and its good practices.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def missing(what: str) -> None:
    """Where MWAA_TF_BROWSER is set, as in the workflow, these tests run; elsewhere it is said what they need."""
    if os.environ.get("MWAA_TF_BROWSER"):
        pytest.fail(f"the page is not tested: {what}")
    pytest.skip(f"the page is not tested: {what}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process: Playwright refuses a second one while the first one runs."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright is not installed: make venv")
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        missing(f"none of {', '.join(CHROMIUM)} is installed; on Debian and Ubuntu: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found)
        yield running
        running.close()


class OpenedPage:
    """A page in a tab of its own, and what went on behind it."""

    def __init__(self, browser: Browser, path: Path, **context: Any) -> None:
        self.page: Page = browser.new_context(**context).new_page()
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.problems.append(message.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("dialog", lambda dialog: self.problems.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.url = path.as_uri()
        self.page.goto(self.url)

    def violations(self) -> list[tuple[str, list[Any]]]:
        """The rules of axe that the page breaks, each with the elements that break it."""
        if not AXE.is_file():
            missing("axe-core is not installed: make axe (it needs npm)")
        self.page.evaluate(AXE.read_text("utf-8"))
        result = self.page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
        return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in result["violations"]]

    def close(self) -> None:
        """Close the tab; the page may neither have complained nor asked for anything."""
        self.page.context.close()
        assert self.problems == []
        assert set(self.requests) == {self.url}
