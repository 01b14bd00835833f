"""What is in the page."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_tf.review.formats import Options, _html_lines, format_names, html
from mwaa_tf.review.formats._html_values import visible
from mwaa_tf.review.risks import rules
from tests.review import pages


def test_it_is_a_format_of_its_own() -> None:
    assert "html" in format_names()


@pytest.mark.parametrize("plan", sorted(path.name for path in pages.PLANS.glob("*.json")))
def test_every_plan_becomes_a_page_in_which_each_element_is_closed(plan: str) -> None:
    page = pages.parsed(pages.page(pages.of(plan)))

    assert {one.tag for one in page.every()}.isdisjoint({"img", "iframe", "object", "svg", "base", "embed"})


def test_ids_are_unique_and_every_link_leads_to_one() -> None:
    page = pages.parsed(pages.page(pages.of("deployment", "mwaa_replace.json", "drift.json", "output_only.json")))
    ids = [one.attributes["id"] for one in page.every() if "id" in one.attributes]

    assert len(ids) == len(set(ids))
    links = [one.attributes["href"] or "" for one in page.all("a") if "rel" not in one.attributes]
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_the_summary_comes_first_then_risks_then_the_order_then_the_changes() -> None:
    text = pages.body(pages.page(pages.of("deployment", "mwaa_replace.json")))

    places = [text.index(one) for one in ('class="summary"', 'id="risks"', 'id="order"', 'id="changes"')]
    assert places == sorted(places)


def test_the_page_loads_nothing_and_leads_only_to_the_sources_of_rules() -> None:
    sources = {rule.source for rule in rules()}
    page = pages.parsed(pages.page(pages.of("deployment", "mwaa_replace.json", "hostile.json")))

    for attributes in (one.attributes for one in page.every()):
        assert not attributes.keys() & {"src", "srcset", "action", "formaction", "style", "ping", "background"}
        assert not any(name.startswith("on") for name in attributes)
        if attributes.get("href") in sources:
            assert attributes["rel"] == "noopener noreferrer"
        else:
            assert (attributes.get("href") or "#").startswith(("#", "data:,"))


def test_the_policy_allows_this_script_and_this_style_only() -> None:
    text = pages.page(pages.of("create.json"))
    metas = (one.attributes for one in pages.parsed(text).all("meta"))
    (policy,) = (meta["content"] or "" for meta in metas if "http-equiv" in meta)

    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert re.sub(r"'sha256-[^']*'", "DIGEST", policy).split("; ") == [
        *("default-src 'none'", "script-src DIGEST", "style-src DIGEST", "img-src data:", "base-uri 'none'"),
        "form-action 'none'",
    ]


def test_a_value_that_forces_a_replacement_comes_first_and_is_marked() -> None:
    detail = pages.page(pages.of("mwaa_replace.json")).partition('<noscript class="detail">')[2]

    rows = detail.partition("<tbody>")[2].split("</tr>")
    assert "forces replacement" in rows[0]


def test_what_is_hidden_changes_without_being_shown() -> None:
    plan = pages.made(
        pages.change(
            "aws_db_instance.this",
            {"password": "before-canary"},
            {"password": "after-canary"},
            before_sensitive={"password": True},
            after_sensitive={"password": True},
        )
    )

    text = pages.page(plan)

    assert "canary" not in text
    assert "changed" in text


def test_a_text_that_reads_like_a_mask_is_not_one() -> None:
    plan = pages.made(pages.change("x_y.this", None, {"note": "(sensitive value)"}))

    assert '<span class="text">&#34;(sensitive value)&#34;</span>' in pages.page(plan)


def test_short_lists_stand_on_one_line_and_long_ones_tell_what_they_gain() -> None:
    plan = pages.made(
        pages.change("x_y.short", None, {"ids": ["a", "b"]}),
        pages.change("x_y.long", {"ids": [*"abcd"]}, {"ids": [*"bcde"]}),
    )

    text = pages.parsed(pages.page(plan)).text

    assert '["a", "b"]' in text
    assert "3 unchanged" in text


def test_a_list_in_another_order_is_shown_whole() -> None:
    plan = pages.made(pages.change("x_y.this", {"ids": [*"abc"]}, {"ids": [*"cab"]}))

    text = pages.parsed(pages.page(plan)).text

    assert "the remaining elements are reordered" in text
    assert '["c", "a", "b"]' in text


@pytest.mark.parametrize("text", ["x" * 1_000_000, "line\n" * 200_000, "<" * 1_000_000])
def test_a_million_characters_are_cut_and_counted(text: str) -> None:
    plan = pages.made(pages.change("x_y.this", {"text": "short"}, {"text": text, "list": [text], text: "name"}))

    written = pages.page(plan)

    assert len(written) < 200_000
    assert "more characters" in written or "lines become" in written


def test_a_value_nested_without_end_is_cut() -> None:
    deep: Any = "bottom"
    for _ in range(60):
        deep = {"a": [deep]}

    written = pages.page(pages.made(pages.change("x_y.this", None, {"deep": deep})))

    assert "…" in written
    assert "bottom" not in pages.body(written)


def test_what_no_browser_could_open_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_DETAILS", 5_000)

    creations = [pages.change(f"x_y.a{number}", None, {f"name_{at}": at for at in range(20)}) for number in range(30)]
    deletion = pages.change("x_y.z", {"id": "what-goes"}, None)

    text = pages.parsed(pages.page(pages.made(*creations, deletion))).text

    assert re.search(r"The details of \d+ changes are left out", text)
    assert "x_y.a29" in text
    assert "what-goes" in text


def test_attributes_beyond_count_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_html_lines, "_ATTRIBUTES", 5)

    assert "15 more attributes are left out" in pages.page(pages.many(1))


def test_names_that_are_only_known_after_apply_show_what_is_invisible_in_them() -> None:
    plan = pages.made(pages.change("x_y.this", None, {}, after_unknown={"a\u202eb": True}))

    assert "\u202e" not in pages.page(plan)
    assert r"a\u202eb" in pages.page(plan)


def test_what_is_too_long_is_cut_to_the_character_and_counted() -> None:
    assert visible("x" * 80, 80) == "x" * 80
    assert visible("x" * 81, 80) == f"{'x' * 80}… (1 more characters)"
    changes = {"text": "\n".join(map(str, range(1_500)))}
    text = pages.parsed(pages.page(pages.made(pages.change("x_y.this", None, changes)))).text
    assert "1,100 more lines" in text


def test_an_empty_review_is_a_page_too() -> None:
    text = pages.parsed(pages.page(pages.of("nothing.json"))).text

    assert "No resource changes" in text


def test_messages_of_checks_keep_their_lines_and_lose_their_credentials() -> None:
    notice = pages.parsed(pages.page(pages.of("checks.json"))).one("div", "notice")

    assert [item.text for item in notice.all("li")] == [
        "check.health failedThe service at https://example.com does not answer.\n\nLook at its log.",
        "output.address could not be evaluated",
    ]


def test_the_title_is_text() -> None:
    written = html.render(pages.of("create.json"), Options(title="<b>\u202etitle</b>"))

    assert "&lt;b&gt;\\u202etitle&lt;/b&gt;" in written
    assert "\u202e" not in written


def test_equal_reviews_give_equal_pages() -> None:
    assert pages.page(pages.of("policy.json")) == pages.page(pages.of("policy.json"))


def test_what_is_invisible_is_shown_as_an_escape() -> None:
    assert visible("a\u202eb\x1b[0m\tc\nd\u200b", 80) == "a\\u202eb\\x1b[0m\tc\nd\\u200b"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["</noscript><script>alert(1)</script>", "--><b>", "<!--", '" onfocus="x', "</style>", "{{ 7*7 }}", "`x` <i>`"]
)
VALUES = st.recursive(
    TEXT | st.none() | st.booleans() | st.integers(-(2**53), 2**53),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60)
@given(TEXT, st.dictionaries(TEXT, VALUES, max_size=3), st.dictionaries(TEXT, VALUES, max_size=3))
def test_nothing_from_a_plan_becomes_markup(name: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    plan = pages.made(pages.change("x_y.this", before, after), workspace=name or "made")
    plain = pages.made(pages.change("x_y.this", {"a": "b"}, {"a": "c"}))

    known = {one.tag for one in pages.parsed(pages.page(plain)).every()} | {"p", "span", "td", "wbr"}
    assert {one.tag for one in pages.parsed(pages.page(plan)).every()} <= known
