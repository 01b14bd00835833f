"""A root module in a folder of its own that calls a module of another author, which is copied there unchanged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.other_modules.catalogue import SURROUNDINGS, OtherModule
from tools.other_modules.registry import write_manifest

_CALL = "mwaa"
"""The name of the call of the module, in our roots; in a root of theirs it has to be the same."""

_COPIES = "other"


class TrialWorkspace:
    """The root module for ``module``, in ``scratch``, an empty folder; its inputs can be changed.

    ``clone`` has the module's repository, and ``registry`` the modules of a registry that it calls:
    see :mod:`tools.other_modules.registry`.
    """

    def __init__(self, module: OtherModule, *, clone: Path, registry: Path, scratch: Path) -> None:
        self._module = module
        copy = scratch / _COPIES
        shutil.copytree(clone, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", ".terraform"))
        self.folder = copy / module.folder if module.folder else scratch
        for name in module.surroundings:
            shutil.copy(SURROUNDINGS / f"{name}.tf", self.folder)
        self.write_inputs({})
        write_manifest(self.folder, registry)

    def write_inputs(self, changes: Mapping[str, Any]) -> None:
        """Write the inputs of the module, with ``changes``.

        A root module of theirs stays as it is: an override file replaces the arguments of its call
        (https://developer.hashicorp.com/terraform/language/files/override).
        """
        arguments = {**self._module.inputs, **changes}
        if self._module.folder:
            self._write("inputs_override.tf.json", {"module": {_CALL: arguments}} if arguments else {})
        else:
            provider = {"aws": {"region": self._module.region}}
            call = {"source": f"./{_COPIES}", **arguments}
            self._write("main.tf.json", {"provider": provider, "module": {_CALL: call}})

    def _write(self, name: str, data: Mapping[str, Any]) -> None:
        (self.folder / name).write_text(json.dumps(data, indent=2) + "\n", "utf-8")
