"""The base of all models of the configuration."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    model_serializer,
)
from pydantic_core import CoreSchema, core_schema

#: Whether pydantic is making the schema of a model: what it asks for then is that of a model inside it.
_IS_INSIDE: ContextVar[bool] = ContextVar("_IS_INSIDE", default=False)

if TYPE_CHECKING:
    from collections.abc import Sequence

    ListOf = Sequence
else:

    class ListOf:
        """A list of the configuration, which becomes a tuple.

        Type checkers take it for a sequence: a model that is built in Python accepts a list, as a file has it.
        """

        def __class_getitem__(cls, item: Any) -> Any:
            return tuple[item, ...]


class Model(BaseModel):
    """A part of the configuration: immutable, and unknown keys are errors.

    The docstring below a field describes it; the schema command reads it from there.

    Most configurations use few of all models, whose schemas take longer to make than anything else that a small
    ``render`` does. So each is made when it is first used: a model is not part of the schemas of those that have a
    field of it, they only refer to it. A field's default is a :meth:`model_construct`, which needs no schema.
    """

    # Not use_attribute_docstrings: it reads the source of every model, a third of the time that the models take.
    # hide_input_in_errors: the input may be a secret, and a traceback ends up in a log.
    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=False, hide_input_in_errors=True, defer_build=True
    )

    is_always_used: ClassVar[bool] = False
    """Whether each configuration has one, so that it is part of the schemas of others."""
    renamed_keys: ClassVar[Mapping[str, str]] = {}
    """Keys of earlier versions, with the key that replaces each: an error names it."""

    @model_serializer(mode="wrap")
    def _only_what_is_set(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The fields that were set, whatever the options of the dump.

        A field with its default is not the same as one that is not set: it overrides a participant's defaults, and is
        refused beside what it contradicts. So a dump without it describes the same deployment.
        """
        data: dict[str, Any] = handler(self)
        return {name: value for name, value in data.items() if name in self.model_fields_set}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if _IS_INSIDE.get():
            return handler(source) if cls.is_always_used else _reference(cls)
        token = _IS_INSIDE.set(True)
        try:
            return handler(source)
        finally:
            _IS_INSIDE.reset(token)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        if schema["type"] == "function-plain":  # a reference
            cls.model_rebuild()
            # In definitions, although it needs none, pydantic adds to it what it adds to the JSON Schema of a model.
            return handler(core_schema.definitions_schema(cls.__pydantic_core_schema__, []))
        return handler(schema)


def _reference(model: type[Model]) -> CoreSchema:
    """A schema that leaves values of ``model`` to its own; errors and results are those of a schema that holds it."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        return model.__pydantic_validator__.validate_python(value, context=info.context)

    def serialize(value: Any, handler: SerializerFunctionWrapHandler) -> Any:
        if isinstance(value, Model):
            type(value).model_rebuild()  # a default that was never validated
        return handler(value)

    return core_schema.with_info_plain_validator_function(
        validate,
        serialization=core_schema.wrap_serializer_function_ser_schema(serialize, schema=core_schema.any_schema()),
        # As pydantic names models: JSON Schema has one definition of each, for all that refer to it.
        ref=f"{model.__module__}.{model.__qualname__}:{id(model)}",
    )
