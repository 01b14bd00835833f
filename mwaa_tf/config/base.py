"""The base of all models of the configuration."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

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
    """

    # Not use_attribute_docstrings: it reads the source of every model, a third of the time that the models take.
    # hide_input_in_errors: the input may be a secret, and a traceback ends up in a log.
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False, hide_input_in_errors=True)

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
