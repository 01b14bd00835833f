"""Right values, for the message about a wrong one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mwaa_tf.config.fields import Constraint, OneOf

#: Text that YAML reads as text without quotes, also inside `{ }` and `[ ]`.
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./+@-]*(?::[A-Za-z0-9_./*+@-]+)*|(?:[0-9]+\.){3}[0-9]+(?:/[0-9]+)?|[0-9]+m")
_WORDS_OF_YAML = ("true", "false", "null")


def written_example(kind: Any) -> str:
    """A value of type ``kind`` as it would be written in YAML on one line: ``{ create: true }``."""
    return _flow(example(kind))


def example(kind: Any) -> Any:
    """A value that is right where ``kind`` is expected, as plain data."""
    if isinstance(kind, FieldInfo):
        return kind.examples[0] if kind.examples else example(kind.rebuild_annotation())
    if get_origin(kind) is Annotated:
        return _of_annotated(*get_args(kind))
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if get_origin(kind) is tuple:
        return [example(get_args(kind)[0])]
    if get_origin(kind) is dict:
        key, value = get_args(kind)
        return {example(key): example(value)}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _of_model(kind)
    if branches := [branch for branch in get_args(kind) if branch is not type(None)]:
        return example(branches[0])
    return {bool: True, int: 1}.get(kind, "text")


def _of_annotated(base: Any, *constraints: Any) -> Any:
    for constraint in reversed(constraints):
        if isinstance(constraint, Constraint) and constraint.example is not None:
            return constraint.example
        if isinstance(constraint, OneOf):
            return str(next(iter(constraint.choices)))
        if isinstance(constraint, FieldInfo) and constraint.examples:
            return constraint.examples[0]
        for bound in (constraint, *getattr(constraint, "metadata", ())):
            if isinstance(bound, annotated_types.Ge):
                return bound.ge
    return example(base)


def _of_model(model: type[BaseModel]) -> dict[str, Any]:
    """The fields that are required; of a model without any, the first."""
    required = {name: field for name, field in model.model_fields.items() if field.is_required()}
    first = next(iter(model.model_fields))
    return {name: example(field) for name, field in (required or {first: model.model_fields[first]}).items()}


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_flow(key)}: {_flow(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _WORDS_OF_YAML:
        return value
    return json.dumps(value)
