"""Every variable and output is described, an object attribute by attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf.contract import contract_of
from mwaa_tf.contract.types import Type, parse_type
from tests.support import REPOSITORY
from tools.module_docs import tables_of

MODULES = sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))

_BULLET = re.compile(r"^(?P<indent> *)- `(?P<name>\w+)`: \S", re.MULTILINE)
_SENTENCE = re.compile(r"[A-Z].*?\.(\s|$)", re.DOTALL)


def _attributes(type_: Type, level: int = 0) -> Iterator[tuple[int, str]]:
    """The attributes of an object, or of the objects in a collection, each with its depth."""
    if type_.element is not None:
        yield from _attributes(type_.element, level)
    for name, (inner, _) in (type_.fields or {}).items():
        yield level, name
        yield from _attributes(inner, level + 1)


def _bullets(description: str) -> list[tuple[int, str]]:
    return [(len(bullet["indent"]) // 2, bullet["name"]) for bullet in _BULLET.finditer(description)]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_an_object_has_one_bullet_for_each_attribute_and_none_for_any_other(module: Path) -> None:
    variables = contract_of(module).variables

    wanted = {name: sorted(_attributes(parse_type(variable.type))) for name, variable in variables.items()}
    assert {name: sorted(_bullets(variable.description)) for name, variable in variables.items()} == wanted


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_description_begins_with_a_sentence_on_the_whole(module: Path) -> None:
    contract = contract_of(module)
    descriptions = {name: variable.description for name, variable in contract.variables.items()}
    descriptions |= {name: output.description for name, output in contract.outputs.items()}

    assert [name for name, description in descriptions.items() if not _SENTENCE.match(description)] == []


def test_the_attributes_of_nested_objects_are_nested_bullets() -> None:
    variable = contract_of(REPOSITORY / "modules/service-endpoints").variables["environments"]

    assert (0, "kms_key") in _bullets(variable.description)
    assert (1, "arn") in _bullets(variable.description)


def test_the_table_of_a_readme_shows_bullets_as_nested_lists() -> None:
    contract = contract_of(REPOSITORY / "modules/service-endpoints")

    (row,) = (line for line in tables_of(contract).splitlines() if line.startswith("| environments |"))

    assert row.startswith(
        "| environments | Environments in the subnets, to which restricted policies are limited."
        "<ul><li>`account_id`: Account of the environment.</li>"
        "<li>`kms_key`: Its key, as in the module environment; with neither attribute, AWS owns the key."
        "<ul><li>`arn`: An existing key.</li>"
        "<li>`create`: Whether the key is created with the environment.</li></ul></li>"
        "<li>`name`: Its name in AWS.</li>"
    )
