"""docs/plan-fields.md has every key and every word that is known, and none that is not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from mwaa_tf.review import vocabulary
from mwaa_tf.review.recognize import unrecognized_in
from mwaa_tf.terraform.plan_json import PlanRepresentation, parse_plan
from tests.review.samples import CORPUS
from tests.support import REPOSITORY

_PAGE = (REPOSITORY / "docs/plan-fields.md").read_text("utf-8")

_WORDS: dict[str, Collection[Any]] = {
    "`actions`": [", ".join(words) for words in vocabulary.ACTIONS],
    "`mode`": vocabulary.MODES,
    "`action_reason`": vocabulary.ACTION_REASONS,
    "`reason` of what is deferred": vocabulary.DEFERRED_REASONS,
    "`action_trigger_event`": vocabulary.TRIGGER_EVENTS,
    "`on_failure`": vocabulary.FAILURE_MODES,
    "`status` of checks": vocabulary.CHECK_STATUSES,
}


def _structs(kind: Any) -> Iterator[type[msgspec.Struct]]:
    """The types of JSON objects in ``kind``, itself included."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for field in get_type_hints(kind).values():
            yield from _structs(field)
    for part in get_args(kind):
        yield from _structs(part)


def _tables() -> dict[str, list[str]]:
    """The first column of each table, by the key above it or the title of its section."""
    sections = re.split(r"^#{2,3} ", _PAGE, flags=re.MULTILINE)[1:]
    tables = {}
    for section in sections:
        title, _, text = section.partition("\n")
        path = re.search(r"\A\n`([^`]+)`\n", text)
        rows = re.findall(r"^\| `([^`]+)` \| .*\S.* \|$", text, re.MULTILINE)
        tables[path[1] if path else title] = rows
    return tables


def test_the_page_has_every_key_of_every_type() -> None:
    keys = sorted(tuple(rows) for title, rows in _tables().items() if title not in (*_WORDS, "Words"))

    assert keys == sorted({struct.__struct_fields__ for struct in _structs(PlanRepresentation)})


def test_every_row_says_where_it_is_read_or_why_not() -> None:
    rows = re.findall(r"^\| `[^`]+` \|(.*)\|$", _PAGE, re.MULTILINE)

    assert all(cell.strip() for row in rows for cell in row.split("|"))


@pytest.mark.parametrize("title", _WORDS)
def test_the_page_has_every_word(title: str) -> None:
    assert _tables()[title] == list(_WORDS[title])


def test_no_object_of_a_plan_is_read_without_a_look_at_its_keys() -> None:
    assert all(struct.__struct_config__.forbid_unknown_fields for struct in _structs(PlanRepresentation))


@pytest.mark.parametrize("name", [name for name in CORPUS if name.startswith("real/")])
def test_everything_that_terraform_wrote_is_known(name: str) -> None:
    for path in CORPUS[name].rglob("*.json"):
        assert list(unrecognized_in(parse_plan(path.read_bytes(), path.name))) == []
