"""Which files a module has, and where `terraform init` installed the modules that it calls."""

from __future__ import annotations

import json
from pathlib import Path

#: Files that both products read.
HCL, JSON = ".tf", ".tf.json"

#: Those that OpenTofu alone reads, some of them instead of a file that both read.
TOFU = (".tofu", ".tofu.json")

SUFFIXES = (HCL, JSON, *TOFU)
"""Endings of the names of a module's files."""


def installed_modules(root: Path) -> list[tuple[str, Path]]:
    """The key and folder of each module below the initialised ``root``, itself with an empty key; a key is a path.

    Raises :class:`OSError`, of which :class:`FileNotFoundError` where it calls none, and :class:`ValueError`.
    """
    try:
        modules = json.loads((root / ".terraform/modules/modules.json").read_bytes())["Modules"]
        return [(str(module["Key"]), root / module["Dir"]) for module in modules]
    except (LookupError, TypeError) as error:
        raise ValueError(f"{root}: the list of modules is not understood: {error!r}") from error
