"""pydantic's errors in the words of this project: what is wrong, and what is allowed."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mwaa_tf.config.base import Model
from mwaa_tf.config.deployment import RULES_BROKEN
from mwaa_tf.config.examples import written_example
from mwaa_tf.config.fields import OneOf, quoted, written
from mwaa_tf.config.problems import Problem
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.text import did_you_mean, truncate

_KINDS = {
    "string_type": "text",
    "string_unicode": "text of whole characters",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "int_from_float": "a whole number",
    "int_parsing_size": "a number of reasonable size",
}

#: The id of the problem that a key is none of its mapping's.
UNKNOWN_KEY = "unknown-key"

#: The field whose values may be secrets: a message says what kind of value is there, never which.
_SECRETIVE = "airflow_configuration_options"


def explain(error: ValidationError) -> Iterator[Problem]:
    """One problem for each thing that is wrong."""
    details = [(_field_path(detail["loc"]), detail) for detail in error.errors(include_url=False)]
    inside = {path[:length] for path, _ in details for length in range(len(path))}
    for path, detail in details:
        if detail["type"] == RULES_BROKEN:
            yield from (violation.problem() for violation in detail["ctx"]["violations"])
        elif path in inside and detail["type"] in ("literal_error", "too_short"):
            continue  # a list is meant, and what is inside it says what is wrong; broken elements are not counted
        elif not _is_union(_type_at(path)) or path in inside or detail["type"] == "literal_error":
            # When several union branches reject a value, the keyword is reported.
            yield Problem(path, _message(detail, path), rule=_rule_id(detail["type"]))


#: Ids of what is wrong with a single value, by pydantic's type of error; every other is one of its ``value``.
_RULE_IDS = {
    "missing": "required",
    "extra_forbidden": UNKNOWN_KEY,
    "literal_error": "choice",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "too_short": "length",
    "too_long": "length",
    **dict.fromkeys(_KINDS, "type"),
}


def _rule_id(error_type: str) -> str:
    return _RULE_IDS.get(error_type, "value")


def _message(detail: ErrorDetails, path: tuple[str | int, ...]) -> str:
    kind = detail["type"]
    value = detail["input"]
    context = detail.get("ctx", {})
    if kind == "missing":
        return "is required"
    if kind == "extra_forbidden":
        return _unknown_key(path)
    if kind in _KINDS:
        shape = _shape(value, is_hidden=_SECRETIVE in path)
        return f"must be {_KINDS[kind]}, not {shape}; for example {_example(path)}"
    if kind == "literal_error":
        near = did_you_mean(truncate(value), _choices(_type_at(path))) if isinstance(value, str) else ""
        a_list = " or a list" if _is_union(_type_at(path)) else ""
        return f"{_shape(value)} is not allowed{near}; allowed are {context['expected']}{a_list}"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if kind.startswith("greater") else f"at most {context['le']}"
        return f"{truncate(written(value))} is out of range; {bound} is allowed"
    if kind in ("too_short", "too_long"):
        bound = "at least" if kind == "too_short" else "at most"
        allowed = context["min_length"] if kind == "too_short" else context["max_length"]
        return f"has {context['actual_length']}; {bound} {allowed} allowed"
    return detail["msg"]


def _example(path: tuple[str | int, ...]) -> str:
    """What could stand at ``path``, with its key where that is one of ours."""
    model = model_of(_type_at(path[:-1])) if path else None
    field = model.model_fields.get(str(path[-1])) if model else None
    value = written_example(field or _type_at(path))
    return f"{path[-1]}: {value}" if field else value


def _shape(value: Any, *, is_hidden: bool = False) -> str:
    if value is None:
        return "empty"
    if isinstance(value, (dict, BaseModel)):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if is_hidden:
        return "what is given"
    return written(value) if isinstance(value, bool) else quoted(value)


def _unknown_key(path: tuple[str | int, ...]) -> str:
    model = model_of(_type_at(path[:-1]))
    if model is None:
        return "unknown key"
    if isinstance(path[-1], str) and (renamed := model.renamed_keys.get(path[-1])):
        return f"is now called {renamed}"
    known = tuple(model.model_fields)
    return f"unknown key{did_you_mean(truncate(str(path[-1])), known)}; known are {', '.join(known)}"


def _field_path(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """``location`` without what pydantic adds to it: the branch of a union, ``[key]`` for a mapping's key."""
    path: tuple[str | int, ...] = ()
    kind: Any = UncheckedDeployment
    for part in location:
        if part == "[key]":
            continue
        inner = step(kind, part)
        if inner is None and isinstance(part, str) and _is_union(kind):
            continue
        path, kind = (*path, part), inner
    return path


def _type_at(path: tuple[str | int, ...]) -> Any:
    kind: Any = UncheckedDeployment
    for part in path:
        kind = step(kind, part)
    return kind


def model_of(kind: Any) -> type[Model] | None:
    """The model among the types that a value of type ``kind`` may have."""
    models = (branch for branch in _branches(kind) if isinstance(branch, type) and issubclass(branch, Model))
    return next(models, None)


def _choices(kind: Any) -> tuple[str, ...]:
    """The values that a value of type ``kind`` is chosen from."""
    if get_origin(kind) is Annotated:
        base, *constraints = get_args(kind)
        offered = [
            choice for constraint in constraints if isinstance(constraint, OneOf) for choice in constraint.choices
        ]
        return tuple(map(str, offered)) or _choices(base)
    if get_origin(kind) in (Union, types.UnionType):
        return tuple(choice for option in get_args(kind) for choice in _choices(option))
    return tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else ()


def _is_union(kind: Any) -> bool:
    return len([branch for branch in _branches(kind) if branch is not types.NoneType]) > 1


def _branches(kind: Any) -> list[Any]:
    """The types that a value of type ``kind`` may have, Annotated and Optional taken off."""
    if get_origin(kind) is Annotated:
        return _branches(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [branch for option in get_args(kind) for branch in _branches(option)]
    return [kind]


def step(kind: Any, part: str | int) -> Any:
    """The type of ``value[part]`` for a value of type ``kind``; None where there is no such part."""
    for branch in _branches(kind):
        if isinstance(branch, type) and issubclass(branch, BaseModel):
            if part in branch.model_fields:
                field = branch.model_fields[str(part)]
                return field.rebuild_annotation()
        elif get_origin(branch) is tuple and isinstance(part, int):
            return get_args(branch)[0]
        elif get_origin(branch) is dict:
            return get_args(branch)[1]
    return None
