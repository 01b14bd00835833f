"""A rule that asks for some attributes gets of them what it would get of the whole object."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_tf.review.changes import values_of
from mwaa_tf.review.model import ReviewedChange
from mwaa_tf.review.revealed import revealed
from tests.review.samples import of, plan, resource

NAMES = ("policy", "name", "tags", "password")
WANTED = ("policy", "password", "absent")

LEAVES = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x", "AKIAIOSFODNN7EXAMPLE", "<é\n"])
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
)
MASKS = st.recursive(
    st.booleans(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
)
OBJECTS = st.none() | st.dictionaries(st.sampled_from(NAMES), VALUES)
OBJECT_MASKS = st.booleans() | st.dictionaries(st.sampled_from(NAMES), MASKS)


def change_of(before: Any, after: Any, **masks: Any) -> ReviewedChange:
    (change,) = of(plan(resource("aws_sqs_queue.this", "update", before=before, after=after, **masks))).plans[0].changes
    return change


@given(OBJECTS, OBJECTS, OBJECT_MASKS, OBJECT_MASKS, OBJECT_MASKS)
def test_wanted_attributes_are_those_of_the_whole_object(
    before: Any, after: Any, unknown: Any, sensitive: Any, later_sensitive: Any
) -> None:
    masks = {"after_unknown": unknown, "before_sensitive": sensitive, "after_sensitive": later_sensitive}
    change = change_of(before, after, **masks)

    for whole, part in zip(values_of(change), values_of(change, WANTED), strict=True):
        assert [part.get(name) for name in WANTED] == [whole.get(name) for name in WANTED]


def test_a_rule_that_asks_for_a_hidden_attribute_is_known_to_have_read_it() -> None:
    shown = of(
        plan(resource("aws_sqs_queue.this", "create", after={"policy": "***"}, after_sensitive={"policy": True}))
    )
    (change,) = revealed(shown.plans[0]).changes

    assert values_of(change, WANTED)[1].get("policy") == "***"
    assert getattr(change, "read", None) == {"policy"}


@pytest.mark.parametrize("spaced", [False, True])
def test_only_wanted_attributes_are_decoded(spaced: bool) -> None:
    change = change_of({"name": "x", "tags": {"a": 1}}, {"name": "y"})
    if spaced:
        assert json.loads(bytes(change.raw.before)) == change.before()

    assert values_of(change, ("name",)) == ({"name": "x"}, {"name": "y"})


def test_a_review_loads_no_configuration() -> None:
    code = "import sys, mwaa_tf.review.build, mwaa_tf.review.read, mwaa_tf.review.risks as r, mwaa_tf.cli.review;"
    code += "r.rules(); print(*{'pydantic', 'mwaa_tf.config', 'subprocess', 'jinja2'} & sys.modules.keys())"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert loaded == []
