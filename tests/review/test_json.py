"""The format for programs, and the schema that is published of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mwaa_tf.review.formats import write
from mwaa_tf.review.formats.json import VERSION, schema
from tests.review.samples import CORPUS, of, plan, resource, reviewed

_VALIDATOR = Draft202012Validator(schema())


def _document(name: str) -> Any:
    return json.loads(write(reviewed(name), "json")[0])


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_published_schema_is_that_of_the_types(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/review.schema.json", json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("name", CORPUS)
def test_every_review_fits_it(name: str) -> None:
    assert not list(_VALIDATOR.iter_errors(_document(name)))


@pytest.mark.parametrize(
    "change",
    [{"version": VERSION + 1}, {"fingerprint": "sha256:0"}, {"risks": [{"severity": "fatal"}]}, {"workspaces": None}],
)
def test_the_schema_refuses_what_is_no_review(change: dict[str, Any]) -> None:
    assert list(_VALIDATOR.iter_errors(_document("create") | change))


def test_every_property_is_explained_or_says_what_it_is() -> None:
    assert all(described.get("description") for described in schema()["$defs"].values())


def test_hidden_values_say_why_they_are_not_there() -> None:
    (workspace,) = json.loads(
        write(
            of(
                plan(
                    resource(
                        before={"a": "x", "b": 1, "c": None},
                        after={"a": "y", "c": "(known after apply)"},
                        before_sensitive={"a": True},
                        after_sensitive={"a": True},
                        after_unknown={"b": True},
                    )
                )
            ),
            "json",
        )[0]
    )["workspaces"]

    assert {
        item["name"]: (item["before_hidden"], item["after_hidden"]) for item in workspace["changes"][0]["attributes"]
    } == {
        "a": ("sensitive", "sensitive"),
        "b": (None, "unknown"),
        "c": (None, None),
    }


def test_text_is_whole() -> None:
    review = of(plan(resource(before={"a": "x"}, after={"a": "y" * 1_000_000 + "\x1b\u202e"})))

    (attribute,) = json.loads(write(review, "json")[0])["workspaces"][0]["changes"][0]["attributes"]

    assert attribute["after"] == "y" * 1_000_000 + "\x1b\u202e"
