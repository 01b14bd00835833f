"""Contracts out of modules.

Parsing HCL takes most of a second, as long as everything else together. So the modules of this project come with an
index of what was read from them, valid for exactly those contents; what differs by one byte is parsed anew.
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
from mwaa_tf.contract.model import Contract, Output, Variable
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.hcl.read import expression, read_blocks, text

#: The index's name in the folder of the modules.
INDEX = "contracts.json"


def contract_of(folder: Path) -> Contract:
    """The contract of the module in ``folder``. Raises :class:`MwaaTfError` where there is no readable module."""
    known = _index(folder.parent).get(folder.name)
    if known is not None and known["sha256"] == fingerprint(folder):
        return from_data(known)
    return read_module(folder)


def read_module(folder: Path) -> Contract:
    """The contract of the module in ``folder``, parsed by python-hcl2."""
    variables: dict[str, Variable] = {}
    outputs: dict[str, Output] = {}
    for file in _files(folder):
        blocks = read_blocks(file)
        for block in blocks.get("variable", ()):
            for name, body in block.items():
                variables[text(name)] = _variable(body)
        for block in blocks.get("output", ()):
            for name, body in block.items():
                outputs[text(name)] = Output(text(body.get("description", "")))
    return Contract(dict(sorted(variables.items())), dict(sorted(outputs.items())))


def fingerprint(folder: Path) -> str:
    """A digest of a module's Terraform files."""
    found = hashlib.sha256()
    for file in _files(folder):
        contents = file.read_bytes()
        found.update(f"{file.name}\0{len(contents)}\0".encode())
        found.update(contents)
    return found.hexdigest()


def to_data(contract: Contract, sha256: str) -> dict[str, Any]:
    """An entry of the index."""
    return {"sha256": sha256, **dataclasses.asdict(contract)}


def from_data(entry: Mapping[str, Any]) -> Contract:
    """What :func:`to_data` was made from."""
    return Contract(
        {name: Variable(**fields) for name, fields in entry["variables"].items()},
        {name: Output(**fields) for name, fields in entry["outputs"].items()},
    )


def _variable(body: Mapping[str, Any]) -> Variable:
    return Variable(
        description=text(body.get("description", "")),
        type=expression(body.get("type", "any")),
        default=_literal(body["default"]) if "default" in body else None,
    )


def _literal(value: Any) -> str:
    if isinstance(value, str) and value.startswith("${"):
        return expression(value)
    return hcl.value(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {text(name): _plain(item) for name, item in value.items() if not name.startswith("__")}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return text(value)


@cache
def _index(modules: Path) -> Mapping[str, Any]:
    try:
        data: Mapping[str, Any] = json.loads((modules / INDEX).read_bytes())
    except (OSError, ValueError):
        return {}  # modules of somebody else, or an index that is not ours: the modules themselves are read
    return data


def _files(folder: Path) -> list[Path]:
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".tf" and file.is_file())
    except OSError as error:
        raise MwaaTfError(f"{folder}: no module can be read here: {error.strerror}") from None
    if not files:
        raise MwaaTfError(f"{folder}: has no .tf file, so it is no module")
    return files
