"""The pictures in a real browser, with its fonts: what the layout estimates is not less than what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.graph import draw
from tests.graph.cases import CASES, EXAMPLE_BLUEPRINTS, MATRIX

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: Texts of boxes that leave their frame, and other texts that leave the picture or meet a box.
_OUTSIDE = """() => {
    const at = element => element.getBoundingClientRect(), wrong = [];
    const holds = (a, b) => a.left <= b.left && b.right <= a.right && a.top <= b.top && b.bottom <= a.bottom;
    const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const frames = document.querySelectorAll(".workspace .box, .shared .shared-area");
    for (const text of document.querySelectorAll("text")) {
        const group = text.closest(".workspace, .shared");
        const frame = group && at(group.querySelector(":scope > .box, :scope > .shared-area"));
        const inside = frame ? holds(frame, at(text)) : holds(at(document.querySelector(".page")), at(text));
        if (!inside || (!group && [...frames].some(box => meets(at(box), at(text))))) wrong.push(text.textContent);
    }
    for (const chip of document.querySelectorAll(".chip-text, .badge-text"))
        if (!holds(at(chip.previousElementSibling), at(chip))) wrong.push(chip.textContent);
    return wrong;
}"""

PLANS = {**EXAMPLE_BLUEPRINTS, "hostile": CASES["hostile"], "5x4-access": MATRIX["5x4-access"], "mixed": CASES["mixed"]}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_no_text_leaves_its_frame_in_a_browser(plan: Blueprint, browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(draw([plan], "svg", detail=True).partition("\n")[2])

    assert page.locator("text").count() > 10
    assert page.evaluate(_OUTSIDE) == []
    page.close()


def test_a_text_that_is_too_wide_is_found(browser: Browser) -> None:
    page = browser.new_page()
    svg = draw([CASES["smallest"]], "svg").partition("\n")[2]
    page.set_content(svg.replace(">data-etl</text>", f">{'data-etl' * 9}</text>", 1))

    assert page.evaluate(_OUTSIDE) == ["data-etl" * 9]
    page.close()
