"""The page in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mwaa_tf.review import Review
from mwaa_tf.review.model import WaitingWorkspace
from tests.browser import OpenedPage
from tests.review import pages
from tests.review.samples import of, plan, resource, reviewed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

NAMES = tuple(f"workspace-{number:02}" for number in range(12))

SUMMARIES = "li.change:not([hidden]) > details > summary"


class Opened(OpenedPage):
    """The page of a review, and how its changes are read."""

    def addresses(self) -> list[str]:
        found: list[str] = self.page.locator(f"{SUMMARIES} > code").all_text_contents()
        return found

    def focused(self) -> str:
        text: str = self.page.evaluate("document.activeElement.querySelector(':scope > code')?.textContent ?? ''")
        return text

    def detail(self, address: str) -> Locator:
        """What is unfolded below it, once it is there."""
        found = self.page.locator("li.change", has_text=address).locator("div.detail")
        found.wait_for(state="attached")
        return found


Open = Callable[..., Opened]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens the page of a review; asserts that it neither complained nor asked for anything."""
    tabs: list[Opened] = []

    def opened(review: Review, **context: Any) -> Opened:
        path = tmp_path / f"{len(tabs)}.html"
        path.write_text(pages.page(review), "utf-8")
        tabs.append(Opened(browser, path, **context))
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.close()


@pytest.fixture
def deployment() -> Review:
    return pages.of("deployment", "mwaa_replace.json", "drift.json", "output_only.json", "policy.json")


def test_a_search_finds_addresses_types_and_attributes(opened: Open, deployment: Review) -> None:
    tab = opened(deployment)
    everything = len(tab.addresses())

    for words, found in (
        ("PRIVATE[0]", "module.network.aws_route.private[0]"),
        ("aws_route nat_gateway_id", "module.network.aws_route.private[0]"),
        ("max_workers", "module.environment.aws_mwaa_environment.this"),
    ):
        tab.page.fill("#search", words)
        tab.page.locator("#shown", has_text=" of ").wait_for()
        assert tab.addresses() == [found]
        tab.page.press("#search", "Escape")
        assert len(tab.addresses()) == everything

    tab.page.fill("#search", "nothing-of-the-kind")
    tab.page.wait_for_selector("#no-changes:not([hidden])")
    tab.page.click("#clear")
    assert tab.page.locator("#no-changes").is_hidden()
    assert len(tab.addresses()) == everything


def test_changes_are_filtered_by_action_workspace_and_severity(opened: Open, deployment: Review) -> None:
    tab = opened(deployment)

    for box in tab.page.locator("input[name=kind]:not([value=replace])").all():
        box.uncheck()
    kinds = tab.page.locator("li.change:not([hidden])").evaluate_all("all => all.map(one => one.dataset.kind)")
    assert set(kinds) == {"replace"}

    tab.page.click("#clear")
    tab.page.select_option("#workspace", label="1-network")
    assert tab.addresses() == ["module.network.aws_route.private[0]"]
    assert tab.page.locator("section.workspace:not([hidden])").count() == 1

    tab.page.click("#clear")
    tab.page.select_option("#severity", "high")
    severities = tab.page.locator("li.change:not([hidden])").evaluate_all("all => all.map(one => one.dataset.severity)")
    assert set(severities) == {"high"}
    assert set(tab.page.locator("li.risk:not([hidden])").evaluate_all("all => all.map(x => x.dataset.severity)")) == {
        "high"
    }


def test_a_risk_in_several_workspaces_is_one_that_shows_those_that_are_filtered_for(opened: Open) -> None:
    sides = {"before": {"name": "a"}, "after": {"name": "b"}, "replace_paths": [["name"]]}
    replaced = resource("aws_mwaa_environment.this", "delete create", **sides)
    tab = opened(of(plan(replaced), plan(replaced), plan(resource())))

    def places() -> list[str]:
        return tab.page.locator("li.risk:not([hidden]) .place:not([hidden])").all_inner_texts()

    assert tab.page.locator("li.risk h3").all_inner_texts() == ["HIGH\nEnvironment is replaced, 2 times"]
    assert places() == ["aws_mwaa_environment.this in a", "aws_mwaa_environment.this in b"]
    tab.page.select_option("#workspace", label="b")
    assert places() == ["aws_mwaa_environment.this in b"]
    tab.page.select_option("#workspace", label="c")
    assert places() == []
    assert tab.page.locator("#no-risks").is_visible()


