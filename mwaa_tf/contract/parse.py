"""Parse the contract of a module from its Terraform files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mwaa_tf import hcl
from mwaa_tf.contract.files import terraform_files
from mwaa_tf.contract.model import Contract, ModuleOutput, Variable
from mwaa_tf.hcl.read import expression, read_blocks, text


def read_module(folder: Path) -> Contract:
    """Parse the contract of the module in ``folder``; errors as in :func:`contract_of`."""
    variables: dict[str, Variable] = {}
    outputs: dict[str, ModuleOutput] = {}
    for file in terraform_files(folder):
        blocks = read_blocks(file)
        for block in blocks.get("variable", ()):
            for name, body in block.items():
                variables[text(name)] = _variable(body)
        for block in blocks.get("output", ()):
            for name, body in block.items():
                outputs[text(name)] = ModuleOutput(_description(body))
    return Contract(dict(sorted(variables.items())), dict(sorted(outputs.items())))


def _variable(body: Mapping[str, Any]) -> Variable:
    return Variable(
        description=_description(body),
        type=expression(body.get("type", "any")),
        default=_literal(body["default"]) if "default" in body else None,
    )


def _description(body: Mapping[str, Any]) -> str:
    """The description without the line break that ends a heredoc."""
    return str(text(body.get("description", ""))).strip()


def _literal(value: Any) -> str:
    if isinstance(value, str) and value.startswith("${"):
        return expression(value)
    return hcl.value(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {text(name): _plain(member) for name, member in value.items() if not name.startswith("__")}
    if isinstance(value, list):
        return [_plain(element) for element in value]
    return text(value)
