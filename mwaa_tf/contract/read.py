"""Read the contracts of modules.

Parsing HCL takes most of a second, as long as everything else together. So the modules of this project come with an
index of their contracts, valid for exactly those contents; a module that differs by one byte is parsed again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mwaa_tf import hcl
from mwaa_tf.contract.model import Contract, ModuleOutput, Variable
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.files import read_plain_file
from mwaa_tf.hcl.read import LARGEST_FILE, expression, read_blocks, text

#: Name of the index, in the folder of the modules.
INDEX = "contracts.json"


def contract_of(folder: Path) -> Contract:
    """Read the contract of the module in ``folder``, from the index where it is valid.

    Raises :class:`MwaaTfError` if the folder or a file cannot be read, has no Terraform file or is not valid HCL.
    """
    entry = _index(folder.parent).get(folder.name)
    if entry is not None and entry["sha256"] == fingerprint(folder):
        return from_data(entry)
    return read_module(folder)


def read_module(folder: Path) -> Contract:
    """Parse the contract of the module in ``folder``; errors as in :func:`contract_of`."""
    variables: dict[str, Variable] = {}
    outputs: dict[str, ModuleOutput] = {}
    for file in _files(folder):
        blocks = read_blocks(file)
        for block in blocks.get("variable", ()):
            for name, body in block.items():
                variables[text(name)] = _variable(body)
        for block in blocks.get("output", ()):
            for name, body in block.items():
                outputs[text(name)] = ModuleOutput(_description(body))
    return Contract(dict(sorted(variables.items())), dict(sorted(outputs.items())))


def fingerprint(folder: Path) -> str:
    """The SHA-256 of a module's Terraform files: names and contents. Raises :class:`MwaaTfError`."""
    sha256 = hashlib.sha256()
    for file in _files(folder):
        contents = read_plain_file(file, LARGEST_FILE)
        sha256.update(f"{file.name}\0{len(contents)}\0".encode())
        sha256.update(contents)
    return sha256.hexdigest()


def to_data(contract: Contract, sha256: str) -> dict[str, Any]:
    """The entry of the index for ``contract``."""
    return {"sha256": sha256, **dataclasses.asdict(contract)}


def from_data(entry: Mapping[str, Any]) -> Contract:
    """The contract of an entry that :func:`to_data` made."""
    return Contract(
        {name: Variable(**fields) for name, fields in entry["variables"].items()},
        {name: ModuleOutput(**fields) for name, fields in entry["outputs"].items()},
    )


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


@cache
def _index(modules: Path) -> Mapping[str, Any]:
    try:
        data: Mapping[str, Any] = json.loads((modules / INDEX).read_bytes())
    except (OSError, ValueError):
        return {}  # foreign modules, or an invalid index: the modules are parsed
    return data


def _files(folder: Path) -> list[Path]:
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".tf" and not file.is_dir())
    except OSError as error:
        raise MwaaTfError(f"{folder}: cannot be read as a module: {error.strerror}") from error
    if not files:
        raise MwaaTfError(f"{folder}: is not a module: it has no .tf file")
    return files
