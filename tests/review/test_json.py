"""The format for programs, and the schema that is published of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mwaa_tf.markup.untrusted import clean
from mwaa_tf.review.formats import write
from mwaa_tf.review.formats._json_documents import VERSION
from mwaa_tf.review.formats.json import schema
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


def test_a_change_has_the_fields_that_a_program_asks_for() -> None:
    document = _document("addresses")
    (workspace,) = document["workspaces"]
    changes = {(one["address"], one["deposed"]): one for one in workspace["changes"]}

    assert (
        document["summary"]
        == "1 to replace, 1 to delete, 2 to update, 2 to forget, 2 to import, 2 to move in 1 workspace"
    )
    assert (
        document["counts"]
        == workspace["counts"]
        == {"replace": 1, "delete": 1, "update": 2, "forget": 2, "import": 2, "move": 2}
    )
    replaced = changes["aws_instance.web", None]
    assert (replaced["action"], replaced["create_before_destroy"], replaced["replaced_by"]) == (
        "replace-and-forget",
        True,
        [["ami"]],
    )
    assert replaced["words"] == ["create", "forget"]
    assert (replaced["type"], replaced["name"], replaced["module"]) == ("aws_instance", "web", None)
    assert replaced["reason"] == "replace_because_cannot_update"
    assert changes["aws_instance.web", "ab12cd34"]["action"] == "delete"
    assert changes["aws_s3_bucket.reports", None]["imported_id"] == "reports"
    moved = changes["module.storage.aws_s3_bucket.this", None]
    assert (moved["moved_from"], moved["module"]) == ("aws_s3_bucket.reports", "module.storage")
    assert replaced["attributes"] == [
        {
            "path": ["ami"],
            "name": "ami",
            "before": "ami-1",
            "after": "ami-2",
            "before_hidden": None,
            "after_hidden": None,
            "forces_replacement": True,
            "before_hidden_paths": [],
            "after_hidden_paths": [],
        },
        {
            "path": ["id"],
            "name": "id",
            "before": "i-1",
            "after": "(known after apply)",
            "before_hidden": None,
            "after_hidden": "unknown",
            "forces_replacement": False,
            "before_hidden_paths": [],
            "after_hidden_paths": [[]],
        },
    ]


@pytest.mark.parametrize("name", CORPUS)
def test_it_has_everything_that_a_review_has(name: str) -> None:
    review, document = reviewed(name), _document(name)

    assert document["fingerprint"] == review.fingerprint
    assert document["risks"] == [
        {field: getattr(risk, field) for field in document["risks"][0]} for risk in review.risks
    ]
    for workspace, expected in zip(document["workspaces"], review.plans, strict=True):
        for field in ("workspace", "terraform_version", "fingerprint", "errored", "complete", "unchanged", "reads"):
            assert workspace[field] == getattr(expected, field)
        assert workspace["waits_for"] == list(expected.waits_for)
        assert [one["address"] for one in workspace["changes"]] == [clean(one.address) for one in expected.changes]
        assert [one["address"] for one in workspace["drift"]] == [one.address for one in expected.drift]
        assert [one["name"] for one in workspace["outputs"]] == [one.name for one in expected.outputs]
        assert [one["address"] for one in workspace["checks"]] == [one.address for one in expected.checks]
        names = [[attribute["name"] for attribute in one["attributes"]] for one in workspace["changes"]]
        assert names == [[attribute.name for attribute in one.attributes()] for one in expected.changes]


def test_outputs_and_checks_say_what_becomes_of_them() -> None:
    (outputs,) = (one["outputs"] for one in _document("output_only")["workspaces"])
    (checks,) = (one["checks"] for one in _document("checks")["workspaces"])

    assert [(one["name"], one["action"], one["before"], one["after"], one["after_hidden"]) for one in outputs] == [
        ("gone", "delete", "x", None, None),
        ("later", "create", None, "(known after apply)", "unknown"),
        ("new", "create", None, {"a": [1, 2]}, None),
        ("secret", "update", "(sensitive value)", "(sensitive value)", "sensitive"),
        ("url", "update", "https://a.example.com", "https://b.example.com", None),
    ]
    assert checks == [
        {
            "address": "check.health",
            "status": "fail",
            "messages": ["The service at https://example.com does not answer.\n\nLook at its log."],
        },
        {"address": "output.address", "status": "error", "messages": []},
    ]


def test_text_is_whole() -> None:
    review = of(plan(resource(before={"a": "x"}, after={"a": "y" * 1_000_000 + "\x1b\u202e"})))

    (attribute,) = json.loads(write(review, "json")[0])["workspaces"][0]["changes"][0]["attributes"]

    assert attribute["after"] == "y" * 1_000_000 + "\x1b\u202e"
