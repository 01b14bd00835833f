"""The blueprint's values as CDKTF wants them: text is a template of Terraform's JSON syntax, references are in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mwaa_tf.blueprint import ConfigFile, ModuleValue, RemoteValue


def literal(text: str) -> str:
    """``text`` so that Terraform evaluates it to that very string, and CDKTF finds no token of its own in it."""
    if "{" not in text:
        return text
    # What looks like a token of CDKTF would be looked up, doubled dollar or not: an empty expression tears it apart.
    return text.replace("${", "$${").replace("%{", "%%{").replace("{TfToken[", '{${""}TfToken[')


class Values:
    """How references are written in one stack.

    ``reads`` and ``calls`` lead from the names in the blueprint to what stands for them: the address of a remote state
    or of a module, or, for a read, the values themselves by the output's name.
    """

    def __init__(self, config_folder: str) -> None:
        self.config_folder = config_folder
        self.reads: dict[str, str | Mapping[str, Any]] = {}
        self.calls: dict[str, str] = {}

    def __call__(self, value: Any) -> Any:
        """``value`` with every reference in it replaced."""
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
            # The names in an object are templates too.
            return {literal(name): self(item) for name, item in value.items()}
        if isinstance(value, Sequence):
            return [self(item) for item in value]
        raise TypeError(f"no value for {type(value).__name__}")
