"""Modules of a registry from a folder: ``terraform init`` without the registry, and without editing any source line.

``terraform init`` installs no module that ``.terraform/modules/modules.json`` already has with the same source and a
version that the constraint allows: ``internal/initwd/module_install.go`` and ``internal/modsdir`` of Terraform 1.11.
The folder's layout is ``NAMESPACE/NAME/PROVIDER/VERSION``. What it does not have comes from the registry.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mwaa_tf.hcl.read import HclError, read_blocks, text
from mwaa_tf.versions import parse, satisfies

_HOST = "registry.terraform.io"

_Record = dict[str, str]


def write_manifest(root: Path, registry: Path) -> None:
    """List the modules of a registry that ``root`` calls, directly or not, and that the folder ``registry`` has."""
    records = list(_records(root, root, registry, ""))
    if any("Version" in record for record in records):
        folder = root / ".terraform/modules"
        folder.mkdir(parents=True)
        manifest = {"Modules": [{"Key": "", "Source": "", "Dir": "."}, *records]}
        (folder / "modules.json").write_text(json.dumps(manifest), "utf-8")


def _records(root: Path, folder: Path, registry: Path, parent: str) -> Iterator[_Record]:
    for name, source, constraint in _calls(folder):
        key = f"{parent}.{name}" if parent else name
        if source.startswith(("./", "../")):
            called = Path(os.path.normpath(folder / source))
            yield {"Key": key, "Source": source, "Dir": os.path.relpath(called, root)}
        elif installed := _installed(registry, source, constraint):
            called, version = installed
            yield {"Key": key, "Source": f"{_HOST}/{source}", "Version": version, "Dir": os.path.relpath(called, root)}
        else:
            continue
        yield from _records(root, called, registry, key)


def _installed(registry: Path, source: str, constraint: str) -> tuple[Path, str] | None:
    """The folder and version of the newest module at ``source`` that is in ``registry`` and that is allowed."""
    address, _, folder = source.partition("//")
    versions = [(parse(path.name), path) for path in (registry / address).glob("*") if path.is_dir()]
    allowed = [(version, path) for version, path in versions if version and satisfies(version, constraint or ">= 0")]
    if not allowed:
        return None
    _, path = max(allowed)
    return path / folder, path.name


def _calls(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Name, source and version constraint of each module that the files in ``folder`` call."""
    for file in sorted(folder.glob("*.tf")):
        for block in read_blocks(file).get("module", ()):
            for name, arguments in block.items():
                yield _call(text(name), arguments)
    for file in sorted(folder.glob("*.tf.json")):
        if not file.name.endswith("override.tf.json"):
            for name, arguments in _json_modules(file).items():
                yield _call(name, arguments)


def _json_modules(file: Path) -> Mapping[str, Any]:
    """The calls in a file in JSON syntax; Terraform itself refuses what is not read here."""
    try:
        modules = json.loads(file.read_text("utf-8")).get("module", {})
    except (ValueError, AttributeError) as error:
        raise HclError(f"{file}: is not Terraform in JSON: {error}") from error
    return modules if isinstance(modules, dict) else {}


def _call(name: str, arguments: Mapping[str, Any]) -> tuple[str, str, str]:
    return name, text(arguments.get("source", "")), text(arguments.get("version", ""))
