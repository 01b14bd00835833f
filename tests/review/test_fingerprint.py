"""The fingerprint of what a plan does."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from tests.review.samples import CORPUS, as_bytes, of, plan, resource, reviewed

_PLAN = json.loads(CORPUS["sensitive"].read_text("utf-8"))


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _turned(item) for name, item in reversed(value.items())}
    return [_turned(item) for item in value] if isinstance(value, list) else value


def _fingerprint(contents: bytes) -> str:
    from mwaa_tf.review import review_plans
    from mwaa_tf.terraform.plan_json import parse_plan

    return review_plans({"a": parse_plan(contents, "a")}).fingerprint


def test_it_is_a_digest() -> None:
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", reviewed("create").fingerprint)


@pytest.mark.parametrize(
    "contents",
    [
        as_bytes(_PLAN, indent=7),
        as_bytes(_turned(_PLAN)),
        as_bytes(_PLAN | {"timestamp": "2031-12-31T00:00:00Z", "terraform_version": "1.99.0"}),
        as_bytes(_PLAN | {"resource_changes": _PLAN["resource_changes"][::-1]}),
        as_bytes(_PLAN | {"variables": {"now": {"value": "x"}}, "prior_state": {"serial": 8}}),
    ],
    ids=["whitespace", "order of keys", "time and version", "order of resources", "what is not planned"],
)
def test_what_does_nothing_does_not_change_it(contents: bytes) -> None:
    assert _fingerprint(contents) == _fingerprint(as_bytes(_PLAN))


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [found for name, item in value.items() for found in _paths(item, (*path, name))]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in _paths(item, (*path, index))]
    return [path]


_CHANGE = resource(
    "module.a.x_y.this",
    "update",
    before={"a": 1, "b": {"c": ["d", "e"]}, "f": None},
    after={"a": 2, "b": {"c": ["e", "d"]}, "f": False, "g": None},
    after_unknown={"g": True},
    replace_paths=[["a"]],
)


@pytest.mark.parametrize(
    "path", [path for path in _paths(_CHANGE["change"]) if path[0] in ("before", "after", "replace_paths")], ids=str
)
def test_any_value_changes_it(path: tuple[Any, ...]) -> None:
    changed = copy.deepcopy(_CHANGE)
    place: Any = changed["change"]
    for part in path[:-1]:
        place = place[part]
    # What is not known has no value in the plan either.
    place[path[-1]] = "another" if path != ("after", "g") else place[path[-1]]

    same = of(plan(changed)).fingerprint == of(plan(_CHANGE)).fingerprint

    assert same == (path == ("after", "g"))


@pytest.mark.parametrize(
    "other",
    [
        resource("x_y.that", "create", after={"a": 1}),
        resource("x_y.this", "delete", before={"a": 1}),
        resource("x_y.this", "create", after={"a": 1}) | {"previous_address": "x_y.old"},
        resource("x_y.this", "create", after={"a": 1}) | {"deposed": "12345678"},
        resource("x_y.this", "create", after={"a": 1}, importing={"id": "1"}),
        resource("x_y.this", "create", after={"a": True}),
        resource("x_y.this", "create", after={"a": "1"}),
        resource("x_y.this", "create", after={"a": None}, after_unknown={"a": True}),
    ],
)
def test_any_other_change_has_another(other: dict[str, Any]) -> None:
    one = resource("x_y.this", "create", after={"a": 1})

    assert of(plan(other)).fingerprint != of(plan(one)).fingerprint
    assert of(plan(one, other)).fingerprint != of(plan(one)).fingerprint


def test_the_order_of_a_replacement_changes_it() -> None:
    one, other = (
        resource(action=action, before={"a": 1}, after={"a": 2}) for action in ("delete create", "create delete")
    )

    assert of(plan(one)).fingerprint != of(plan(other)).fingerprint


def test_an_output_changes_it() -> None:
    def output(value: str) -> dict[str, Any]:
        return plan(output_changes={"url": {"actions": ["update"], "before": "a", "after": value}})

    assert of(output("b")).fingerprint != of(output("c")).fingerprint


def test_it_belongs_to_the_workspace() -> None:
    one = plan(resource(action="create", after={"a": 1}))

    assert of(one, names=("a",)).fingerprint != of(one, names=("b",)).fingerprint
    assert of(one, plan()).fingerprint != of(plan(), one).fingerprint


def test_nothing_can_be_found_out_by_trying_passwords() -> None:
    def secret(value: str) -> dict[str, Any]:
        return plan(resource(action="create", after={"a": value}, after_sensitive={"a": True}))

    assert of(secret("hunter2")).fingerprint == of(secret("hunter3")).fingerprint


def test_a_large_number_is_not_rounded() -> None:
    def number(value: int) -> dict[str, Any]:
        return plan(resource(action="create", after={"a": value}))

    assert of(number(2**70)).fingerprint != of(number(2**70 + 1)).fingerprint
