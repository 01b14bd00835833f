"""The copies of the pages: their links lead to the site, or to the repository, and code stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.site import commands, sources
from tools.site.restructured import text

ORIGIN = sources.Sources("https://example.com/ops/mwaa_tf", "v1.2.3")


@pytest.mark.parametrize(
    ("file", "target", "link"),
    [
        ("README.md", "docs/installation.md#the-address", "installation.md#the-address"),
        ("README.md", "docs/images/analytics.svg", "images/analytics.svg"),
        ("README.md", "modules/network", "modules/network.md"),
        ("README.md", "mwaa.yaml", "https://example.com/ops/mwaa_tf/blob/v1.2.3/mwaa.yaml"),
        ("README.md", "examples/smallest", "https://example.com/ops/mwaa_tf/tree/v1.2.3/examples/smallest"),
        ("docs/api.md", "../README.md#errors", "index.md#errors"),
        ("docs/api.md", "review.schema.json", "published:schema/review.schema.json"),
        ("docs/api.md", "#models", "#models"),
        ("docs/decisions/0001-endpoints-are-a-stage.md", "../state.md", "../state.md"),
        ("docs/architecture.md", "decisions/README.md", "decisions/index.md"),
        ("CHANGELOG.md", "docs/succession.schema.json", "published:schema/succession.schema.json"),
        ("modules/network/README.md", "../../docs/existing.md", "../existing.md"),
    ],
)
def test_a_link_leads_to_the_copy_to_the_published_file_or_to_the_repository(file: str, target: str, link: str) -> None:
    assert ORIGIN.link(file, target) == link


def test_a_link_to_a_file_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(sources.BrokenLinkError, match=r"README\.md: docs/none\.md: no such file"):
        ORIGIN.link("README.md", "docs/none.md")


def test_only_what_is_outside_of_blocks_of_code_changes() -> None:
    code = "```sh\n[a](b.md)\n```\n\n- item\n\n  ```yaml\n  [a](b.md)\n  ```\n"

    changed = sources.outside_code(f"[a](b.md)\n\n{code}[`code`](b.md)\n", lambda text: text.replace("b.md", "c.md"))

    assert changed == f"[a](c.md)\n\n{code}[`code`](c.md)\n"


def test_the_help_of_a_command_is_a_page_with_each_option(tmp_path: Path) -> None:
    commands.write(tmp_path)
    render = (tmp_path / "render.rst").read_text("utf-8")

    assert render.startswith("render\n======\n")
    assert "   mwaa_tf render [OPTIONS]\n" in render
    assert "``-c, --config FILE``\n   Configuration file" in render
    assert "``--strict``" in render
    assert ":doc:`dags bisect <dags-bisect>`" in (tmp_path / "index.rst").read_text("utf-8")


def test_text_of_a_help_is_no_markup() -> None:
    assert text("*a* `b|c`, |d| e_") == r"\*a\* \ ``b|c``\ , \|d\| e\_"
    assert text("it's one ` alone") == r"it's one \` alone"
