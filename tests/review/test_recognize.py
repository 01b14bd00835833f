"""What a plan has and no release of Terraform is known to write is never nothing."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_tf.review import Review, review_plans, vocabulary
from mwaa_tf.review.conditions import CONDITIONS, matching_conditions
from mwaa_tf.review.formats import format_names, write
from mwaa_tf.review.ignore import parse_ignore
from mwaa_tf.review.model import Action
from mwaa_tf.review.risks.plan_not_understood import NOT_UNDERSTOOD
from mwaa_tf.terraform.plan_json import PlanRepresentation, parse_plan
from tests.review.samples import CORPUS, as_bytes, of, plan, resource
from tests.review.test_plan_fields import _structs

_REAL = sorted(
    path
    for name, root in CORPUS.items()
    if name.startswith(("real/smallest/", "real/existing-vpc/"))
    for path in root.rglob("*.json")
)

#: Plans with every kind of object in them.
_SMALL = ("actions", "addresses", "checks", "drift", "import_identity", "output_only")
_PLANS = (*_REAL, *(CORPUS[name] for name in _SMALL))

_KNOWN = {
    *(field for struct in _structs(PlanRepresentation) for field in struct.__struct_fields__),
    *(word for words in vocabulary.ACTIONS for word in words),
    *(*vocabulary.MODES, *vocabulary.ACTION_REASONS, *vocabulary.DEFERRED_REASONS, *vocabulary.CHECK_STATUSES),
}

_WORDS = st.from_regex(r"[a-z][a-z_]{3,11}", fullmatch=True).filter(lambda word: word not in _KNOWN)

_CONTENTS = st.one_of(
    st.booleans(),
    st.integers(),
    st.text(min_size=1, max_size=20),
    st.lists(st.integers(), min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(["a", "b"]), st.integers(), min_size=1),
)

Mutation = Callable[[str, Any], None]


@cache
def _plan(index: int) -> Any:
    return json.loads(_PLANS[index].read_text("utf-8"))


def _changes(plan: Any) -> Iterator[dict[str, Any]]:
    yield from plan.get("resource_changes", [])
    yield from (deferred["resource_change"] for deferred in plan.get("deferred_changes", []))
    yield from plan.get("resource_drift", [])


def _invocations(plan: Any) -> Iterator[dict[str, Any]]:
    yield from plan.get("action_invocations", [])
    yield from (deferred["action_invocation"] for deferred in plan.get("deferred_action_invocations", []))


def _objects(plan: Any) -> Iterator[dict[str, Any]]:
    """Every object with keys of Terraform's own."""
    yield plan
    for change in _changes(plan):
        yield from (change, change["change"])
        if "importing" in change["change"]:
            yield change["change"]["importing"]
    yield from plan.get("output_changes", {}).values()
    yield from (*plan.get("deferred_changes", []), *plan.get("deferred_action_invocations", []))
    for invocation in _invocations(plan):
        yield from (invocation, invocation.get("lifecycle_action_trigger") or invocation["invoke_action_trigger"])
    for check in plan.get("checks", []):
        yield from (check, check["address"])
        for instance in check.get("instances", []):
            yield from (instance, instance["address"], *instance.get("problems", []))


def _key(owner: dict[str, Any]) -> Mutation:
    return owner.__setitem__


def _word(owner: dict[str, Any], key: str) -> Mutation:
    return lambda word, _: owner.__setitem__(key, word)


def _action(owner: dict[str, Any], *known: str) -> Mutation:
    return lambda word, _: owner.__setitem__("actions", [*known, word])


def _places(plan: Any) -> Iterator[Mutation]:
    """All the ways to put an unknown word into ``plan``: each takes the word, and what a key has."""
    yield from map(_key, _objects(plan))
    for change in _changes(plan):
        yield _action(change["change"])
        yield _action(change["change"], *change["change"]["actions"])
        yield _word(change, "mode")
        yield _word(change, "action_reason")
    yield from map(_action, plan.get("output_changes", {}).values())
    for deferred in (*plan.get("deferred_changes", []), *plan.get("deferred_action_invocations", [])):
        yield _word(deferred, "reason")
    for check in plan.get("checks", []):
        yield from (_word(holder, "status") for holder in (check, *check.get("instances", [])))
    for invocation in _invocations(plan):
        if trigger := invocation.get("lifecycle_action_trigger"):
            yield _word(trigger, "action_trigger_event")
            yield _word(trigger, "on_failure")


