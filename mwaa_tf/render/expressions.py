"""The blueprint's values as HCL expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mwaa_tf.blueprint import ConfigFile, ModuleValue, RemoteValue
from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.write import escape


def expression(value: Any, config_folder: str) -> Any:
    """``value`` with every reference replaced by the expression for it.

    ``config_folder`` leads from the workspace to the folder of the configuration.
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
        return {name: expression(item, config_folder) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [expression(item, config_folder) for item in value]
    raise TypeError(f"no expression for {type(value).__name__}")
