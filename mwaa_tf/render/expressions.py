"""The blueprint's references as HCL expressions."""

from __future__ import annotations

from typing import Any

from mwaa_tf.blueprint import ConfigFile, ModuleValue, RemoteValue
from mwaa_tf.hcl.write import escape


def reference(value: Any, config_folder: str) -> str | None:
    """The HCL expression for ``value``, if that is a reference of the blueprint.

    ``config_folder`` is the relative path from the workspace to the folder of the configuration.
    """
    if isinstance(value, RemoteValue):
        return f"local.{value.read}.{value.output}"
    if isinstance(value, ModuleValue):
        return f"module.{value.call}.{value.output}"
    if isinstance(value, ConfigFile):
        return f'"${{path.module}}/{escape(f"{config_folder}/{value.path}")}"'
    return None