def test_all_changes_unfold_and_fold(opened: Open, deployment: Review) -> None:
    tab = opened(deployment)
    folded = tab.page.locator("li.change > details:not([open])")
    assert tab.page.locator("li.change table").count() == 0

    tab.page.click("#expand")
    assert folded.count() == 0
    assert "nat-2" in (tab.detail("aws_route.private[0]").text_content() or "")

    tab.page.click("#collapse")
    assert folded.count() == tab.page.locator("li.change").count()


def test_everything_is_done_without_a_mouse(opened: Open, deployment: Review) -> None:
    tab = opened(deployment)
    keyboard = tab.page.keyboard
    addresses = tab.addresses()

    keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"

    keyboard.press("j")
    assert tab.focused() == addresses[0]
    keyboard.press("j")
    keyboard.press("ArrowDown")
    assert tab.focused() == addresses[2]
    keyboard.press("k")
    keyboard.press("ArrowUp")
    assert tab.focused() == addresses[0]
    keyboard.press("End")
    assert tab.focused() == addresses[-1]
    keyboard.press("Home")

    keyboard.press("Enter")
    tab.page.wait_for_selector("li.change > details[open] table")
    keyboard.press("Escape")
    assert tab.page.locator("main details[open]").count() == 0
    keyboard.press("ArrowRight")
    assert tab.page.locator("main details[open]").count() == 1
    keyboard.press("ArrowLeft")
    assert tab.page.locator("main details[open]").count() == 0

    keyboard.press("/")
    keyboard.type("jk/")
    assert tab.page.input_value("#search") == "jk/"
    keyboard.press("Escape")
    assert tab.page.input_value("#search") == ""
    keyboard.press("ArrowDown")
    assert tab.focused() == addresses[0]


def test_the_keys_of_one_letter_can_be_switched_off(opened: Open, deployment: Review) -> None:
    """WCAG 2.1.4: who speaks to a computer, or trembles, must not set them off."""
    tab = opened(deployment)

    tab.page.keyboard.press("?")
    assert tab.page.locator("dialog").is_visible()
    tab.page.uncheck("#keys")
    tab.page.keyboard.press("Escape")
    assert tab.page.locator("dialog").is_hidden()

    tab.page.keyboard.press("j")
    assert tab.focused() == ""


def test_the_focus_is_seen(opened: Open, deployment: Review) -> None:
    tab = opened(deployment)
    tab.page.keyboard.press("j")

    outline = tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert outline == "solid"


def test_a_risk_leads_to_its_change_also_where_it_is_filtered_away(opened: Open, deployment: Review) -> None:
    tab = opened(deployment)
    tab.page.fill("#search", "aws_route")
    tab.page.locator("#shown", has_text=" of ").wait_for()

    link = tab.page.locator("li.risk .place a").first
    address = link.inner_text()
    link.click()

    tab.page.wait_for_selector("li.change > details[open] table")
    assert tab.focused() == address


def test_the_theme_is_the_systems_until_a_reader_chooses(opened: Open, deployment: Review) -> None:
    tab = opened(deployment, color_scheme="dark")
    back = "getComputedStyle(document.body).backgroundColor"
    dark = tab.page.evaluate(back)

    tab.page.select_option("#theme", "light")
    light = tab.page.evaluate(back)
    tab.page.reload()

    assert (dark, light) == ("rgb(13, 17, 23)", "rgb(255, 255, 255)")
    assert tab.page.evaluate(back) == light


def test_without_scripts_everything_unfolds(opened: Open, deployment: Review) -> None:
    tab = opened(deployment, java_script_enabled=False)

    tab.page.locator("summary", has_text="aws_route.private[0]").click()

    after = tab.page.locator("li.change", has_text="aws_route.private[0]").locator("pre.new")
    after.wait_for()
    assert after.text_content() == '"nat-2"'
    assert tab.page.locator(".filters").is_hidden()


