"""Updates of nothing but tags are counted apart and folded; everything else about them stays what it was."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from mwaa_tf.review import Action
from mwaa_tf.review.conditions import matching_conditions
from mwaa_tf.review.formats import Options, format_names, write
from mwaa_tf.review.formats._shared import tags_sentence
from mwaa_tf.review.risk import Risk
from tests.review import pages
from tests.review.samples import of, plan, resource, reviewed

OLD, NEW = {"tags": {"a": "1"}, "tags_all": {"a": "1"}}, {"tags": {"a": "2"}, "tags_all": {"a": "2"}}


def tagged(address: str = "aws_vpc.this", action: str = "update", **change: Any) -> dict[str, Any]:
    return resource(address, action, **{"before": {**OLD, "id": "x"}, "after": {**NEW, "id": "x"}, **change})


def is_only_tags(change: dict[str, Any]) -> bool:
    (found,) = of(plan(change)).plans[0].changes
    return found.only_tags


def test_an_update_of_tags_is_one() -> None:
    assert is_only_tags(tagged())
    assert is_only_tags(tagged(before={"tags": None, "tags_all": {}}, after={"tags": None, "tags_all": {"a": "1"}}))
    assert is_only_tags(tagged(after_unknown={"tags": {}, "tags_all": {"a": False}}))


@pytest.mark.parametrize(
    "change",
    [
        tagged(after={**NEW, "id": "y"}),
        tagged(after={**NEW, "id": "x", "name": "new"}),
        tagged(before={**OLD, "id": True}, after={**NEW, "id": 1}),
        tagged(after_unknown={"arn": True}),
        tagged(after_unknown={"tags_all": True}),
        tagged(before_sensitive={}, after_sensitive={"id": True}),
        tagged(before={**OLD, "id": "x"}, after={**OLD, "id": "x"}),
        tagged(importing={"id": "x"}),
        tagged(action="delete create"),
        tagged(action="create", before=None),
        {**tagged(), "previous_address": "aws_vpc.old"},
    ],
)
def test_an_update_of_anything_else_is_none(change: dict[str, Any]) -> None:
    assert not is_only_tags(change)


@pytest.mark.parametrize(
    ("tags", "others", "sentence"),
    [
        (0, 2, ""),
        (1, 0, "The update changes tags only"),
        (1, 1, "1 of 2 updates changes tags only"),
        (67, 1, "67 of 68 updates change tags only"),
        (3, 0, "All 3 updates change tags only"),
    ],
)
def test_the_summary_says_how_many_there_are(tags: int, others: int, sentence: str) -> None:
    changes = [tagged(f"aws_vpc.tagged_{number}") for number in range(tags)]
    changes += [tagged(f"aws_vpc.other_{number}", after={**NEW, "id": "y"}) for number in range(others)]
    review = of(plan(*changes))

    assert tags_sentence(review) == sentence
    for form in format_names():
        assert not sentence or f"{sentence}" in "".join(write(review, form, Options()))


def test_they_are_counted_gated_and_fingerprinted_like_any_update() -> None:
    review, other = (of(plan(tagged(after={**NEW, "tags": {"a": value}, "id": "x"}))) for value in ("2", "3"))

    assert review.count(Action.UPDATE) == 1
    assert [*matching_conditions(review, ["update"])] == ["update: 1 resource in a"]
    assert review.fingerprint != other.fingerprint


def test_text_and_comment_tell_the_same_tags_once_and_name_each_resource() -> None:
    changes = [tagged(f'aws_subnet.this["{number}"]') for number in range(3)]
    another = tagged("aws_vpc.this", after={**NEW, "tags": {"a": "3"}, "id": "x"})
    review = of(plan(*changes, another))
    (text,), (comment,) = (write(review, form) for form in ("text", "markdown"))

    assert "  ~ update 4 resources, tags only\n" in text
    assert "<code>~ 4 resources</code> tags only" in comment
    for written in (text, comment):
        assert written.count('tags.a = "1" -> "2"') == 1
        assert all(f'aws_subnet.this["{number}"]' in written for number in range(3))


def test_one_with_a_risk_of_its_own_is_not_folded() -> None:
    risk = Risk("x", "high", "A risk", "Because.", "Do not.", "https://example.com", "a", "aws_vpc.risky")
    review = replace(of(plan(tagged(), tagged("aws_vpc.risky"))), risks=(risk,))
    page = pages.parsed(pages.page(review))

    folds = [line for fold in page.all("details", "fold") for line in fold.all("li", "change")]
    assert [line.one("summary").one("code").text for line in folds] == ["aws_vpc.this"]
    (text,), (comment,) = (write(review, form) for form in ("text", "markdown"))
    assert "update aws_vpc.risky\n" in text
    assert "<code>~ aws_vpc.risky</code></summary>" in comment


def test_a_comment_that_is_too_long_counts_them_all() -> None:
    changes = [tagged(f"aws_vpc.this[{number}]") for number in range(3_000)]
    (comment,) = write(of(plan(*changes)), "markdown")

    assert len(comment) < 65_000
    assert "All 3,000 updates change tags only." in comment
    assert "more lines" in comment


def test_json_says_it_of_each_change_and_counts_them() -> None:
    (text,) = write(reviewed("real/smallest/update"), "json")
    document = json.loads(text)

    assert document["remarks"][0] == "28 of 29 updates change tags only"
    workspaces = document["workspaces"]
    assert [one["only_tags"] for one in workspaces] == [18, 5, 5]
    assert [sum(change["only_tags"] for change in one["changes"]) for one in workspaces] == [18, 5, 5]
