"""Build the tree from the modules of this repository.

The root module is the owner's side: the network, and its share if there are principals. It has the variables of
`modules/network` word for word, with their validations, and passes them on; the outputs likewise. An environment is no
part of it: it belongs to another account and, in a shared VPC, waits for endpoints that its owner creates later
(docs/registry.md).
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf import installation
from mwaa_tf.contract import contract_of
from mwaa_tf.installation import module_address
from tools.documents import REPOSITORY

PROVIDER, NAME = "aws", "mwaa-shared-vpc"

#: `terraform-<PROVIDER>-<NAME>`, as the registry demands of a repository.
REPOSITORY_NAME = f"terraform-{PROVIDER}-{NAME}"

_SOURCES = Path(__file__).parent
_MODULES = REPOSITORY / "modules"
_LEFT_OUT = shutil.ignore_patterns("tests", ".terraform", ".terraform.lock.hcl")

#: A call of a module of this repository, as its documents show it.
_GIT_SOURCE = re.compile(
    '^( *)source = "' + re.escape(module_address("NAME")).replace("NAME", r"([\w-]+)") + '"$', re.MULTILINE
)
#: A call as the examples and the README of the tree show it before they are stamped.
_PLACEHOLDER = re.compile(r'^( *)source = "REGISTRY((?://modules/[\w-]+)?)"$', re.MULTILINE)
#: A link of a module's README to something that is not in the tree.
_OUTSIDE = re.compile(r"\]\((?:\.\./){2}([^)]+)\)")


@dataclass(frozen=True)
class Release:
    """What the tree says about itself: its version, who publishes it, and where its sources are."""

    version: str
    owner: str = "OWNER"
    sources: str = installation.REPOSITORY

    @property
    def address(self) -> str:
        """The root module's address in the registry."""
        return f"{self.owner}/{NAME}/{PROVIDER}"

    def stamped(self, text: str) -> str:
        """``text`` with the registry's address and version in every call, and links to the sources of this version."""

        def call(indent: str, submodule: str) -> str:
            return f'{indent}source  = "{self.address}{submodule}"\n{indent}version = "{self.version}"'

        text = _GIT_SOURCE.sub(lambda match: call(match[1], f"//modules/{match[2]}"), text)
        text = _PLACEHOLDER.sub(lambda match: call(match[1], match[2]), text)
        text = _OUTSIDE.sub(lambda match: f"]({self.sources}/blob/v{self.version}/{match[1]})", text)
        return text.replace("SOURCES_ADDRESS", f"{self.sources}/tree/v{self.version}")


def build(folder: Path, release: Release) -> Path:
    """Write the tree into ``folder``, which is replaced, and return it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for module in sorted(file.parent for file in _MODULES.glob("*/versions.tf")):
        shutil.copytree(module, folder / "modules" / module.name, ignore=_LEFT_OUT)
    for part in ("root", "examples"):
        target = folder if part == "root" else folder / part
        shutil.copytree(_SOURCES / part, target, ignore=_LEFT_OUT, dirs_exist_ok=True)
    shutil.copy(REPOSITORY / "LICENSE", folder)
    for name, text in _root_files():
        (folder / name).write_text(text, "utf-8")
    for file in [*folder.rglob("*.md"), *folder.glob("examples/*/*.tf")]:
        file.write_text(release.stamped(file.read_text("utf-8")), "utf-8")
    return folder


def _root_files() -> Iterator[tuple[str, str]]:
    """The files of the root module that are made from `modules/network`: name and text."""
    network = _MODULES / "network"
    contract = contract_of(network)
    for file in [*sorted(network.glob("variables*.tf")), network / "versions.tf"]:
        yield file.name, file.read_text("utf-8")
    width = max(map(len, contract.variables))
    passed = "\n".join(f"  {name.ljust(width)} = var.{name}" for name in contract.variables)
    yield "main.tf", f'module "network" {{\n  source = "./modules/network"\n\n{passed}\n}}\n'
    yield "outputs.tf", "\n".join(_output(name, output.description) for name, output in contract.outputs.items())


def _output(name: str, description: str) -> str:
    return f'output "{name}" {{\n  description = {_quoted(description)}\n  value       = module.network.{name}\n}}\n'


def _quoted(text: str) -> str:
    """``text`` as a string of HCL on one line; JSON escapes the same characters, except the templates."""
    line = " ".join(text.split())
    return json.dumps(line, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
