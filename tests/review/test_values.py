"""Masks, and what is hidden without one: no secret is in any format."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_tf.review import review_plans
from mwaa_tf.review.formats import format_names, write
from mwaa_tf.review.read import read_plans
from mwaa_tf.review.values import SENSITIVE, UNKNOWN, masked_value
from tests.review.samples import CASES, CORPUS, of, plan, resource, reviewed
from tests.secret_values.samples import BY_KIND, CANARY, NAMES, TEXTS, part_of

_CANARY = "c4n4ry"


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


@pytest.mark.parametrize(
    ("value", "sensitive", "unknown", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": True}, {}, {"a": SENSITIVE, "b": 2}),
        ({"a": 1}, True, {}, SENSITIVE),
        ({"a": 1}, False, False, {"a": 1}),
        (None, True, False, None),
        ({"a": [1, 2, 3]}, {"a": [False, True]}, {}, {"a": [1, SENSITIVE, 3]}),
        ({"a": {"b": [{"c": 1, "d": 2}]}}, {"a": {"b": [{"d": True}]}}, {}, {"a": {"b": [{"c": 1, "d": SENSITIVE}]}}),
        ({"b": 1}, {}, {"a": True}, {"a": UNKNOWN, "b": 1}),
        ({"a": [1]}, {}, {"a": [False, True]}, {"a": [1, UNKNOWN]}),
        ({"a": None}, {"a": True}, {"a": True}, {"a": SENSITIVE}),
        (None, {}, {"a": {"b": True}}, {"a": {"b": UNKNOWN}}),
        (None, False, True, UNKNOWN),
        # Masks with anything else than a boolean cover the value.
        ({"x": 1, "y": 2}, {"x": "yes"}, {}, {"x": SENSITIVE, "y": 2}),
        ({"x": 1}, "true", {}, SENSITIVE),
        ({"x": 1}, 1, {}, SENSITIVE),
        ({"x": 1, "y": 2}, {"x": 0, "y": None}, {}, {"x": SENSITIVE, "y": 2}),
        # Masks that do not fit: better too much than too little.
        ("text", {"a": True}, {}, SENSITIVE),
        ([1], {"a": True}, {}, SENSITIVE),
        ({"a": 1}, [True], {}, SENSITIVE),
        ([1], [False, True], [], SENSITIVE),
        ("text", {"a": False}, {}, "text"),
    ],
)
def test_masks_hide_what_they_cover(value: Any, sensitive: Any, unknown: Any, expected: Any) -> None:
    assert masked_value(_raw(value), sensitive=_raw(sensitive), unknown=_raw(unknown)) == expected


@pytest.mark.parametrize(
    ("value", "other", "expected"),
    [
        # As long as the other: each element has its own mask.
        (["a", "b", "c"], [False, True, False], ["a", SENSITIVE, "c"]),
        ([{"a": 1, "b": 2}, {"a": 3, "b": 4}], [{}, {"b": True}], [{"a": 1, "b": 2}, {"a": 3, "b": SENSITIVE}]),
        # Longer or shorter: which element it was is not known.
        (["a", "b"], [False, True, False], [SENSITIVE, SENSITIVE]),
        ([{"a": 1, "b": 2}], [{}, {"b": True}], [{"a": 1, "b": SENSITIVE}]),
        # What only the other has hides nothing here.
        ({"a": 1}, {"b": True}, {"a": 1}),
        ({"a": 1, "b": 2}, {"a": True}, {"a": SENSITIVE, "b": 2}),
    ],
)
def test_the_mask_of_the_other_side_hides_no_more_than_it_covers(value: Any, other: Any, expected: Any) -> None:
    assert masked_value(_raw(value), other_side=_raw(other)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"password": "x", "b": 1}, {"password": SENSITIVE, "b": 1}),
        ({"db_password": "x"}, {"db_password": SENSITIVE}),
        ({"Secret": "x"}, {"Secret": SENSITIVE}),
        ({"password": None, "token": ""}, {"password": None, "token": ""}),
        ({"password_length": 8, "tokens_per_day": 3}, {"password_length": 8, "tokens_per_day": 3}),
        ({"airflow_configuration_options": {"core.x": "y"}}, {"airflow_configuration_options": SENSITIVE}),
        ({"a": [{"x": "AKIAIOSFODNN7EXAMPLE"}]}, {"a": [{"x": "(an AWS access key id)"}]}),
        ({"AKIAIOSFODNN7EXAMPLE": 1}, {"(an AWS access key id)": 1}),
        ({"a": "mysql://u:p@h/d"}, {"a": "(a URL with a password)h/d"}),
        ({"a": "-----BEGIN PRIVATE KEY-----\nAAA\n-----END PRIVATE KEY-----\nb"}, {"a": "(a private key)\nb"}),
        ({"a": "-----BEGIN PRIVATE KEY-----\nAAA"}, {"a": "(a private key)"}),
    ],
)
def test_secrets_are_hidden_without_a_mask(value: Any, expected: Any) -> None:
    assert masked_value(_raw(value)) == expected


def test_escaped_letters_hide_nothing_from_us() -> None:
    assert masked_value(msgspec.Raw(rb'{"p\u0061ssword": "x", "a": "\u0041KIAIOSFODNN7EXAMPLE"}')) == {
        "password": SENSITIVE,
        "a": "(an AWS access key id)",
    }


def test_what_was_a_secret_stays_one() -> None:
    """A mark that is on one side only hides the other, too; in a list that grew, wherever the element went."""
    sides: list[dict[str, Any]] = [{"a": [{"s": _CANARY}], "b": 1}, {"a": [{"s": "x"}, {"s": _CANARY}], "b": 2}]
    for before, after in (sides, sides[::-1]):
        was, will = ({"a": [{"s": True} for _ in side["a"]]} for side in (before, after))
        for old, new in ((was, {}), ({}, will)):
            change = resource(before=before, after=after, before_sensitive=old, after_sensitive=new)
            assert _CANARY not in _everything(plan(change))


@pytest.mark.parametrize("name", ["sensitive", "credentials", "providers"])
def test_the_corpus_keeps_its_secrets(name: str) -> None:
    assert b"canary" in CORPUS[name].read_bytes()
    assert not any("canary" in document for form in format_names() for document in write(reviewed(name), form))


def test_secrets_that_nothing_marks_are_in_no_format() -> None:
    """The names and forms of a plan from a report, and one of every form and name that is known."""
    review = review_plans(read_plans([str(CASES / "unmarked-secrets.json")]))
    written = "".join(document for form in format_names() for document in write(review, form))

    assert "s3cr3t" not in written
    for secret in (
        "ghu_",
        "ghr_",
        "github_pat_",
        "hooks.slack.com",
        "AAAAAAAA",
        "wJalr",
        "abcdef0123456789",
        "dapi0123",
    ):
        assert secret not in written
    for letter in "BXcdeghijkl":
        assert letter * 16 not in written


@pytest.mark.parametrize("form", format_names())
def test_no_secret_of_any_form_or_name_is_in_a_format(form: str) -> None:
    secrets = [secret for ofkind in BY_KIND.values() for secret in ofkind]
    texts = [text.replace("{}", CANARY).replace("{{", "{").replace("}}", "}") for text in TEXTS]
    values = {
        "form": {f"f{number}": secret for number, secret in enumerate(secrets)},
        "list": [f"see {secret}" for secret in secrets],
        "text": {f"t{number}": text for number, text in enumerate(texts)},
        "name": dict.fromkeys(NAMES, CANARY),
        "pair": [{"name": name, "value": CANARY} for name in NAMES],
    }
    outputs = {name.replace(".", "_"): {"actions": ["create"], "before": None, "after": CANARY} for name in NAMES}
    changes = [
        resource(f"x_y.{name}", "update", before={"a": 1}, after={name: value}) for name, value in values.items()
    ]
    documents = write(of(plan(*changes, output_changes=outputs)), form)
    written = "".join(documents)

    assert CANARY not in written
    assert [secret for secret in secrets if part_of(secret) in written] == []


def test_a_secret_that_changes_within_a_text_is_said_to_change() -> None:
    change = resource(before={"u": "export DB_PASSWORD=one", "v": 1}, after={"u": "export DB_PASSWORD=two", "v": 2})

    assert "u = (sensitive value) -> (sensitive value), changed" in write(of(plan(change)), "text")[0]


def _everything(*plans: dict[str, Any]) -> str:
    review = of(*plans)
    return "".join(document for form in format_names() for document in write(review, form))


_NAMES = st.sampled_from(["a", "b", "tags", "policy", "x.y", "`", "</details>", "é"])
_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from(["", "text", "a\nb", '{"a": [1]}']))


@st.composite
def _planted(draw: st.DrawFn, depth: int = 4) -> tuple[Any, Any]:
    """A value with canaries somewhere in it, and the mask that covers just these."""
    kind = draw(st.sampled_from(["leaf", "canary", "object", "list"] if depth else ["leaf", "canary"]))
    if kind == "leaf":
        return draw(_LEAVES), False
    if kind == "canary":
        secret = f"{_CANARY}-{draw(st.integers(0, 3))}"
        forms = [
            secret,
            {"k": [secret]},
            [secret, {secret: 1}],
            f'{{"a": "{secret}"}}',
            f"line\n{secret}\n",
            {secret: ""},
        ]
        return draw(st.sampled_from(forms)), True
    if kind == "object":
        members = draw(st.dictionaries(_NAMES, _planted(depth - 1), max_size=3))
        return {name: value for name, (value, _) in members.items()}, {
            name: mask for name, (_, mask) in members.items() if mask or draw(st.booleans())
        }
    items = draw(st.lists(_planted(depth - 1), max_size=3))
    return [value for value, _ in items], [mask for _, mask in items]


def _objects() -> st.SearchStrategy[tuple[dict[str, Any], Any]]:
    return st.dictionaries(_NAMES, _planted(), min_size=1, max_size=4).map(
        lambda members: (
            {name: value for name, (value, _) in members.items()},
            {name: mask for name, (_, mask) in members.items()},
        )
    )


@settings(max_examples=40)
@given(_objects(), _objects(), _planted(), _planted(), st.sampled_from(["update", "delete create", "create", "delete"]))
def test_no_canary_is_in_any_format(
    one: tuple[Any, Any], other: tuple[Any, Any], third: tuple[Any, Any], fourth: tuple[Any, Any], action: str
) -> None:
    sides = {
        "before": None if action == "create" else one[0],
        "after": None if action == "delete" else other[0],
        "before_sensitive": False if action == "create" else one[1],
        "after_sensitive": False if action == "delete" else other[1],
    }
    output = {
        "actions": ["update"],
        "before": third[0],
        "after": fourth[0],
        "before_sensitive": third[1],
        "after_sensitive": fourth[1],
    }
    state = {"values": {"root_module": {"resources": [{"address": "x_y.this", "values": {"a": _CANARY}}]}}}
    made = plan(
        resource("x_y.this", action, **sides),
        resource("x_y.same", "no-op", before=one[0], after=one[0], before_sensitive=one[1], after_sensitive=one[1]),
        resource_drift=[resource("x_y.this", "update", **sides)],
        output_changes={"out": output},
        variables={"secret": {"value": _CANARY}},
        prior_state=state,
        planned_values=state["values"],
        checks=[{"address": {"to_display": "check.a"}, "status": "pass", "instances": [], "secret": _CANARY}],
    )

    assert _CANARY not in _everything(made)