def test_on_paper_everything_is_unfolded_and_nothing_is_there_to_click(opened: Open, deployment: Review) -> None:
    tab = opened(deployment, color_scheme="dark")

    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.page.emulate_media(media="print")
    assert tab.page.locator("main details:not([open])").count() == 0
    assert tab.page.locator(".filters").is_hidden()
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.page.pdf().startswith(b"%PDF")

    tab.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.page.locator("main details[open]").count() == 0


def test_hostile_names_stay_text(opened: Open) -> None:
    tab = opened(pages.of("hostile.json"))

    tab.page.click("#expand")

    assert tab.page.locator("main :is(img, svg, script, iframe, style)").count() == 0
    assert "<img src=x onerror=alert(1)>" in (tab.page.text_content("main") or "")


def test_row_numbers_of_two_digits_stay_on_one_line(opened: Open) -> None:
    for width in (1280, 768, 320):
        tab = opened(of(*[plan(resource())] * 12, names=NAMES), viewport={"width": width, "height": 900})
        cells = tab.page.locator("table.order td:first-child")

        assert cells.all_inner_texts() == [str(number) for number in range(1, 13)]
        heights = cells.evaluate_all(
            """cells => cells.map((cell) => {
              const range = document.createRange();
              range.selectNodeContents(cell);
              return range.getClientRects().length;
            })"""
        )
        assert heights == [1] * 12


def test_a_tile_shows_what_it_counts_and_nothing_else(opened: Open, deployment: Review) -> None:
    tab = opened(deployment)

    tab.page.locator("a.tile.replace").focus()
    tab.page.keyboard.press("Enter")

    kinds = tab.page.locator("li.change:not([hidden])").evaluate_all("all => all.map(one => one.dataset.kind)")
    assert set(kinds) == {"replace"}
    assert str(len(kinds)) == tab.page.locator("a.tile.replace .count").inner_text()
    assert tab.page.evaluate("document.activeElement.id") == "changes"
    tab.page.click("#clear")
    assert len(tab.addresses()) > len(kinds)


def test_without_scripts_a_tile_leads_to_the_first_line_of_what_it_counts(opened: Open) -> None:
    tab = opened(reviewed("real/smallest/update"), java_script_enabled=False)
    target = (tab.page.locator("a.tile").get_attribute("href") or "").removeprefix("#")

    tab.page.click("a.tile")

    line = tab.page.locator(f'[id="{target}"]')
    line.wait_for(state="visible")
    box = line.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 720, "on the screen, and unfolded"


def test_what_is_folded_is_found_by_a_search_and_folds_again_after_it(opened: Open) -> None:
    tab = opened(reviewed("real/smallest/update"))
    folds = tab.page.locator("section.workspace details.fold")
    tab.page.keyboard.press("End")
    before = tab.page.locator("section.workspace details.fold[open]").count()

    tab.page.fill("#search", "internet_gateway")
    tab.page.locator("#shown", has_text=" of ").wait_for()
    found = tab.page.locator("li.change:not([hidden]) > details > summary")
    assert found.count() == 1
    assert found.is_visible()
    tab.page.press("#search", "ArrowDown")
    assert "internet_gateway" in tab.focused()

    tab.page.fill("#search", "")
    tab.page.locator("#shown:not(:has-text(' of '))").wait_for()
    assert before == 0
    assert tab.page.locator("section.workspace details.fold[open]").count() == 0
    assert all(not fold.get_attribute("hidden") for fold in folds.all())


def test_the_keys_pass_over_what_is_folded_and_reach_it_once_it_is_open(opened: Open) -> None:
    tab = opened(reviewed("real/smallest/update"))
    tab.page.keyboard.press("j")
    assert tab.focused() == "module.environment.aws_mwaa_environment.this"

    tab.page.locator("details.fold > summary").first.focus()
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("j")
    assert tab.focused() == "module.network.aws_default_security_group.this[0]"

    tab.page.click("#expand")
    assert tab.page.locator("section.workspace details:not([open])").count() == 0
    tab.page.click("#collapse")
    assert tab.page.locator("section.workspace details[open]").count() == 0


