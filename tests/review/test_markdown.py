"""The comment of a pull request: dangers open, room kept to, and nothing of a plan that acts."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_tf.markup.markdown import cell, code, escaped, sentence
from mwaa_tf.review import Review
from mwaa_tf.review.formats import Options, write
from mwaa_tf.review.formats.markdown import LIMIT, MAX_COMMENTS, marker
from mwaa_tf.review.risks import rules
from tests.review.samples import of, plan, resource, reviewed


@cache
def _many() -> Review:
    return of(
        plan(
            *(resource(f"x_y.created[{index}]", "create", after={"name": f"n{index}" * 9}) for index in range(3000)),
            *(resource(f"x_y.updated[{index}]", before={"a": index}, after={"a": -1}) for index in range(50)),
            *(resource(f"x_y.gone[{index}]", "delete", before={"a": index}) for index in range(5)),
        ),
        plan(resource("aws_mwaa_environment.this", "delete create", before={"name": "a"}, after={"name": "b"})),
    )


_FAILED = {
    "address": {"to_display": "check.a"},
    "status": "fail",
    "instances": [{"address": {"to_display": "check.a"}, "status": "fail", "problems": [{"message": "m\n" * 999}]}],
}

_NAMES = tuple(f"w{number:02}" for number in range(40))

_LONG_NAMES = tuple(f"{'w' * 250}{index}" for index in range(400))


def _comment(review: Review) -> str:
    (document,) = write(review, "markdown")
    return document


def test_the_hidden_marker_is_the_first_line() -> None:
    (document,) = write(reviewed("create"), "markdown", Options(comment="prod"))

    assert document.startswith(marker("prod"))
    assert marker("prod") == "<!-- mwaa_tf review: prod 1 -->\n"


def test_the_summary_is_the_first_that_is_read() -> None:
    lines = _comment(reviewed("deployment")).splitlines()

    assert lines[1:4] == ["## Terraform plan", "", "**2 to update, 1 to create in 3 workspaces**"]


def test_dangers_are_open_and_changes_are_folded() -> None:
    document = _comment(reviewed("mwaa_replace"))
    folded = document.index("<details>")

    assert document.index("🔴 **High: Environment is replaced**") < folded < document.index("```diff")
    assert document.count("<details>") == document.count("</details>")


def test_it_has_room_in_a_comment_and_says_what_it_leaves_out() -> None:
    document = _comment(_many())

    assert LIMIT * 0.9 < len(document) <= LIMIT
    left_out = re.search(r"\*\*Truncated to fit the comment limit:\*\* (.*)\n", document)
    assert left_out
    assert re.match(r"details of [\d,]+ resources; [\d,]+ to create\. ", left_out[1])
    assert "to delete" not in left_out[1]
    assert document.count("<details>") == document.count("</details>")


def test_what_is_least_important_is_left_out_first() -> None:
    document = _comment(_many())

    assert all(f"x_y.gone[{index}]" in document for index in range(5))
    assert all(f"! a = {index} -> -1" in document for index in range(50))
    assert "aws_mwaa_environment.this" in document


def test_a_resource_has_sixty_lines_and_counts_the_rest() -> None:
    change = resource("x_y.z", "create", after={f"a{index:03}": index for index in range(100)})
    document = _comment(of(plan(change)))

    assert len(re.findall(r"^\+ a\d+ = ", document, re.MULTILINE)) == 60
    assert "\n@@ 40 more lines\n" in document


def test_values_keep_their_letters() -> None:
    document = _comment(of(plan(resource("x_y.z", "create", after={"a": {"é": ["ü", "日本"]}}))))

    assert '+ a = {"é": ["ü", "日本"]}' in document


def test_it_is_split_where_that_is_asked_for() -> None:
    documents = write(_many(), "markdown", Options(split=True, comment="prod"))

    assert 1 < len(documents) <= MAX_COMMENTS
    assert all(len(document) <= LIMIT for document in documents)
    assert [document.split("\n")[0] + "\n" for document in documents] == [
        marker("prod", part) for part in range(1, len(documents) + 1)
    ]
    assert f"part 2 of {len(documents)}" in documents[1]
    assert all(document.count("<details>") == document.count("</details>") for document in documents)
    assert len(re.findall(r"x_y\.created", "".join(documents))) > len(re.findall(r"x_y\.created", _comment(_many())))


def test_nothing_is_split_that_has_room() -> None:
    assert write(reviewed("create"), "markdown", Options(split=True)) == write(reviewed("create"), "markdown")


def _replaced(count: int) -> Review:
    """As many workspaces, in each of which one and the same is dangerous."""
    change = resource("aws_mwaa_environment.this", "delete create", before={"name": "a"}, after={"name": "b"})
    return of(*[plan({**change, "change": {**change["change"], "replace_paths": [["name"]]}})] * count, names=_NAMES)


def test_the_same_danger_in_many_places_is_told_once() -> None:
    comment, (text,) = _comment(_replaced(40)), write(_replaced(40), "text")

    (told,) = (line for line in comment.splitlines() if "**High: Environment is replaced**" in line)
    assert "`environment-replaced`, 40 times<br>`w00` `aws_mwaa_environment.this`<br>`w01` " in told
    assert "`w04` `aws_mwaa_environment.this`<details><summary>35 more places</summary>`w05` " in told
    assert "`w39` `aws_mwaa_environment.this`</details><br>Forced by `name`: " in told
    assert comment.count("How to fix") == text.count("How to fix") == 1
    assert [f"  w{number:02}: aws_mwaa_environment.this" in text.splitlines() for number in range(40)] == [True] * 40


def test_what_has_no_room_is_counted_in_risks() -> None:
    """Each item is of two risks, and as long as an item can be."""
    name = "n" * 2_000
    changes = [
        resource(f"aws_db_instance.this[{number}]", "delete", before={"identifier": f"{number}{name}"})
        for number in range(200)
    ]
    comment = _comment(of(plan(*changes), plan(*changes)))

    told = comment.count("**High: Data is deleted**")
    assert f"- … and {400 - 2 * told:,} more risks\n" in comment
    assert comment.count("**High: Data is deleted** `data-deleted`, 2 times") == told > 0


@pytest.mark.parametrize(
    "review",
    [
        of(*[plan(resource("x_y.z", "delete", before={"a": "b"}))] * 400, names=_LONG_NAMES),
        of(plan(*(resource(f"x_y.z[{i}]", before={f"{k}" * 60: "v" for k in range(50)}, after={}) for i in range(99)))),
        of(plan(resource(before={"a": "x" * 1_000_000}, after={"a": "`\n" * 500_000}))),
        of(plan(resource(f'x_y.z["{"`" * 3000}"]', before={}, after={"`" * 5000: "`" * 9000}))),
        of(plan(checks=[_FAILED] * 99)),
        of(plan(output_changes={f"o{i}": {"actions": ["create"], "after": "y" * 999} for i in range(999)})),
    ],
    ids=["workspaces", "attributes", "values", "backticks", "checks", "outputs"],
)  # fmt: skip
def test_there_is_always_room(review: Review) -> None:
    for split in (False, True):
        for document in write(review, "markdown", Options(split=split, title="t" * 9999)):
            assert len(document) <= LIMIT


HOSTILE = [
    *("</details><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt;", "-->", "<!-- x"),
    *("[x](javascript:alert(1))", "![x](https://e.example)", "https://e.example/", "www.e.example"),
    *("@everyone", "@org/team", "#1", "!2", "\n/close", "\n\n# heading"),
    *("| a | b |", "a\\|b", "`", "``", "```\n# h", "**b**", "_i_", "~~s~~", "\\", "\\`"),
    *("\x1b[31m", "\u202e", "\u200b"),
]


def _acts(document: str) -> list[str]:
    """What of a comment would act, once what is code is taken out as CommonMark does: fences first, then spans."""
    rest = re.sub(r"^(`{3,})diff\n.*?^\1$", "", document, flags=re.MULTILINE | re.DOTALL)
    rest = re.sub(r"(?<![`\\])(`+)(?!`)(?:(?!\n\n).)*?(?<!`)\1(?!`)", "", rest, flags=re.DOTALL)
    rest = re.sub(r"<code>[^<\n]*</code>", "", rest)
    sources = "|".join(re.escape(f"([source]({rule.source}))") for rule in rules())
    rest = re.sub(sources, "", rest)
    ours = r"</?(?:details|summary|sub)>|<br>|<!-- mwaa_tf review: \w+ \d+ -->\n|<!-- -->"
    linked = re.findall(r"[@#!](?=\w)|https?://|www\.|^/\w+", rest, flags=re.MULTILINE)
    # A line of HTML is not Markdown.
    linked += re.findall(r"(?<!\\)\[[^\]]*\]\(", re.sub(r"^<.*$", "", rest, flags=re.MULTILINE))
    return linked + re.findall(r"<[^>\n]*>?", re.sub(ours, "", rest).replace("\\<", ""))


def spread(text: str) -> Review:
    """``text`` everywhere where a plan has text of others."""
    return of(
        plan(
            resource(
                "x_y.a", before={"a": text, text: 1, "l": [text]}, after={"a": f"{text}2", text: 2, "l": [text] * 2}
            ),
            resource("x_y.b", "create", after={"p": text, "m": f"1\n{text}\n2"})
            | {"address": f'module.m["{text}"].x_y.b'},
            resource("x_y.c", "delete create", before={text: 1}, after={text: 2}, replace_paths=[[text]])
            | {"action_reason": text, "previous_address": text, "deposed": text},
            resource("x_y.d", "no-op", before={}, after={}, importing={"id": text}),
            terraform_version=text,
            output_changes={text: {"actions": ["update"], "before": text, "after": "x"}},
            checks=[{"address": {"to_display": text}, "status": "fail", "instances": [
                {"address": {"to_display": text}, "status": "fail", "problems": [{"message": text}]}]}],
        ),
        names=(text or "empty",),
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_plan_acts(text: str) -> None:
    assert _acts(_comment(spread(text))) == []


@settings(max_examples=30)
@given(st.lists(st.sampled_from(HOSTILE), max_size=5).map(" ".join))
def test_nothing_in_a_plan_acts_whatever_is_beside_it(text: str) -> None:
    assert _acts(_comment(spread(text))) == []


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("text", ["\x1b[31mred", "a\u202eb", "a\u2066b", "a\u200bb", "a\x07b", "a\rb", "\x9b31m"])
def test_no_invisible_character_is_written(form: str, text: str) -> None:
    (document,) = write(spread(text), form)

    assert not set(text) & {"\x1b", "\u202e", "\u2066", "\u200b", "\x07", "\r", "\x9b"} & set(document)


def test_nothing_of_a_plan_begins_a_line() -> None:
    document = _comment(spread("\n/close"))

    assert not re.search(r"^\s*/", document, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a``", "``` a`` ```"), ("", "`   `"), ("\n", "`\\n`")],
)
def test_a_code_span_is_fenced_by_more_backticks_than_it_has(text: str, expected: str) -> None:
    assert code(text) == expected


def test_a_cell_has_no_bar() -> None:
    assert cell("a|b\\|c") == "`a¦b\\¦c`"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Forced by `name`.", "Forced by `name`."),
        ("`a` and `b*`", "`a` and `b*`"),
        ("a ` b", "a \\` b"),
        ("**b** @all", "\\*\\*b\\*\\* @<!-- -->all"),
    ],
)
def test_a_sentence_keeps_its_code_and_nothing_else(text: str, expected: str) -> None:
    assert sentence(text) == expected


def test_escaped_text_links_nothing() -> None:
    said: Any = escaped("see https://a.example, www.b.example and #12")

    assert said == "see https:<!-- -->//a.example, www<!-- -->.b.example and #<!-- -->12"
