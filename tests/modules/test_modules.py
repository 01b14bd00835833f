"""The modules, with the real Terraform and the real provider."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.contract import contract_of
from mwaa_tf.hcl.read import read_blocks, text
from mwaa_tf.installation import module_address
from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.results import Formatting
from tests.modules.runs import run_all
from tests.support import REPOSITORY
from tests.terraform.support import validate_together
from tools.module_docs import documents

MODULES = sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))
META = {"count", "for_each", "depends_on", "lifecycle", "provider", "provisioner", "override_provider"}


def by_name(path: Path) -> str:
    return path.name


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """The modules where Terraform may leave its traces."""
    return Path(
        shutil.copytree(REPOSITORY / "modules", tmp_path / "modules", ignore=shutil.ignore_patterns(".terraform*"))
    )


@pytest.mark.parametrize("module", MODULES, ids=by_name)
def test_terraform_test_passes(module: Path, copies: Path, terraform: Terraform) -> None:
    terraform.init(copies / module.name, backend=False)

    runs = run_all(terraform, copies / module.name)

    assert [
        (run.run, run.status, [str(found) for found in run.diagnostics]) for run in runs if run.status != "pass"
    ] == []
    assert len(runs) >= 10


def test_the_readmes_examples_are_valid_root_modules(copies: Path, tmp_path: Path, terraform: Terraform) -> None:
    before, after = module_address("|").split("|")
    roots = []
    for module in MODULES:
        for number, example in enumerate(_examples(module)):
            roots.append(tmp_path / "roots" / f"{module.name}-{number}")
            roots[-1].mkdir(parents=True)
            (roots[-1] / "main.tf").write_text(example.replace(before, f"{copies}/").replace(after, ""))

    assert terraform.fmt_check(roots) == Formatting()
    assert validate_together(terraform, tmp_path / "roots", roots) == []


@pytest.mark.parametrize("module", MODULES, ids=by_name)
def test_the_examples_of_a_readme_show_every_input_that_is_optional(module: Path) -> None:
    """Each feature has an example: together they set everything but what is only a matter of taste."""
    examples = "\n".join(_examples(module))
    optional = [name for name, variable in contract_of(module).variables.items() if not variable.required]

    missing = [name for name in optional if not re.search(rf"^  {name} +=", examples, re.MULTILINE)]
    assert [name for name in missing if name not in {"cidr_block", "tags", "timeouts"}] == []
    assert len(_examples(module)) >= 2


def _examples(module: Path) -> list[str]:
    return re.findall(r"^```hcl\n(.*?)^```$", (module / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)


def test_the_tables_of_the_readmes_and_the_index_are_fresh() -> None:
    assert [path.name for path, wanted in documents() if path.read_text("utf-8") != wanted] == []


def test_every_argument_exists_in_the_providers_schema(copies: Path, terraform: Terraform) -> None:
    terraform.init(copies / "network", backend=False)
    (provider,) = (
        schema for name, schema in terraform.providers_schema(copies / "network").items() if name.endswith("/aws")
    )
    unknown, deprecated, seen = [], [], 0
    for module in MODULES:
        for file in sorted(module.glob("*.tf")):
            for kind, name, body in _resources(file):
                schema = provider[f"{kind}_schemas"].get(name)
                if schema is None:
                    unknown.append(f"{module.name}: {name}")
                    continue
                for path, known in _arguments(body, schema["block"], name):
                    seen += 1
                    if known is None:
                        unknown.append(f"{module.name}: {path}")
                    elif known.get("deprecated"):
                        deprecated.append(f"{module.name}: {path}")

    assert unknown == []
    assert deprecated == []
    assert seen > 150


def _resources(file: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    blocks = read_blocks(file)
    for keyword, kind in (("resource", "resource"), ("data", "data_source")):
        for block in blocks.get(keyword, []):
            for quoted_type, named in block.items():
                name = text(quoted_type)
                if name.startswith("aws_"):
                    for body in named.values():
                        yield kind, name, body


def _arguments(body: dict[str, Any], schema: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Each argument of a block with its entry in the schema, None where there is none."""
    attributes, nested = schema.get("attributes", {}), schema.get("block_types", {})
    for name, value in body.items():
        if name in META or name.startswith("__"):
            continue
        if name == "dynamic":
            for block in value:
                for label, content in block.items():
                    yield f"{path}.{text(label)}", nested.get(text(label))
                    inner = content["content"][0]
                    yield from _arguments(inner, nested[text(label)]["block"], f"{path}.{text(label)}")
        elif name in nested:
            yield f"{path}.{name}", nested[name]["block"]
            for block in value if isinstance(value, list) else [value]:
                yield from _arguments(block, nested[name]["block"], f"{path}.{name}")
        else:
            yield f"{path}.{name}", attributes.get(name)
