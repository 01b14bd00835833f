"""The published schema of the configuration: each field links to its row, and accepts what the program accepts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from mwaa_tf.config.schema import schema
from mwaa_tf.config.source.read import read
from tests.support import REPOSITORY
from tools.site import schemas

ADDRESS = "https://example.com/mwaa_tf/1.2.3/"
LINKED = schemas.linked(ADDRESS)
FIELDS = [(model, field, about) for model, field, about in schemas.fields(LINKED)]


def rows() -> set[str]:
    """The anchor of each row of the reference: the heading above it and the first cell."""
    text = (REPOSITORY / "docs/configuration.md").read_text("utf-8")
    found = set()
    for section in text.split("\n### ")[1:]:
        model = section.partition("\n")[0]
        found |= {f"{model.lower()}-{name}" for name in re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)}
    return found


def test_every_field_links_to_a_row_of_the_reference() -> None:
    links = {about["description"].rpartition("\n\n")[2] for _, _, about in FIELDS}

    assert len(FIELDS) > 200
    assert all(link.startswith(f"{ADDRESS}configuration.html#") for link in links)
    assert {link.partition("#")[2] for link in links} - rows() == set()


def test_a_field_keeps_its_description() -> None:
    region = LINKED["properties"]["region"]["description"]
    owner = LINKED["properties"]["owner"]["description"]

    assert (
        region == f"The AWS region of everything, such as us-east-1.\n\n{ADDRESS}configuration.html#deployment-region"
    )
    assert owner.startswith("The account that owns the VPC")


def test_the_fields_of_defaults_link_to_those_of_an_environment() -> None:
    about = LINKED["$defs"]["EnvironmentSettings"]["properties"]["max_workers"]

    assert about["description"].endswith("#environment-max_workers")


@pytest.mark.parametrize("example", sorted(REPOSITORY.glob("examples/*/mwaa.yaml")), ids=lambda path: path.parent.name)
def test_the_published_schema_accepts_the_examples(example: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(LINKED)

    jsonschema.validate(read(example).data, LINKED)


def test_nothing_but_descriptions_and_the_address_differs_from_what_the_program_prints() -> None:
    def without_descriptions(value: object) -> object:
        if isinstance(value, dict):
            return {
                key: without_descriptions(inner)
                for key, inner in value.items()
                if key != "$id" and not (key == "description" and isinstance(inner, str))
            }
        return [without_descriptions(inner) for inner in value] if isinstance(value, list) else value

    assert without_descriptions(LINKED) == without_descriptions(schema())
    assert LINKED["$id"] == f"{ADDRESS}schema/mwaa.schema.json"


def test_all_schemas_are_published_and_listed(tmp_path: Path) -> None:
    schemas.publish(tmp_path, ADDRESS)
    published = {path.name for path in tmp_path.iterdir()}

    assert published == {"mwaa.schema.json", *(path.name for path in REPOSITORY.glob("docs/*.schema.json"))}
    for name in published:
        assert f"<schema/{name}>" in schemas.page(ADDRESS)
        assert json.loads((tmp_path / name).read_text("utf-8"))["$schema"].startswith("https://json-schema.org/")
