"""The example in the message about a value of the wrong shape is a value of the right one, for every field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from mwaa_tf.config import Deployment
from mwaa_tf.config.examples import example, written_example
from mwaa_tf.config.explain import model_of, step
from mwaa_tf.config.rules import all_rules
from mwaa_tf.config.source.yaml import parse


def fields(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every field of ``model`` and of the models inside it, with its path."""
    for name, field in model.model_fields.items():
        yield (*path, name), field
        inner = model_of(field.rebuild_annotation()) or model_of(step(field.rebuild_annotation(), 0) or str)
        if inner:
            yield from fields(inner, (*path, name))


FIELDS = list(fields(Deployment))
PARTITION_RULES = [rule for rule in all_rules() if rule.id.startswith("regions-partition")]


@pytest.mark.parametrize(("path", "field"), FIELDS, ids=[".".join(path) for path, _ in FIELDS])
def test_the_example_of_a_field_is_valid_and_reads_as_itself(path: tuple[str, ...], field: Any) -> None:
    value = example(field)

    TypeAdapter(field.rebuild_annotation()).validate_python(value)
    assert parse(f"{path[-1]}: {written_example(field)}").data == {path[-1]: value}


def test_no_example_is_made_up_where_a_field_has_a_constraint() -> None:
    invented = [".".join(path) for path, field in FIELDS if example(field) == "text"]

    assert invented == []


def test_every_field_that_holds_an_arn_is_compared_with_the_partition() -> None:
    reads = {".".join(part for part in read if part[0] != "[") for rule in PARTITION_RULES for read in rule.reads}
    holding = {
        ".".join(path).replace("participants.environments", "environment")
        for path, field in FIELDS
        if "arn:" in written_example(field.rebuild_annotation()) and not model_of(field.rebuild_annotation())
    }

    lists_of_models = {"participants", "participants.environments", "environment", "owner.service_endpoints.allow"}
    inherited = {path for path in holding if path.startswith("participants.defaults")}
    assert holding - lists_of_models - inherited - reads == set()
    assert len(holding & reads) > 20
