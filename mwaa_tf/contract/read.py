"""Read the contracts of modules.

Parsing HCL takes most of a second, as long as everything else together. So the modules of this project come with an
index of their contracts, valid for exactly those contents; a module that differs by one byte is parsed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from mwaa_tf.contract.files import terraform_files
from mwaa_tf.contract.model import Contract, ModuleOutput, Variable
from mwaa_tf.files import read_plain_file
from mwaa_tf.hcl.limits import LARGEST_FILE

#: Name of the index, in the folder of the modules.
INDEX = "contracts.json"


def contract_of(folder: Path) -> Contract:
    """Read the contract of the module in ``folder``, from the index where it is valid.

    Raises :class:`MwaaTfError` if the folder or a file cannot be read, has no Terraform file or is not valid HCL.
    """
    if is_indexed(folder):
        return from_data(_index(folder.parent)[folder.name])
    # Imported here: modules that come with mwaa_tf are in the index.
    from mwaa_tf.contract.parse import read_module

    return read_module(folder)


def is_indexed(folder: Path) -> bool:
    """Whether the module in ``folder`` is that of the index beside it, byte for byte. Raises :class:`MwaaTfError`."""
    entry = _index(folder.parent).get(folder.name)
    return entry is not None and entry["sha256"] == fingerprint(folder)


def fingerprint(folder: Path) -> str:
    """The SHA-256 of a module's Terraform files: names and contents. Raises :class:`MwaaTfError`."""
    sha256 = hashlib.sha256()
    for file in terraform_files(folder):
        contents = read_plain_file(file, LARGEST_FILE)
        sha256.update(f"{file.name}\0{len(contents)}\0".encode())
        sha256.update(contents)
    return sha256.hexdigest()


def to_data(contract: Contract, sha256: str) -> dict[str, Any]:
    """The entry of the index for ``contract``."""
    return {"sha256": sha256, **msgspec.to_builtins(contract)}


def from_data(entry: Mapping[str, Any]) -> Contract:
    """The contract of an entry that :func:`to_data` made."""
    return Contract(
        {name: Variable(**fields) for name, fields in entry["variables"].items()},
        {name: ModuleOutput(**fields) for name, fields in entry["outputs"].items()},
    )


@cache
def _index(modules: Path) -> Mapping[str, Any]:
    try:
        data: Mapping[str, Any] = json.loads((modules / INDEX).read_bytes())
    except (OSError, ValueError):
        return {}  # foreign modules, or an invalid index: the modules are parsed
    return data
