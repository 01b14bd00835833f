"""What AWS and the AWS provider have is supported, or listed with a reason: see tools/coverage.toml."""

from __future__ import annotations

import re

import botocore.session  # type: ignore[import-untyped]
import pytest

from mwaa_tf.config.environment import Environment
from mwaa_tf.contract import contract_of
from mwaa_tf.mwaa import airflow_versions, environment_classes
from tests.support import REPOSITORY
from tools.coverage_docs import COVERAGE, coverage, documents
from tools.provider_schema import EXTRACT
from tools.provider_schema.__main__ import used
from tools.provider_schema.check import problems
from tools.provider_schema.model import load
from tools.provider_schema.usage import uses

MODEL = botocore.session.get_session().get_service_model("mwaa")
TABLES = coverage()
RESOURCES = [name for name in TABLES if name != "api"]
TEXT = dict(documents()).popitem()[1]


def api_members() -> set[str]:
    members = set(MODEL.shape_for("Environment").members)
    for operation in ("CreateEnvironment", "UpdateEnvironment"):
        members |= set(MODEL.operation_model(operation).input_shape.members)
    return members


def arguments(resource_type: str) -> set[str]:
    """What can be set of a resource type, by the newest provider schema that is known here."""
    fields = load(EXTRACT).types["resource", resource_type].fields
    # `tags_all` and `id` are the provider's own in all resources.
    return {name for name, schema in fields.items() if schema.settable} - {"id", "tags_all"}


def test_every_member_of_the_api_is_supported_or_has_a_reason() -> None:
    assert sorted(api_members() - TABLES["api"].members) == []


def test_no_member_is_listed_that_the_api_does_not_have() -> None:
    assert sorted(TABLES["api"].members - api_members()) == []


@pytest.mark.parametrize("resource_type", RESOURCES)
def test_every_argument_of_the_provider_is_supported_or_has_a_reason(resource_type: str) -> None:
    assert sorted(arguments(resource_type) - TABLES[resource_type].members) == []


@pytest.mark.parametrize("resource_type", RESOURCES)
def test_no_argument_is_listed_that_the_provider_does_not_have(resource_type: str) -> None:
    assert sorted(TABLES[resource_type].members - arguments(resource_type)) == []


def test_every_resource_type_of_environments_endpoints_and_shares_has_a_table() -> None:
    types = {use.type for use in used() if use.kind == "resource"}

    assert set(RESOURCES) == {
        name for name in types if name in ("aws_mwaa_environment", "aws_vpc_endpoint") or name.startswith("aws_ram_")
    }


@pytest.mark.parametrize("resource_type", RESOURCES)
def test_the_modules_set_what_is_supported_and_nothing_else(resource_type: str) -> None:
    added = uses(REPOSITORY / "modules/environment/provider-6.11")
    settings = {use.steps[0] for use in [*used(), *added] if use.type == resource_type and use.set and use.steps}

    assert settings - {"id"} == set(TABLES[resource_type].support)


def test_the_argument_that_is_added_for_provider_6_11_is_one_of_a_late_provider() -> None:
    added = uses(REPOSITORY / "modules/environment/provider-6.11")

    assert [use.steps for use in added if use.set and use.steps] == [("worker_replacement_strategy",)]
    assert list(problems(added, load(EXTRACT))) == []


def test_what_the_tables_name_exists() -> None:
    outputs = {*contract_of(REPOSITORY / "modules/environment").outputs, "environment_arn"}
    for member, how in TABLES["api"].support.items():
        name = re.match(r"(?:output )?`([a-z0-9_]+)", how)
        if name and how.startswith("output"):
            assert (member, name[1] in outputs) == (member, True)
        elif name:
            assert (member, name[1] in Environment.model_fields) == (member, True)


@pytest.mark.parametrize("name", TABLES)
def test_what_is_not_supported_has_a_reason_and_a_page_of_its_maker(name: str) -> None:
    for member, entry in TABLES[name].unsupported.items():
        assert (member, bool(entry.reason)) == (member, True)
        assert re.match(r"https://(docs\.aws\.amazon\.com|registry\.terraform\.io)/", entry.link)


def test_identity_center_teams_and_the_replacement_of_workers_are_in_the_table() -> None:
    assert {"IdentityCenterConfiguration", "Teams", "WorkerReplacementStrategy"} <= TABLES["api"].members


def test_every_version_of_airflow_and_every_class_of_the_api_is_in_the_table() -> None:
    members = MODEL.shape_for("CreateEnvironmentInput").members
    versions = re.findall(r"\d+\.\d+\.\d+", members["AirflowVersion"].documentation)
    classes = re.findall(r"mw1\.[0-9a-z]+", members["EnvironmentClass"].documentation)

    assert versions
    assert classes
    assert [version for version in versions if f"\n| {version} | " not in TEXT] == []
    assert [name for name in classes if f"\n| {name} | " not in TEXT] == []
    assert set(versions) <= set(airflow_versions.RELEASES)
    assert set(classes) <= set(environment_classes.CLASSES)


def test_the_document_is_what_the_table_says() -> None:
    assert COVERAGE.is_file()
    for path, text in documents():
        assert path.read_text("utf-8") == text