def test_a_link_to_what_is_folded_unfolds_it(opened: Open) -> None:
    changes = [
        resource(f"aws_s3_bucket.this[{number}]", "delete", before={"bucket": f"b{number}"}) for number in range(12)
    ]
    tab = opened(of(plan(*changes)))
    tab.page.select_option("#severity", "high")
    assert tab.page.locator("details.more-risks[open]").count() == 1
    tab.page.click("#clear")
    assert tab.page.locator("details.more-risks[open]").count() == 0

    tagged = opened(reviewed("real/smallest/update"))
    line = tagged.page.locator("section.workspace details.fold li.change > details").first.get_attribute("id")
    tagged.page.evaluate("id => { location.hash = id }", line)
    tagged.page.wait_for_selector("li.change > details[open] table")
    assert tagged.page.locator("section.workspace details.fold[open]").count() == 1


def test_the_contents_stay_in_view_on_a_wide_screen_and_fold_on_a_narrow_one(opened: Open) -> None:
    wide = opened(reviewed("real/smallest/update"))
    wide.page.click("nav.contents a[href='#w3']")
    box = wide.page.locator("nav.contents a[href='#w1']").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 720

    narrow = opened(reviewed("real/smallest/update"), viewport={"width": 320, "height": 700})
    assert narrow.page.locator("nav.contents a").first.is_hidden()
    narrow.page.locator("nav.contents summary").focus()
    narrow.page.keyboard.press("Enter")
    assert narrow.page.locator("nav.contents a").first.is_visible()

    plain = opened(reviewed("real/smallest/update"), java_script_enabled=False)
    assert plain.page.locator("nav.contents a").first.is_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
def test_axe_finds_no_fault(opened: Open, scheme: str, width: int) -> None:
    names = ("mwaa_replace.json", "hostile.json", "drift.json", "addresses.json", "errored.json", "checks.json")
    tab = opened(
        pages.of("deployment", *names),
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    # What is not on the screen is not painted, and axe judges what is painted.
    tab.page.evaluate("document.querySelectorAll('li.change').forEach(one => one.style.contentVisibility = 'visible')")
    tab.page.click("#expand")

    assert tab.violations() == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, "wider than the screen"
    expand, choices = (tab.page.locator(one).bounding_box() for one in ("#expand", "fieldset"))
    assert expand is not None
    assert choices is not None
    assert expand["y"] >= choices["y"] + choices["height"] or expand["x"] >= choices["x"] + choices["width"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 768), ("light", 320)])
@pytest.mark.parametrize("is_unfolded", [False, True])
def test_axe_finds_no_fault_in_what_is_folded(opened: Open, scheme: str, width: int, is_unfolded: bool) -> None:
    later = (WaitingWorkspace("4-access/data-etl", ("1-network", "elsewhere")),)
    review = replace(reviewed("real/smallest/update"), waiting=later)
    tab = opened(review, color_scheme=scheme, viewport={"width": width, "height": 900})
    tab.page.evaluate("document.querySelectorAll('li.change').forEach(one => one.style.contentVisibility = 'visible')")
    if is_unfolded:
        tab.page.click("#expand")
        tab.page.evaluate("document.querySelector('nav.contents details').open = true")

    assert tab.violations() == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, "wider than the screen"


@pytest.mark.long
def test_ten_thousand_changes_are_searched_and_walked(opened: Open) -> None:
    tab = opened(pages.many(10_000))

    # What is folded is not there yet: that is what keeps the page light.
    assert tab.page.locator("*").count() < 10_000 * 12
    tab.page.fill("#search", "01234")
    tab.page.locator("#shown", has_text="1 of 10,000 shown").wait_for()
    tab.page.press("#search", "Enter")
    assert tab.focused() == 'aws_ssm_parameter.this["01234"]'
    tab.page.keyboard.press("Enter")
    assert "value 7, another" in (tab.detail('this["01234"]').text_content() or "")
