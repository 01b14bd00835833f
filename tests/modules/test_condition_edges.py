"""Each precondition and postcondition holds on one side of its edge and fails, alone, on the other.

Every case is a copy of its module in one root, planned once with a mocked provider: Terraform reports all conditions
that fail, each with the file of its copy.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf.terraform import Terraform
from tests.modules.edges.conditions import CONDITIONS, REQUIRED, Case
from tests.support import REPOSITORY

MODULES = sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))

_BLOCK = re.compile(
    r'^(?P<keyword>resource|data|output) "(?P<first>\w+)"(?: "(?P<second>\w+)")? \{\n(?P<body>.*?)^\}',
    re.MULTILINE | re.DOTALL,
)
_CONDITION = re.compile(r"^ +(?:pre|post)condition \{\n(?: +#.*\n)* +condition", re.MULTILINE)


def _conditions(module: Path) -> Iterator[tuple[str, int, str]]:
    """File and line of each condition of ``module``, and its key in the table."""
    for file in sorted(module.glob("*.tf")):
        text = file.read_text("utf-8")
        for block in _BLOCK.finditer(text):
            prefix = {"resource": "", "data": "data.", "output": "output."}[block["keyword"]]
            address = prefix + ".".join(name for name in (block["first"], block["second"]) if name)
            for number, condition in enumerate(_CONDITION.finditer(block["body"])):
                line = text.count("\n", 0, block.start("body") + condition.end()) + 1
                yield file.name, line, f"{address}.{number}"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_condition_has_cases_on_both_sides(module: Path) -> None:
    sides = CONDITIONS.get(module.name, {})

    assert sorted(sides) == sorted(key for _, _, key in _conditions(module))
    assert all(side.holds and side.fails for side in sides.values())


def _cases() -> Iterator[tuple[str, Case, str | None]]:
    """The module of each case, the case, and the condition that fails in it."""
    for module, conditions in CONDITIONS.items():
        accepted = {repr(case): case for sides in conditions.values() for case in sides.holds}
        yield from ((module, case, None) for case in accepted.values())
        for key, sides in conditions.items():
            yield from ((module, case, key) for case in sides.fails)


def test_each_condition_fails_exactly_beyond_its_edge(tmp_path: Path, terraform: Terraform) -> None:
    cases = {f"case_{number}": case for number, case in enumerate(_cases())}
    _write_root(tmp_path, {name: (module, case) for name, (module, case, _) in cases.items()})
    terraform.init(tmp_path, backend=False)

    (run,) = terraform.test(tmp_path)

    failed: dict[str, list[str]] = {name: [] for name in cases}
    elsewhere = []
    for problem in run.diagnostics:
        match Path(problem.file or "").parts:
            case ("cases", name, file):
                keys = {(of, line): key for of, line, key in _conditions(REPOSITORY / "modules" / cases[name][0])}
                failed[name].append(keys.get((file, problem.line or 0)) or str(problem))
            case _:
                elsewhere.append(str(problem))
    assert elsewhere == []
    wrong = [
        f"{module}: {key} must fail, and {failed[name]} did: {case}"
        for name, (module, case, key) in cases.items()
        if set(failed[name]) != ({key} if key else set())
    ]
    assert wrong == []


def _write_root(folder: Path, cases: dict[str, tuple[str, Case]]) -> None:
    calls, answers = [], []
    for name, (module, case) in cases.items():
        ignored = shutil.ignore_patterns(".terraform*", "tests", "README.md")
        shutil.copytree(REPOSITORY / "modules" / module, folder / "cases" / name, ignore=ignored)
        arguments = {**REQUIRED[module], **case.arguments}
        lines = [f'  source = "./cases/{name}"', *(f"  {key} = {_hcl(value)}" for key, value in arguments.items())]
        calls.append("\n".join([f'module "{name}" {{', *lines, "}\n"]))
        for address, values in case.answers.items():
            block = "override_data" if address.startswith("data.") else "override_resource"
            during = "" if address.startswith("data.") else "  override_during = plan\n"
            target = f"  target = module.{name}.{address}\n"
            answers.append(f"{block} {{\n{target}{during}  values = {_hcl(values)}\n}}\n")
    (folder / "main.tf").write_text("\n".join(calls), "utf-8")
    shutil.copy(REPOSITORY / "modules" / "network" / "versions.tf", folder)
    shutil.copytree(REPOSITORY / "modules" / "tests", folder / "mocks")
    provider = 'mock_provider "aws" {\n  source = "./mocks"\n}\n'
    run = 'run "plan" {\n  command = plan\n}\n'
    (folder / "conditions.tftest.hcl").write_text("\n".join([provider, *answers, run]), "utf-8")


def _hcl(value: object) -> str:
    return json.dumps(value).replace("${", "$${").replace("%{", "%%{")
