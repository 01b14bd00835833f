"""The blueprint's values as HCL expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mwaa_tf.blueprint import ConfigFile, ModuleValue, RemoteValue
from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.write import escape


def expression(value: Any, config_folder: str) -> Any:
    """Replace every reference in ``value`` by its HCL expression. Raises :class:`TypeError` for a type without one.

    ``config_folder`` is the relative path from the workspace to the folder of the configuration.
    """
    if value is None or isinstance(value, (str, int, Expression)):
        return value
    if isinstance(value, RemoteValue):
        return Expression(f"local.{value.read}.{value.output}")
    if isinstance(value, ModuleValue):
        return Expression(f"module.{value.call}.{value.output}")
    if isinstance(value, ConfigFile):
        return Expression(f'"${{path.module}}/{escape(f"{config_folder}/{value.path}")}"')
    if isinstance(value, (dict, Mapping)):
        return {name: expression(member, config_folder) for name, member in value.items()}
    if isinstance(value, Sequence):
        return [expression(element, config_folder) for element in value]
    raise TypeError(f"no expression for {type(value).__name__}")
