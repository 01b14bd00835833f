"""The built site, in a browser: nothing for axe-core to find, no other host is asked, search and versions work.

They test what `make site` left in build/site: `make site test-site`.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from mwaa_tf import __version__
from tests.browser import AXE, TAGS, missing
from tests.support import REPOSITORY
from tools.command_help import commands
from tools.site import links, pages, schemas

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.long, pytest.mark.slow]

BUILT = REPOSITORY / "build/site"
MAIN = BUILT / "main"

PAGES = {
    "front page": "index.html",
    "group": "group-start.html",
    "guide": "existing.html",
    "configuration": "configuration.html",
    "command": "commands/render.html",
    "API": "api/mwaa_tf.review.html",
    "API of the whole package": "api/mwaa_tf.html",
    "coding agents": "repository-agents.html",
    "module": "modules/network.html",
    "schemas": "schemas.html",
    "search results": "search.html?q=endpoint",
}


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    if not MAIN.is_dir():
        (pytest.fail if os.environ.get("MWAA_TF_BROWSER") else pytest.skip)("build/site is missing: make site")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: requests are compared, not shown."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """A tab that closes while it loads is no error."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The site where its list of versions says it is: below the same path as when it is published."""
    with _Server(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(BUILT))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A tab in each color scheme, in which nothing may fail and no other host may be asked."""
    context = browser.new_context(color_scheme=request.param, base_url=address)
    opened = context.new_page()
    problems: list[str] = []
    hosts: set[str] = set()
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("request", lambda sent: hosts.add(urlsplit(sent.url).netloc))
    yield opened
    scheme = opened.evaluate("document.documentElement.dataset.theme")
    context.close()
    assert problems == []
    assert hosts == {urlsplit(address).netloc}
    assert scheme == request.param


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_has_nothing_for_axe_to_find(path: str, page: Page) -> None:
    if not AXE.is_file():
        missing("axe-core is not installed: make browser (it needs npm)")
    page.goto(f"main/{path}")
    if "search" in path:
        page.wait_for_selector("#search-results li .context")
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)

    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in result["violations"]] == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_fits_a_telephone(path: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"main/{path}")

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", ["configuration.html", "modules/environment.html", "modules/network.html"])
def test_tables_of_fields_and_inputs_fit_beside_the_sidebars(path: str, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"main/{path}")
    tables = page.eval_on_selector_all(
        "table.fields, table.inputs",
        "tables => tables.map(table => [table.scrollWidth, table.parentElement.clientWidth])",
    )

    assert tables
    assert [widths for widths in tables if widths[0] > widths[1]] == []


def test_the_search_finds_a_field_of_the_configuration(page: Page) -> None:
    page.goto("main/search.html?q=worker_replacement_strategy")
    page.wait_for_selector("#search-results li a")

    targets = page.eval_on_selector_all("#search-results li a", "links => links.map(link => link.href)")

    assert any("/configuration.html" in target for target in targets), targets


def test_the_switcher_has_the_versions_of_the_list(page: Page) -> None:
    page.goto("main/commands/render.html")
    page.wait_for_selector(".version-switcher__menu a", state="attached")
    listed = [entry["name"] for entry in json.loads((BUILT / "versions.json").read_text("utf-8"))]

    menu = page.locator(".version-switcher__menu").first.locator("a")
    button = page.locator(".version-switcher__button:visible")

    assert menu.all_text_contents() == listed
    assert "main" in button.inner_text()
    assert (menu.first.get_attribute("href") or "").endswith("/main/commands/render.html")
    assert f"mwaa_tf {__version__}, the branch main" in page.locator(".site-version").inner_text()


def test_no_link_leads_nowhere() -> None:
    assert list(links.broken(BUILT)) == []


def test_every_link_of_the_published_schema_leads_to_an_anchor() -> None:
    published = json.loads((MAIN / "schema/mwaa.schema.json").read_text("utf-8"))
    base = published["$id"].removesuffix("schema/mwaa.schema.json")
    anchors = links.anchors(MAIN / "configuration.html")
    fields = list(schemas.fields(published))

    assert len(fields) > 200
    for model, field, about in fields:
        link = about["description"].rpartition("\n\n")[2]
        assert link.startswith(f"{base}configuration.html#"), (model, field)
        assert link.partition("#")[2] in anchors, (model, field)


def test_every_document_and_every_command_has_a_page() -> None:
    missing_pages = [name for name in pages.files().values() if not (MAIN / f"{name}.html").is_file()]

    assert missing_pages == []
    for command in commands():
        text = (MAIN / f"commands/{command.name.replace(' ', '-')}.html").read_text("utf-8")
        assert f"mwaa_tf {command.name}" in text


def test_addresses_of_headings_are_those_of_github() -> None:
    assert {"what-is-public", "models", "logging"} <= links.anchors(MAIN / "api.html")
    assert "remove-mwaa_tf-itself" in links.anchors(MAIN / "uninstall.html")


def test_the_description_of_a_public_name_is_its_docstring() -> None:
    text = (MAIN / "api/mwaa_tf.html").read_text("utf-8")

    assert 'id="mwaa_tf.load"' in text
    assert 'id="mwaa_tf.Deployment.participants"' in text
    assert "The accounts that run Airflow in the shared subnets." in text


def test_the_first_page_leads_to_a_version() -> None:
    (target,) = re.findall(r'url=([^"]+)"', (BUILT / "index.html").read_text("utf-8"))

    assert (BUILT / target).is_file()