def _review(plan: Any) -> Review:
    return review_plans({"a": parse_plan(json.dumps(plan).encode(), "a")})


@settings(max_examples=120, deadline=None)
@given(st.integers(0, len(_PLANS) - 1), st.integers(0, 10**6), _WORDS, _CONTENTS)
def test_an_unknown_word_or_key_is_shown_rated_high_and_stops_every_gate(
    index: int, place: int, word: str, contents: Any
) -> None:
    changed = copy.deepcopy(_plan(index))
    mutations = list(_places(changed))
    mutations[place % len(mutations)](word, contents)

    review = _review(changed)

    risks = [risk for risk in review.at("high") if risk.id == NOT_UNDERSTOOD]
    assert any(word in risk.reason for risk in risks)
    assert all(list(matching_conditions(review, [condition])) for condition in CONDITIONS)
    assert review.fingerprint != _review(_plan(index)).fingerprint
    assert not review.plans[0].is_empty
    for form in format_names():
        assert any(word in document for document in write(review, form))


@pytest.mark.parametrize("name", ["actions", "addresses", "checks", "drift"])
def test_no_place_is_left_out(name: str) -> None:
    plain = json.loads(CORPUS[name].read_text("utf-8"))
    for place in range(len(list(_places(plain)))):
        changed = copy.deepcopy(plain)
        list(_places(changed))[place]("quarantine", 1)

        assert any("quarantine" in risk.reason for risk in _review(changed).at("high"))


@pytest.mark.parametrize(
    "actions", [[], ["update", "update"], ["delete", "update"], ["create", "delete", "create"], [""]]
)
def test_a_combination_of_known_words_may_be_unknown(actions: list[str]) -> None:
    change = resource("x_y.this", "update", before={"a": 1}, after={"a": 2})
    change["change"]["actions"] = actions

    review = of(plan(change))

    assert [change.action for change in review.plans[0].changes] == [Action.UNKNOWN]
    assert [risk.id for risk in review.risks] == [NOT_UNDERSTOOD]


def test_a_change_without_any_word_is_not_nothing() -> None:
    change = resource("x_y.this", "update")
    del change["change"]["actions"]

    assert "`(none)`" in of(plan(change)).risks[0].reason


@pytest.mark.parametrize("nothing", [None, [], {}, ""])
def test_a_key_that_has_nothing_says_nothing(nothing: object) -> None:
    assert of(plan(something_new=nothing)).fingerprint == of(plan()).fingerprint


def test_what_a_key_has_is_hidden_where_it_is_a_secret() -> None:
    change = resource(
        "x_y.this",
        "update",
        before={"a": "canary"},
        after={"a": "canary"},
        before_sensitive={"a": True},
        after_sensitive={"a": True},
        after_refresh={"a": "canary", "b": "visible"},
    )
    quarantined = [{"before": {"a": "canary"}, "before_sensitive": {"a": True}, "after": {"db_password": "canary"}}]

    review = of(plan(change, quarantined=quarantined) | {"auth_token": "canary"})
    documents = "".join(document for form in format_names() for document in write(review, form))

    assert "canary" not in documents
    assert "visible" in documents


def test_an_exception_with_a_reason_opens_the_gate_again() -> None:
    plans = {"a": parse_plan(as_bytes(plan(something_new=1)), "a")}

    review = review_plans(plans, [parse_ignore(f"{NOT_UNDERSTOOD}=read the release notes")])

    assert list(matching_conditions(review, ["delete", "risk:low"])) == []


def test_many_unknown_keys_are_one_risk() -> None:
    changes = [{**resource(f"x_y.this[{number}]", "no-op"), "lease": number} for number in range(2_000)]

    (risk,) = of(plan(*changes)).risks

    assert risk.reason.startswith("The key `resource_changes[].lease` of `x_y.this[0]`, `x_y.this[1]`")


@pytest.mark.parametrize("form", format_names())
def test_a_token_is_not_shown_in_the_name_of_a_key_or_in_a_path(form: str) -> None:
    token = f"ghp_{'a1B2' * 9}"
    replaced = resource("x_y.this", "update", replace_paths=[["a", token]])
    replaced["change"] |= {"actions": ["delete", "create"], token: 1, "before": {"a": {}}, "after": {"a": {token: "x"}}}

    (document, *more) = write(of(plan(replaced, **{token: 2})), form)

    assert token not in "".join([document, *more])
