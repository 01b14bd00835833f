"""What each module makes of its inputs: everything that its configuration sets, and nothing that AWS decides.

All modules are applied at once, in one `terraform test` with a mocked provider: loading the provider's schema takes
longer than everything else.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from mwaa_tf.hcl.read import read_blocks, text
from mwaa_tf.terraform import Terraform
from tests.support import REPOSITORY

INPUTS = Path(__file__).parent / "inputs"

_CALL = re.compile(r'^module "(?P<name>\w+)" \{\n  source = "\./modules/(?P<module>[a-z-]+)"\n', re.MULTILINE)
_META = {"count", "for_each", "depends_on", "lifecycle", "provider", "override_provider", "dynamic"}

#: What a mocked provider computes for a string (Terraform, "Mock provider data").
_COMPUTED = re.compile(r"(?<![a-z0-9])[a-z0-9]{8}(?![a-z0-9])")

#: Mocks of resources are left out unless the provider requires an ARN: every instance would have the same identifiers.
_MOCKED_RESOURCE = re.compile(r'^mock_resource "\w+" \{\n(?:(?! +arn|  defaults = \{ arn).*\n)*?\}\n', re.MULTILINE)

#: Mocks that would be the same for all instances of one block, so that exchanged instances would make no difference.
_SHARED_MOCK = re.compile(
    r'^mock_resource "aws_cloudwatch_metric_alarm" \{\n.*\n\}\n|^ +service_name += .*\n', re.MULTILINE
)

#: In place of the zero that a mocked provider computes for a number: the modules leave these to AWS's defaults.
_UNSET_NUMBER = -99999999
_UNSET_NUMBERS = "".join(
    f"    {name} = {_UNSET_NUMBER}\n"
    for name in ("max_webservers", "max_workers", "min_webservers", "min_workers", "schedulers")
)
_MOCKED_NUMBERS = f'\nmock_resource "aws_mwaa_environment" {{\n  defaults = {{\n{_UNSET_NUMBERS}  }}\n}}\n'

_COLUMNS = 120

Body = Mapping[str, Any]
Values = dict[str, dict[str, Any]]
"""The arguments of each resource and data source by its address in a module, and its outputs."""


def calls() -> dict[str, str]:
    """The module that each call in the inputs is of."""
    return {call["name"]: call["module"] for file in _inputs() for call in _CALL.finditer(file.read_text("utf-8"))}


def _inputs() -> list[Path]:
    return sorted(INPUTS.glob("*.tf"))


def values_of_all_calls(terraform: Terraform, folder: Path) -> dict[str, Values]:
    """What the modules make of the inputs, by call; ``folder`` is empty and belongs to this function."""
    _write_root(folder)
    terraform.init(folder, backend=False)
    output = terraform.run(folder, ["test", "-json", "-verbose"]).stdout
    (state,) = (json.loads(line)["test_state"] for line in output.splitlines() if '"type":"test_state"' in line)
    return {call: _values(state, call, module) for call, module in calls().items()}


def _write_root(folder: Path) -> None:
    ignored = shutil.ignore_patterns(".terraform*", "tests")
    for module in set(calls().values()):
        shutil.copytree(REPOSITORY / "modules" / module, folder / "modules" / module, ignore=ignored)
    shutil.copytree(INPUTS / "files", folder / "files")
    for file in _inputs():
        shutil.copy(file, folder)
    # Only a provider that the root names is mocked in its modules.
    shutil.copy(REPOSITORY / "modules" / "network" / "versions.tf", folder)
    outputs = (f'output "{call}" {{\n  value = module.{call}\n}}\n' for call in calls())
    (folder / "outputs.tf").write_text("\n".join(outputs), "utf-8")
    (folder / "mocks").mkdir()
    mocks = (REPOSITORY / "modules" / "tests" / "aws.tfmock.hcl").read_text("utf-8")
    mocks = _SHARED_MOCK.sub("", _MOCKED_RESOURCE.sub("", mocks))
    (folder / "mocks" / "aws.tfmock.hcl").write_text(f"{mocks}{_MOCKED_NUMBERS}", "utf-8")
    overrides = (INPUTS / "overrides.tftest.hcl").read_text("utf-8")
    (folder / "inputs.tftest.hcl").write_text(
        f'mock_provider "aws" {{\n  source = "./mocks"\n}}\n\n{overrides}\nrun "values" {{}}\n', "utf-8"
    )


def _values(state: Mapping[str, Any], call: str, module: str) -> Values:
    (child,) = (child for child in state["root_module"]["child_modules"] if child["address"] == f"module.{call}")
    bodies = _bodies(module)
    resources = {
        resource["address"].removeprefix(f"module.{call}."): (
            resource["values"],
            bodies[f"{'data.' * (resource['mode'] == 'data')}{resource['type']}.{resource['name']}"],
        )
        for resource in child.get("resources", [])
    }
    names: dict[str, str] = {}
    defaults: dict[str, str] = {}
    for address, (arguments, body) in resources.items():
        names |= _names(arguments, body, address)
    for address, (arguments, _) in resources.items():
        defaults |= {value: name for value, name in _names(arguments, {}, address) if value not in names}
    values = {address: _set(arguments, body, names) for address, (arguments, body) in resources.items()}
    values = {address: arguments for address, arguments in values.items() if arguments or "data." not in address}
    shown = {**values, "outputs": _named(state["outputs"][call]["value"], {**names, **defaults})}
    _require_different_instances({address: arguments for address, (arguments, _) in resources.items()}, call, shown)
    return shown


def _require_different_instances(resources: Mapping[str, Mapping[str, Any]], call: str, shown: Values) -> None:
    """Raise if two instances of one block have the same identity in ``shown``: an exchange would not be seen."""
    text_of_all = json.dumps(shown)
    identities: dict[tuple[str, str, str], str] = {}
    for address, arguments in resources.items():
        for name in ("arn", "service_name"):
            identity = arguments.get(name)
            if "[" in address and isinstance(identity, str) and identity in text_of_all:
                other = identities.setdefault((address.partition("[")[0], name, identity), address)
                assert other == address, f"{call}: {other} and {address} have the same {name}: {identity}"


@cache
def _bodies(module: str) -> Mapping[str, Body]:
    """The body of each resource and data source of ``module`` by its address."""
    return dict(_read_bodies(module))


def _read_bodies(module: str) -> Iterator[tuple[str, Body]]:
    for file in sorted((REPOSITORY / "modules" / module).glob("*.tf")):
        blocks = read_blocks(file)
        for keyword, prefix in (("resource", ""), ("data", "data.")):
            for block in blocks.get(keyword, []):
                for kind, named in block.items():
                    for name, body in named.items():
                        yield f"{prefix}{text(kind)}.{text(name)}", body if isinstance(body, dict) else {}


@cache
def _texts() -> str:
    """Everything that a value may come from, other than the mocked provider."""
    files = [*_inputs(), INPUTS / "overrides.tftest.hcl", *sorted(REPOSITORY.glob("modules/*/*.tf"))]
    return "\n".join(file.read_text("utf-8") for file in files)


def _is_computed(value: Any) -> bool:
    """Whether the mocked provider made up ``value``."""
    return isinstance(value, str) and bool(_COMPUTED.fullmatch(value)) and value not in _texts()


def _blocks(body: Body) -> dict[str, Body]:
    """The nested blocks of ``body`` by type, several of one type as one."""
    blocks: dict[str, list[Body]] = {}
    for name, value in body.items():
        if name not in _META and _is_blocks(value):
            blocks.setdefault(name, []).extend(value)
    for dynamic in body.get("dynamic", []):
        for label, block in dynamic.items():
            blocks.setdefault(text(label), []).extend(block["content"])
    return {name: _merged(bodies) for name, bodies in blocks.items()}


def _is_blocks(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "__is_block__" in value[0]


def _merged(bodies: Sequence[Body]) -> Body:
    merged: dict[str, Any] = {}
    for body in bodies:
        for name, value in body.items():
            merged[name] = [*merged.get(name, []), *value] if _is_blocks(value) else value
    return merged


def _set(values: Mapping[str, Any], body: Body, names: Mapping[str, str]) -> dict[str, Any]:
    """Those of ``values`` that ``body`` sets to something."""
    blocks = _blocks(body)
    arguments = {name: values[name] for name in body if name in values and name not in _META and name not in blocks}
    nested: dict[str, Any] = {}
    for name, block in blocks.items():
        value = values.get(name)
        parts = [_set(part, block, names) for part in (value if isinstance(value, list) else [value or {}])]
        nested[name] = parts if len(parts) != 1 else parts[0]
    return {
        name: _named(value, names)
        for name, value in {**arguments, **nested}.items()
        if value is not None and value != _UNSET_NUMBER and not (_is_computed(value) and value not in names)
    }


def _names(values: Mapping[str, Any], body: Body, path: str) -> Iterator[tuple[str, str]]:
    """Each text that the mock computed for what ``body`` does not set, with its address."""
    blocks = _blocks(body)
    for name, value in values.items():
        if name in blocks:
            for number, part in enumerate(value if isinstance(value, list) else [value or {}]):
                yield from _names(part, blocks[name], f"{path}.{name}[{number}]")
        elif _is_computed(value) and name not in body:
            yield value, f"<{path}.{name}>"


def _named(value: Any, names: Mapping[str, str]) -> Any:
    """``value`` with addresses in place of identifiers, and JSON in place of text that holds it."""
    if isinstance(value, Mapping):
        return {key: _named(part, names) for key, part in value.items()}
    if isinstance(value, list):
        return [_named(part, names) for part in value]
    if isinstance(value, str):
        if value.startswith("{"):
            return _named(json.loads(value), names)
        return _COMPUTED.sub(lambda match: names.get(match[0], match[0]), value)
    return value


def dump(value: Any, indent: str = "", label: str = "") -> str:
    """``value`` as JSON, sorted by key; what fits into a line is one."""
    line = json.dumps(value, sort_keys=True, ensure_ascii=False)
    if len(indent) + len(label) + len(line) < _COLUMNS or not value or not isinstance(value, Mapping | list):
        return label + line
    deeper = f"{indent}  "
    if isinstance(value, Mapping):
        parts = [dump(value[key], deeper, f"{json.dumps(key)}: ") for key in sorted(value)]
    else:
        parts = [dump(part, deeper) for part in value]
    opening, closing = "{}" if isinstance(value, Mapping) else "[]"
    return f"{label}{opening}\n" + ",\n".join(f"{deeper}{part}" for part in parts) + f"\n{indent}{closing}"
