"""The reference of the configuration calls a list a list, says how long it is, and is what the schema says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_tf.config.schema import schema
from tools.config_docs import documents

REFERENCE = next(text for _, text in documents())


def rows() -> dict[tuple[str, str], list[str]]:
    """Model and field -> value, default and meaning of its row."""
    cells: dict[tuple[str, str], list[str]] = {}
    for model, section in re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", REFERENCE, re.MULTILINE | re.DOTALL):
        for field, rest in re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.MULTILINE):
            cells[model, field] = re.split(r" ?(?<!\\)\| ?", rest)
    return cells


ROWS = rows()


def lists() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each field whose value is a list, or may be one."""
    whole = schema()
    for model, about in {"Deployment": whole, **whole["$defs"]}.items():
        for field, value in about["properties"].items():
            for branch in (value, *value.get("anyOf", ())):
                if branch.get("type") == "array" and model != "EnvironmentSettings":
                    yield model, field, value


LISTS = list(lists())


def test_there_are_lists_of_every_kind() -> None:
    assert {"private_subnets", "participants", "fail_on", "principals", "dns_servers"} <= {
        field for _, field, _ in LISTS
    }


@pytest.mark.parametrize(("model", "field", "about"), LISTS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_list_is_called_a_list(model: str, field: str, about: dict[str, Any]) -> None:
    value, default, _ = ROWS[model, field]

    assert re.search(r"\blist of \S", value)
    if isinstance(about.get("default"), list) and about["default"]:
        assert default == f"`[{', '.join(about['default'])}]`"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (("Network", "private_subnets"), "list of text, exactly 2"),
        (("Network", "public_subnets"), "list of text, up to 2"),
        (("Alb", "allowed_cidrs"), "list of text, 1 to 50"),
        (("Allow", "actions"), "list of text, at least 1"),
        (("Deployment", "participants"), "list of [Participant](#participant)"),
        (("AtlantisPipeline", "apply_requirements"), "list of any of `approved`, `mergeable`, `undiverged`"),
        (("Sharing", "principals"), "`accounts` or list of text"),
    ],
)
def test_a_list_says_what_is_in_it_and_how_much(field: tuple[str, str], value: str) -> None:
    assert ROWS[field][0] == value
