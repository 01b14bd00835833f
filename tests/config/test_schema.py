"""The JSON Schema: valid itself, as permissive as the loader and as strict, with a word on everything."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mwaa_tf.config import ConfigError, parse
from mwaa_tf.config.network import RETENTION_DAYS
from mwaa_tf.config.schema import schema
from mwaa_tf.config.source import Document, SourceError, read
from mwaa_tf.config.source.yaml import parse as parse_yaml
from tests.support import REPOSITORY

FIXTURES = Path(__file__).parent / "fixtures"
SCHEMA = schema()
VALIDATOR = Draft202012Validator(SCHEMA)

GOOD = [
    *sorted((FIXTURES / "good").glob("*.yaml")),
    *sorted(REPOSITORY.glob("examples/*/mwaa.yaml")),
    REPOSITORY / "mwaa.yaml",
]
#: Fixtures whose mistakes lie in types, values, names of keys: what a schema can see.
BAD = ["types", "types-of-environments", "values", "values-of-environments", "unknown-keys", "required", "a-list"]

MINIMAL: dict[str, Any] = {"name": "a", "region": "us-east-1", "owner": {"account_id": "111111111111"}}


def snippets() -> Iterator[Any]:
    """The whole configurations among the YAML of the documentation."""
    for page in [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")]:
        for block in re.findall(r"^```ya?ml\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            if re.search(r"^name:", block, re.MULTILINE) and re.search(r"^owner:", block, re.MULTILINE):
                yield pytest.param(block, id=f"{page.name}-{block.splitlines()[0]}")


def accepted_by_loader(data: Any) -> bool:
    try:
        parse(Document(data))
    except ConfigError:
        return False
    return True


def parts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from parts(inner)


def test_it_is_valid_itself() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("file", GOOD, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_it_accepts_what_the_loader_accepts(file: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(read(file).data)] == []


@pytest.mark.parametrize("block", list(snippets()))
def test_it_accepts_what_the_documentation_shows(block: str) -> None:
    document = parse_yaml(block)

    assert [error.message for error in VALIDATOR.iter_errors(document.data)] == []
    assert parse(document).name


@pytest.mark.parametrize("name", BAD)
def test_it_refuses_what_the_loader_refuses_by_type_value_or_key(name: str) -> None:
    """Field by field: each problem that the loader names is one for the schema too, were it the only one."""
    document = read(FIXTURES / "bad" / f"{name}.yaml")
    with pytest.raises(ConfigError) as refused:
        parse(document)

    errors = list(VALIDATOR.iter_errors(document.data))
    places = {tuple(place.absolute_path) for error in errors for place in (error, *(error.context or ()))}
    for problem in refused.value.problems:
        if "has host bits set" in problem.message:
            continue  # arithmetic, which no schema does
        # A missing or unknown key is an error of the object around it, a key's name too.
        assert problem.path in places or problem.path[:-1] in places, problem.at(name)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (("owner", "account_id"), ["012345678901", 12345678901, 111111111111, 1111111111111, True, 1.5, "1", None, []]),
        (("owner", "sharing", "principals"), ["accounts", "others", [222222222222], ["x"], 1, None, [True]]),
        (("tags",), [{"a": "x"}, {"a": 1}, {"a": 1.5}, {"a": True}, {"a": None}, {"a": []}, {"": "x"}, [], "x", None]),
        (("tags",), [{"k" * 128: "x"}, {"k" * 129: "x"}, {"Name": "x", **dict.fromkeys(map(str, range(49)), "x")}]),
        (("tags",), [{"k": "x" * 256}, {"k": "x" * 257}, {"k": ""}, {"Name": "x"}]),
        (("region",), ["us-east-1", "us-gov-west-1", "us-esat-1", "us-east-9", "", 1]),
        (("state",), [{"backend": "s3", "bucket": "a.b", "region": "eu-west-1"}, {"bucket": "a..b"}, {"region": "x"}]),
        (("tags",), [dict.fromkeys(map(str, range(51)), "x")]),
        (("terraform", "aws_provider"), [">= 5.68, < 7.0", "5", 5, "5 6", "~> 6.0-beta1"]),
        (("terraform", "required_version"), ["~> 1.10", "1.10.0-rc1", 1.1]),
        (("modules", "source"), ["vendored", "./modules", "git::https://x/y//m?ref=v1", "git::https://x/y"]),
        (("modules", "source"), ["https://x/y", "s3::x"]),
        (("owner", "network", "cidr"), ["10.192.0.0/16", "10.192.0.0/17", "10.192.0.0/15", "10.0.0.0", 10, None]),
        (("owner", "network", "cidr"), ["10.0.0.0/255.255.0.0", "10.0.0.256/24", "010.0.0.0/24", "x"]),
        (("owner", "network", "flow_logs"), [{"retention_days": 30}, {"retention_days": 31}, {"retention_days": "30"}]),
        (("owner", "network", "private_subnets"), [["10.192.1.0/24", "10.192.2.0/24"], ["10.192.1.0/24"], None]),
        (("owner", "role_arn"), ["arn:aws:iam::111111111111:role/a/b", "arn:aws:iam::111111111111:role/é", None]),
        (("owner", "profile"), ["dev", "a b", "a'b", 'a"b', "a\\b", "${x}", "été", None]),
        (("participants",), [[], None, {}, [{"name": "d", "account_id": "222222222222"}], [{"name": "d"}], ["d"]]),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_it_draws_the_line_where_the_loader_does(path: tuple[str, ...], values: list[Any]) -> None:
    for value in values:
        data = json.loads(json.dumps(MINIMAL))
        place = data
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = value
        if path == ("owner", "account_id") and value == 12345678901:
            continue  # right only where its leading zero was written, which no schema sees
        if path[-1] == "principals" and value == [222222222222]:
            assert VALIDATOR.is_valid(data)

        assert VALIDATOR.is_valid(data) == accepted_by_loader(data), value


ENVIRONMENT: dict[str, list[Any]] = {
    "airflow_version": ["2.10.3", "2.10", 2.1, 3, True, None],
    "environment_class": ["mw1.small", "mw1.tiny", None],
    "min_workers": [1, 10, 1001, 0, "1", 1.5, True, None],
    "schedulers": [2, 6, None],
    "weekly_maintenance_window_start": ["SUN:03:00", "SUN:03:15", None],
    "dag_s3_path": ["dags", "/dags", "", "d" * 1024, "d" * 1025, "a\nb", None],
    "airflow_configuration_options": [
        *({"a.b": value} for value in ("x", 1, True, None, "", "é", "a b", "a\nb")),
        *({name: "x"} for name in ("A.b", "a.", "a", "a" * 64, "a" * 65)),
        [],
        None,
    ],
    "kms_key": ["aws_owned", "aws", {"create": True}, {"create": "x"}, {"arn": None}, {"key": 1}, None, []],
    "logging": ["off", "on", {"task": "off"}, {"task": False}, {"task": "info"}, None],
    "source_bucket": [{}, {"name": "acme"}, {"name": "AC"}, {"arn": "arn:aws:s3:::acme"}, {"arn": "acme"}, "acme"],
    "timeouts": [{"create": "2h"}, {"create": "2 h"}, {"create": 120}, {"create": None}],
    "requirements": [{"path": "r.txt", "source": "r.txt"}, {"source": "r.txt"}, "r.txt", None],
    "name": ["etl", "Etl", "e-", "", 1, None],
}


@pytest.mark.parametrize("field", ENVIRONMENT)
def test_it_draws_the_line_of_an_environment_where_the_loader_does(field: str) -> None:
    for value in ENVIRONMENT[field]:
        environment = {"name": "etl", field: value}
        participant = {"name": "data", "account_id": "222222222222", "environments": [environment]}
        data = {**MINIMAL, "participants": [participant]}

        assert VALIDATOR.is_valid(data) == accepted_by_loader(data), value


def test_every_property_is_explained() -> None:
    silent = []
    for definition in (SCHEMA, *SCHEMA["$defs"].values()):
        for name, field in definition["properties"].items():
            target = SCHEMA["$defs"].get(field.get("$ref", "").removeprefix("#/$defs/"), {})
            if not field.get("description") and not target.get("description"):
                silent.append(name)

    assert silent == []


def test_the_explanations_are_those_of_the_attributes() -> None:
    environment = SCHEMA["$defs"]["Environment"]["properties"]

    assert environment["kms_key"]["description"] == "`aws_owned`, `{create: true}` or `{arn: …}`."
    assert environment["webserver_access_mode"]["default"] == "PRIVATE_ONLY"
    assert environment["environment_class"]["anyOf"][0]["enum"][0] == "mw1.micro"


def test_no_object_takes_unknown_keys() -> None:
    objects = [part for part in parts(SCHEMA) if "properties" in part and part.get("type") == "object"]

    assert len(objects) > 15
    assert all(part["additionalProperties"] is False for part in objects)


def test_what_is_required_comes_first() -> None:
    assert list(SCHEMA["properties"])[1:4] == ["name", "region", "owner"]
    assert next(iter(SCHEMA["$defs"]["Environment"]["properties"])) == "name"


def test_patterns_mean_the_same_in_editors() -> None:
    """ECMAScript with its `u` flag, which editors use, takes fewer escapes than Python, and other classes."""
    patterns = [part["pattern"] for part in parts(SCHEMA) if isinstance(part.get("pattern"), str)]

    assert len(patterns) > 20
    for pattern in patterns:
        assert set(re.findall(r"\\(x[0-9a-f]{2}|.)", pattern)) <= {
            "s",
            "S",
            "n",
            "r",
            "x21",
            "x7e",
            *"\\.[](){}+*?^$|/",
        }
        assert "(?P" not in pattern


def test_every_retention_that_a_rule_knows_is_offered() -> None:
    assert SCHEMA["$defs"]["FlowLogs"]["properties"]["retention_days"]["enum"] == list(RETENTION_DAYS)


def test_the_bad_fixtures_of_rules_show_what_a_schema_cannot_see() -> None:
    """Else a rule could be a type, and an editor would show it."""
    invisible = 0
    for file in sorted((FIXTURES / "bad").glob("environments-*.yaml")):
        try:
            invisible += VALIDATOR.is_valid(read(file).data)
        except SourceError:
            continue

    assert invisible == len(list((FIXTURES / "bad").glob("environments-*.yaml")))


def test_nothing_else_pays_for_it() -> None:
    """Reading the models' sources for their docstrings takes longer than all the rest."""
    code = "import sys, mwaa_tf.config; print(*sorted({'ast', 'inspect', 'mwaa_tf.config.schema'} & set(sys.modules)))"
    command = [sys.executable, "-X", "importtime", "-c", code]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)

    assert "mwaa_tf.config.schema" not in done.stdout
    code = (
        "import inspect\ndef refuse(*_): raise SystemExit('read a source')\n"
        "inspect.getsource = inspect.getsourcelines = inspect.findsource = refuse\nimport mwaa_tf.config"
    )
    subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=True)
