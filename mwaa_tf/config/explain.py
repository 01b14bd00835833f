"""pydantic's errors in the words of this project: what is wrong, and what is allowed."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mwaa_tf.config.base import Model
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.fields import OneOf, quoted, written
from mwaa_tf.config.problems import Problem
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

#: The field whose values may be secrets: a message says what kind of value is there, never which.
_SECRETIVE = "airflow_configuration_options"


def only_rules(error: ValidationError) -> bool:
    """Whether all values are valid by themselves, and only the rules about the whole are broken."""
    return all(detail["type"] == "mwaa_tf_rules" for detail in error.errors(include_url=False))


def explain(error: ValidationError) -> Iterator[Problem]:
    """One problem for each thing that is wrong."""
    details = [(_field_path(detail["loc"]), detail) for detail in error.errors(include_url=False)]
    inside = {path[:length] for path, _ in details for length in range(len(path))}
    for path, detail in details:
        if detail["type"] == "mwaa_tf_rules":
            yield from (Problem(place, message) for place, message in detail["ctx"]["found"])
        elif path in inside and detail["type"] in ("literal_error", "too_short"):
            continue  # a list is meant, and what is inside it says what is wrong; broken elements are not counted
        elif not _is_union(_type_at(path)) or path in inside or detail["type"] == "literal_error":
            # Of several branches that refuse a value, the word speaks for all.
            yield Problem(path, _message(detail, path))


def _message(detail: ErrorDetails, path: tuple[str | int, ...]) -> str:
    kind = detail["type"]
    given = detail["input"]
    context = detail.get("ctx", {})
    if kind == "missing":
        return "is required"
    if kind == "extra_forbidden":
        return _unknown_key(path)
    if kind in _KINDS:
        return f"must be {_KINDS[kind]}, not {_shape(given, is_hidden=_SECRETIVE in path)}"
    if kind == "literal_error":
        near = did_you_mean(truncate(given), _choices(_type_at(path))) if isinstance(given, str) else ""
        a_list = " or a list" if _is_union(_type_at(path)) else ""
        return f"{_shape(given)} is not allowed{near}; allowed are {context['expected']}{a_list}"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if kind.startswith("greater") else f"at most {context['le']}"
        return f"{truncate(written(given))} is out of range; {bound} is allowed"
    if kind in ("too_short", "too_long"):
        bound = "at least" if kind == "too_short" else "at most"
        allowed = context["min_length"] if kind == "too_short" else context["max_length"]
        return f"has {context['actual_length']}; {bound} {allowed} allowed"
    return detail["msg"]


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
    model = _model_at(path[:-1])
    if model is None:
        return "unknown key"
    if isinstance(path[-1], str) and (renamed := model.renamed_keys.get(path[-1])):
        return f"is now called {renamed}"
    known = tuple(model.model_fields)
    return f"unknown key{did_you_mean(truncate(str(path[-1])), known)}; known are {', '.join(known)}"


def _field_path(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """``location`` without what pydantic adds to it: the branch of a union, ``[key]`` for a mapping's key."""
    path: tuple[str | int, ...] = ()
    kind: Any = Deployment
    for part in location:
        if part == "[key]":
            continue
        inner = _step(kind, part)
        if inner is None and isinstance(part, str) and _is_union(kind):
            continue
        path, kind = (*path, part), inner
    return path


def _type_at(path: tuple[str | int, ...]) -> Any:
    kind: Any = Deployment
    for part in path:
        kind = _step(kind, part)
    return kind


def _model_at(path: tuple[str | int, ...]) -> type[Model] | None:
    models = (branch for branch in _branches(_type_at(path)) if isinstance(branch, type) and issubclass(branch, Model))
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


def _step(kind: Any, part: str | int) -> Any:
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
