"""The configuration as JSON Schema: completion, hover texts and red lines in editors."""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.load import SCHEMA_KEY

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a configuration file.

    It accepts whatever the loader accepts, and refuses what is wrong by its type, its pattern or its key. What only
    shows between fields (see ``rules``) is left to the loader.
    """
    generated = Deployment.model_json_schema(schema_generator=_Generator)
    models = {model.__name__: model for model in _models(Deployment)}
    definitions = dict(sorted(generated.pop("$defs").items()))
    for name, definition in ((Deployment.__name__, generated), *definitions.items()):
        _describe(definition, models[name])
    properties = {
        SCHEMA_KEY: {"description": "Where an editor finds this schema; of no meaning otherwise.", "type": "string"},
        **generated.pop("properties"),
    }
    return {
        "$schema": _DIALECT,
        "title": "Configuration of mwaa_tf",
        "description": generated.pop("description"),
        "type": generated.pop("type"),
        "properties": properties,
        **generated,
        "$defs": definitions,
    }


class _Generator(GenerateJsonSchema):
    """pydantic's schema without what says nothing in an editor: titles made from names, defaults that are empty."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def default_schema(self, schema: Any) -> Schema:
        default = schema.get("default")
        if default is None or default in ({}, ()) or isinstance(default, BaseModel):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def model_schema(self, schema: Any) -> Schema:
        made = super().model_schema(schema)
        made.pop("title", None)
        return made


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """``model`` and every model inside it."""
    yield model
    for field in model.model_fields.values():
        for inner in _types(field.annotation):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from _models(inner)


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _types(argument)


def _describe(definition: Schema, model: type[BaseModel]) -> None:
    """Give the properties of ``model`` the docstrings of its attributes."""
    documented: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            documented.update(_attribute_docstrings(base))
    required = definition.get("required", ())
    definition["properties"] = {
        name: {"description": documented[name], **field} if name in documented else field
        # What is required comes first, where completion begins.
        for name, field in sorted(definition["properties"].items(), key=lambda item: item[0] not in required)
    }


def _attribute_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """What stands below each attribute in the source of ``model``; nothing where there is no source."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(model)))
    except OSError:
        return {}
    (body,) = (statement.body for statement in tree.body if isinstance(statement, ast.ClassDef))
    found: dict[str, str] = {}
    for attribute, below in itertools.pairwise(body):
        if not (isinstance(attribute, ast.AnnAssign) and isinstance(attribute.target, ast.Name)):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
            found[attribute.target.id] = inspect.cleandoc(below.value.value)
    return found
