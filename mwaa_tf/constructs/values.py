"""Convert the blueprint's values for CDKTF: text becomes a template of Terraform's JSON syntax, with references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mwaa_tf.blueprint import ConfigFile, ModuleValue, RemoteValue


def literal(text: str) -> str:
    """Escape ``text`` so that Terraform evaluates it to exactly that string, and CDKTF sees no token in it."""
    if "{" not in text:
        return text
    # CDKTF resolves what looks like its token even after a doubled dollar sign: an empty expression splits it.
    return text.replace("${", "$${").replace("%{", "%%{").replace("{TfToken[", '{${""}TfToken[')


class ValueConverter:
    """Writes the references of one stack.

    ``reads`` maps the name of a read in the blueprint to the address of the remote state, or to its values by output;
    ``calls`` maps the name of a call to the address of the module.
    """

    def __init__(self, config_folder: str) -> None:
        self.config_folder = config_folder
        self.reads: dict[str, str | Mapping[str, Any]] = {}
        self.calls: dict[str, str] = {}

    def __call__(self, value: Any) -> Any:
        """Replace every reference in ``value``. Raises :class:`TypeError` for a type that no blueprint has."""
        if isinstance(value, str):
            return literal(value)
        if value is None or isinstance(value, int):
            return value
        if isinstance(value, RemoteValue):
            read = self.reads[value.read]
            if isinstance(read, str):
                return f"${{{read}.outputs.{value.output}}}"
            return read[value.output]
        if isinstance(value, ModuleValue):
            return f"${{{self.calls[value.call]}.{value.output}}}"
        if isinstance(value, ConfigFile):
            return f"${{path.module}}/{literal(f'{self.config_folder}/{value.path}')}"
        if isinstance(value, Mapping):
            # The keys of an object are templates too.
            return {literal(name): self(member) for name, member in value.items()}
        if isinstance(value, Sequence):
            return [self(element) for element in value]
        raise TypeError(f"cannot convert {type(value).__name__}")
