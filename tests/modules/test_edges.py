"""Each validation of a variable accepts the last value that is right, and refuses the first one that is wrong.

Each runs alone, in a module without a provider: thousands of values take seconds, and a value that another validation
would refuse, too, cannot hide that this one no longer does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mwaa_tf.terraform import Terraform
from tests.modules.edges import Values, access_methods, environments, networks
from tests.support import REPOSITORY

EDGES = {
    "airflow-access": environments.AIRFLOW_ACCESS,
    "environment": environments.ENVIRONMENT,
    "environment-endpoints": networks.ENVIRONMENT_ENDPOINTS,
    "monitoring": environments.MONITORING,
    "network": networks.NETWORK,
    "network-tags": networks.NETWORK_TAGS,
    "service-endpoints": networks.SERVICE_ENDPOINTS,
    "state-bucket": networks.STATE_BUCKET,
    "subnet-share": networks.SUBNET_SHARE,
    "web-access-alb": access_methods.WEB_ACCESS_ALB,
    "web-access-bastion": access_methods.WEB_ACCESS_BASTION,
    "web-access-client-vpn": access_methods.WEB_ACCESS_CLIENT_VPN,
}

_VARIABLE = re.compile(r'^variable "(?P<name>\w+)" \{\n(?P<body>.*?)^\}', re.MULTILINE | re.DOTALL)
_VALIDATION = re.compile(r"^  validation \{\n.*?^  \}\n", re.MULTILINE | re.DOTALL)
_DESCRIPTION = re.compile(r"^  description = (<<-EOT\n.*?^  EOT\n|.*?\n)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a module: its type and default, and its validations, as they are written."""

    body: str
    validations: tuple[str, ...]

    def block(self, name: str, validation: str = "") -> str:
        """The variable with one validation, or none, and optional even where the module requires it."""
        body = self.body
        if "\n  default " not in body:
            body = (
                body.replace("  nullable    = false\n", "").replace("  nullable = false\n", "") + "  default = null\n"
            )
        return f'variable "{name}" {{\n{body}{validation}}}\n'


def _variables(module: Path) -> dict[str, Variable]:
    matches = [match for file in sorted(module.glob("*.tf")) for match in _VARIABLE.finditer(file.read_text("utf-8"))]
    return {
        match["name"]: Variable(
            _DESCRIPTION.sub("", _VALIDATION.sub("", match["body"]), count=1), tuple(_VALIDATION.findall(match["body"]))
        )
        for match in matches
    }


def _validations(module: Path) -> Iterator[tuple[str, str]]:
    """Each validation's key in the table, and a module with that validation alone."""
    variables = _variables(module)
    for name, variable in variables.items():
        for number, validation in enumerate(variable.validations):
            others = set(re.findall(r"\bvar\.(\w+)", validation)) - {name}
            blocks = [variable.block(name, validation), *(variables[other].block(other) for other in sorted(others))]
            yield f"{name}.{number}", "\n".join(blocks)


MODULES = sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_validation_has_values_on_both_sides_of_its_edges(module: Path) -> None:
    written = sum(file.read_text("utf-8").count("validation {") for file in module.glob("*.tf"))
    keys = [key for key, _ in _validations(module)]

    assert len(keys) == written
    assert sorted(EDGES.get(module.name, {})) == sorted(keys)
    assert all(edges.accepted and edges.refused for edges in EDGES.get(module.name, {}).values())


def _run(name: str, module: str, values: Values, refused_variable: str | None) -> str:
    arguments = "\n".join(f"    {argument} = {_literal(value)}" for argument, value in values.items())
    failures = f"\n  expect_failures = [var.{refused_variable}]" if refused_variable else ""
    return (
        f'run "{name}" {{\n  command = plan\n  module {{\n    source = "./{module}"\n  }}\n'
        f"  variables {{\n{arguments}\n  }}{failures}\n}}\n"
    )


def _literal(value: object) -> str:
    return json.dumps(value).replace("${", "$${").replace("%{", "%%{")


def test_each_validation_accepts_and_refuses_at_its_edges(tmp_path: Path, terraform: Terraform) -> None:
    (tmp_path / "main.tf").write_text("")
    (tmp_path / "tests").mkdir()
    cases: dict[str, str] = {}
    for module in MODULES:
        runs = []
        for key, text in _validations(module):
            folder = f"{module.name}-{key}".replace(".", "-")
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "main.tf").write_text(text)
            edges, variable = EDGES[module.name][key], key.partition(".")[0]
            for side, values_of_side in (("accepted", edges.accepted), ("refused", edges.refused)):
                for number, values in enumerate(values_of_side):
                    run = f"{folder}-{side}-{number}"
                    cases[run] = f"{module.name}: {key}: must be {side}: {json.dumps(values)[:200]}"
                    runs.append(_run(run, folder, values, variable if side == "refused" else None))
        if runs:
            (tmp_path / "tests" / f"{module.name}.tftest.hcl").write_text("\n".join(runs))
    terraform.init(tmp_path, backend=False)

    results = terraform.test(tmp_path)

    assert [(cases[run.run], [str(note) for note in run.diagnostics]) for run in results if run.status != "pass"] == []
    assert {run.run for run in results} == cases.keys()
