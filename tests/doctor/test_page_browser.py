"""The doctor's page in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mwaa_tf.doctor.formats import write
from tests.doctor.samples import SITUATIONS
from tests.review.test_html_browser import AXE, TAGS, Opened, browser, missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]


def _opened(browser: Browser, folder: Path, name: str, **context: Any) -> Opened:
    path = folder / f"{name}.html"
    path.write_text(write(SITUATIONS[name], "html"), "utf-8")
    return Opened(browser.new_context(**context).new_page(), path)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
@pytest.mark.parametrize("name", ["sick", "healthy", "many"])
def test_axe_finds_no_fault(browser: Browser, tmp_path: Path, name: str, scheme: str, width: int) -> None:
    if not AXE.is_file():
        missing("axe-core is not installed: make axe (it needs npm)")
    tab = _opened(browser, tmp_path, name, color_scheme=scheme, viewport={"width": width, "height": 900})
    tab.page.evaluate(AXE.read_text("utf-8"))

    result = tab.page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)

    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in result["violations"]] == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, "wider than the screen"
    assert tab.problems == []
    assert tab.requests == [tab.url]
    tab.page.context.close()


def test_the_theme_is_the_systems(browser: Browser, tmp_path: Path) -> None:
    colours = []
    for scheme in ("dark", "light"):
        tab = _opened(browser, tmp_path, "sick", color_scheme=scheme)
        colours.append(tab.page.evaluate("getComputedStyle(document.body).backgroundColor"))
        tab.page.context.close()

    assert colours == ["rgb(13, 17, 23)", "rgb(255, 255, 255)"]
