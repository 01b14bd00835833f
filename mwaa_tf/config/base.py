"""The base of all models of the configuration."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A part of the configuration: immutable, and unknown keys are errors.

    The docstring below a field describes it; the schema command reads it from there.
    """

    # Not use_attribute_docstrings: it reads the source of every model, a third of the time that the models take.
    # hide_input_in_errors: the input may be a secret, and a traceback ends up in a log.
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False, hide_input_in_errors=True)

    renamed_keys: ClassVar[Mapping[str, str]] = {}
    """Keys of earlier versions, with the key that replaces each: an error names it."""
