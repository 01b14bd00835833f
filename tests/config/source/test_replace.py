"""One value of a configuration is replaced, and nothing else in its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mwaa_tf.config.source import with_value

ENVIRONMENT = ("participants", 0, "environments", 0, "airflow_version")
SECOND = ("participants", 0, "environments", 1, "airflow_version")

YAML = """\
# 2.10.3 is what runs
participants:
  - name: data   # 2.10.3
    environments:
      - {name: etl, airflow_version: OLD}   # was 2.10.3 since May
      - name: "ml"
        airflow_version: "2.10.3"
"""

TOML = """\
[[participants]]
name = "data" # 2.10.3
[[participants.environments]]
name = "etl"
airflow_version = OLD # not 2.11.2
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2.10.3", "3.3.1"),
        ("'2.10.3'", "'3.3.1'"),
        ('"2.10.3"', '"3.3.1"'),
        ("2.10", "3.3.1"),
        ("&v 2.10.3", "&v 3.3.1"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_only_the_characters_of_the_value_change_in_yaml(before: str, after: str, ends: str) -> None:
    text = YAML.replace("\n", ends)

    assert with_value(Path("mwaa.yaml"), text.replace("OLD", before), ENVIRONMENT, "3.3.1") == text.replace(
        "OLD", after
    )


@pytest.mark.parametrize(("before", "after"), [('"2.10.3"', '"3.3.1"'), ("'2.10.3'", "'3.3.1'"), ("2.10", '"3.3.1"')])
def test_only_the_characters_of_the_value_change_in_toml(before: str, after: str) -> None:
    edited = with_value(Path("mwaa.toml"), TOML.replace("OLD", before), ENVIRONMENT, "3.3.1")

    assert edited == TOML.replace("OLD", after)


@pytest.mark.parametrize("indent", [None, 2])
def test_in_json_the_value_of_the_right_environment_changes_also_on_one_line(indent: int | None) -> None:
    environments = [{"name": "etl", "airflow_version": "2.10.3"}, {"name": "ml", "airflow_version": "2.10.3"}]
    data = {"name": "2.10.3", "participants": [{"name": "data", "environments": environments}]}
    before = json.dumps(data, indent=indent)

    after = with_value(Path("mwaa.json"), before, SECOND, "2.11.2")

    environments[1]["airflow_version"] = "2.11.2"
    assert after == json.dumps(data, indent=indent)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "participants: [{environments: [{airflow_version: &v 2.10.3}, {airflow_version: *v}]}]", id="anchor"
        ),
        pytest.param("v: &v 2.10.3\nparticipants: [{environments: [{airflow_version: *v}]}]", id="alias"),
        pytest.param("participants:\n- environments:\n  - airflow_version: >-\n      2.10.3\n", id="block"),
        pytest.param('participants: [{environments: [{airflow_version: "2\\x2e10.3"}]}]', id="escape"),
        pytest.param("participants: [{environments: [{name: etl}]}]", id="not set"),
    ],
)
def test_what_cannot_be_changed_alone_is_not_changed(text: str) -> None:
    assert with_value(Path("mwaa.yaml"), text, ENVIRONMENT, "3.3.1") is None


def test_values_of_a_merge_key_that_two_environments_have_are_not_changed() -> None:
    text = """\
base: &base
  airflow_version: 2.10.3
participants:
  - environments:
      - <<: *base
        name: etl
      - <<: *base
        name: ml
"""

    assert with_value(Path("mwaa.yaml"), text, ENVIRONMENT, "3.3.1") is None
