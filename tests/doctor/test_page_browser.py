"""The doctor's page in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mwaa_tf.doctor.formats import write
from tests.browser import OpenedPage
from tests.doctor.samples import SITUATIONS

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def _opened(browser: Browser, folder: Path, name: str, **context: Any) -> OpenedPage:
    path = folder / f"{name}.html"
    path.write_text(write(SITUATIONS[name], "html"), "utf-8")
    return OpenedPage(browser, path, **context)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
@pytest.mark.parametrize("name", ["sick", "healthy", "many"])
def test_axe_finds_no_fault(browser: Browser, tmp_path: Path, name: str, scheme: str, width: int) -> None:
    tab = _opened(browser, tmp_path, name, color_scheme=scheme, viewport={"width": width, "height": 900})

    assert tab.violations() == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, "wider than the screen"
    tab.close()


def test_the_theme_is_the_systems(browser: Browser, tmp_path: Path) -> None:
    colours = []
    for scheme in ("dark", "light"):
        tab = _opened(browser, tmp_path, "sick", color_scheme=scheme)
        colours.append(tab.page.evaluate("getComputedStyle(document.body).backgroundColor"))
        tab.close()

    assert colours == ["rgb(13, 17, 23)", "rgb(255, 255, 255)"]
