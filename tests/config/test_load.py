"""From files to deployments: all problems at once, nothing made up, what was written is what arrives."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.config import ConfigError, Deployment, load, parse
from mwaa_tf.config.source import Document, read
from mwaa_tf.config.source.yaml import parse as parse_yaml
from mwaa_tf.plugins import plugin_names
from tests.support import REPOSITORY

FIXTURES = Path(__file__).parent / "fixtures"
GOOD = [*sorted((FIXTURES / "good").glob("*.yaml")), *sorted(REPOSITORY.glob("examples/*/mwaa.yaml"))]
SUBJECTS = plugin_names("mwaa_tf.config.rules")
EVERYTHING = read(FIXTURES / "good" / "every-argument.yaml").data

WHOLE = 'for example { name: analytics, region: us-east-1, owner: { account_id: "111111111111" } }'

MINIMAL = 'name: analytics\nregion: us-east-1\nowner: { account_id: "111111111111" }\n'


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def problems(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        load(path)
    return str(refused.value).replace(f"{path.parent}/", "").splitlines()


def test_account_ids_keep_their_leading_zeros() -> None:
    deployment = load(FIXTURES / "good" / "text-that-other-yaml-readers-change.yaml")

    assert deployment.owner.account_id == "012345678901"
    assert deployment.participants[0].account_id == "000000000002"


def test_text_stays_as_it_was_written() -> None:
    deployment = load(FIXTURES / "good" / "text-that-other-yaml-readers-change.yaml")

    assert deployment.tags == {
        "Norway": "no",
        "Switch": "off",
        "Consent": "yes",
        "Letter": "y",
        "Date": "2020-01-01",
        "Time": "12:30:45",
        "Octal": "0o17",
        "Hex": "0x1F",
    }
    assert deployment.participants[0].environments[0].logging.task == "off"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", MINIMAL + "tags: { Version: 2.10, Count: 007, On: true, Large: 1e3 }"),
        ("a.toml", 'name="a"\nregion="us-east-1"\nowner.account_id="111111111111"\n'
                   'tags = { Version = 2.10, Count = "007", On = true, Large = 1e3 }'),
        ("a.json", '{"name": "a", "region": "us-east-1", "owner": {"account_id": "111111111111"},'
                   '"tags": {"Version": 2.10, "Count": "007", "On": true, "Large": 1e3}}'),
    ],
)  # fmt: skip
def test_numbers_and_booleans_that_are_meant_as_text_are_text_as_written(tmp_path: Path, name: str, text: str) -> None:
    assert load(written(tmp_path, name, text)).tags == {"Version": "2.10", "Count": "007", "On": "true", "Large": "1e3"}


def test_all_formats_mean_the_same(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "good" / "files", tmp_path / "files")
    same = {**EVERYTHING, "tags": {"CostCenter": "1234", "Share": "0.10", "Production": "true"}}

    deployment = load(FIXTURES / "good" / "every-argument.yaml")

    assert load(written(tmp_path, "a.json", json.dumps(same))) == deployment
    assert load(written(tmp_path, "a.toml", toml(same))) == deployment
    assert parse(Document(same)) == deployment


def toml(data: dict[str, Any]) -> str:
    """``data`` as TOML: a key per line, everything else inline."""

    def inline(value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{json.dumps(key)} = {inline(item)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(inline(item) for item in value) + "]"
        return json.dumps(value, ensure_ascii=False)

    return "".join(f"{key} = {inline(value)}\n" for key, value in data.items())


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "mwaa.toml",
            'name = "analytics"\nregion = "us-east-1"\n\n[owner]\naccount_id = 111111111111\n\n[[participants]]\n'
            'name = "data"\naccount_id = "2"\n\n[[participants.environments]]\nname = "etl"\n'
            'schedulers = """2\n"""\ntags = { Team = [\n  "data"] }\nkms_key.create = "yes"\n',
            [
                "mwaa.toml:9: participants[0].account_id: '2' is not an AWS account id, 12 digits, not all zeros",
                "mwaa.toml:13: participants[0].environments[0].schedulers: must be a whole number, not '2\\n'; for "
                "example schedulers: 2",
                'mwaa.toml:15: participants[0].environments[0].tags.Team: must be text, not a list; for example "1234"',
                "mwaa.toml:17: participants[0].environments[0].kms_key.create: must be true or false, not 'yes'; "
                "for example create: true",
            ],
        ),
        (
            "mwaa.json",
            '{\n  "name": "analytics", "name": "reports",\n  "region": "us-east-1",\n  "owner": {\n    "acount_id":\n'
            '      "111111111111"\n  },\n  "participants": [\n    {"name": "data", "account_id": "222222222222"},\n'
            '    {\n      "name": "science",\n      "account_id": 2.5e3\n    }\n  ]\n}',
            [
                "mwaa.json:2: name: this key is given twice",
                "mwaa.json:4: owner.account_id: is required",
                "mwaa.json:5: owner.acount_id: unknown key, did you mean account_id?; known are account_id, role_arn, "
                "profile, network, service_endpoints, sharing",
                "mwaa.json:12: participants[1].account_id: '2.5e3' is not an AWS account id, 12 digits, not all zeros",
            ],
        ),
        (
            "mwaa.yaml",
            MINIMAL + "participants:\n  - &data\n    name: data\n    account_id: '2'\n  - <<: *data\n    name: other\n",
            [
                "mwaa.yaml:7: participants[0].account_id: '2' is not an AWS account id, 12 digits, not all zeros",
                "mwaa.yaml:8: participants[1].account_id: '2' is not an AWS account id, 12 digits, not all zeros",
            ],
        ),
    ],
    ids=["toml", "json", "yaml-alias"],
)
def test_every_problem_at_once_each_with_its_line(tmp_path: Path, name: str, text: str, expected: list[str]) -> None:
    assert problems(written(tmp_path, name, text)) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.yaml", "", f'a.yaml:1: must be a mapping of keys to values, not empty; {WHOLE}'),
        ("a.json", "", "a.json:1: not valid JSON: Expecting value"),
        ("a.json", "[]", f'a.json:1: must be a mapping of keys to values, not a list; {WHOLE}'),
        ("a.toml", "", "a.toml:1: name: is required\na.toml:1: owner: is required\na.toml:1: region: is required"),
        ("a.yaml", "\x1b]0;title\x07: 1\n" + MINIMAL, "a.yaml:1: not valid YAML: control characters are not allowed"),
        ("a.yaml", f"name: {'x' * 5000}!\n{MINIMAL[16:]}", f"a.yaml:1: name: '{'x' * 79}…' is not a name: lower-case "
         "letters, digits and hyphens, beginning with a letter and not ending with a hyphen"),
        ("a.yaml", f"{MINIMAL}tags: {{ {'k' * 200}: [] }}", f"a.yaml:4: tags.{'k' * 79}…: '{'k' * 79}…' is not a "
         "tag key: 1 to 128 characters, not beginning with aws:\n"
         f"a.yaml:4: tags.{'k' * 79}…: must be text, not a list; for example \"1234\""),
    ],
)  # fmt: skip
def test_files_that_are_hardly_configurations(tmp_path: Path, name: str, text: str, expected: str) -> None:
    assert "\n".join(problems(written(tmp_path, name, text))) == expected


def test_odd_keys_and_values_are_shown_in_escapes(tmp_path: Path) -> None:
    found = problems(written(tmp_path, "a.json", '{"a\\nb": 2, "\\u202e": 3, "name": "\\u001b[2J"}'))

    assert [line.partition(": unknown key")[0] for line in found if "unknown key" in line] == [
        "a.json:1: 'a\\nb'",
        "a.json:1: \\u202e",
    ]
    assert all(line.isprintable() for line in found)


def test_values_that_only_toml_has(tmp_path: Path) -> None:
    found = problems(written(tmp_path, "a.toml", f"region = 2020-01-01\nname = 0x{'f' * 20_000}\n"))

    assert "a.toml:1: region: must be text, not '2020-01-01'; for example region: us-east-1" in found
    assert f"a.toml:2: name: must be text, not '0x{'f' * 77}…'; for example name: analytics" in found


def test_where_an_editor_finds_the_schema_is_no_part_of_the_deployment(tmp_path: Path) -> None:
    data = {
        "$schema": "./mwaa.schema.json",
        "name": "a",
        "region": "us-east-1",
        "owner": {"account_id": "111111111111"},
    }

    assert load(written(tmp_path, "a.json", json.dumps(data))).name == "a"
    assert "unknown key" in problems(written(tmp_path, "a.json", json.dumps({**data, "$schema": 1})))[0]


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value inside ``value``, with its path."""
    if path:
        yield path, value
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from leaves(item, (*path, key))


def unshared(value: Any) -> Any:
    """A copy in which an alias is a value of its own."""
    if isinstance(value, dict):
        return {key: unshared(item) for key, item in value.items()}
    return [unshared(item) for item in value] if isinstance(value, list) else value


def broken(good: dict[str, Any], path: tuple[str | int, ...], value: Any) -> Document:
    """``good`` with ``value`` at ``path``."""
    data = unshared(good)
    place: Any = data
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return Document(data)


@pytest.mark.parametrize("wrong", [None, {"a": [1]}, [{}], 7.5], ids=repr)
@pytest.mark.parametrize("file", GOOD, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_wrong_value_in_one_place_is_a_problem_in_no_other(file: Path, wrong: Any) -> None:
    """What is wrong is left out and the rest judged: that must not invent problems in healthy places."""
    good = read(file).data
    invented = []
    for path, value in leaves(good):
        if type(value) is type(wrong):
            continue  # another list or mapping is not a value of the wrong type
        try:
            parse(broken(good, path, wrong))
        except ConfigError as refused:
            inside = [problem for problem in refused.problems if problem.path[: len(path)] == path]
            if inside:  # else the value is right in itself, and a rule has its say
                invented += [(path, problem.at("")) for problem in refused.problems if problem not in inside]

    assert invented == []


def problems_of(document: Document) -> set[tuple[tuple[str | int, ...], str | None]]:
    try:
        parse(document)
    except ConfigError as refused:
        return {(problem.path, problem.rule) for problem in refused.problems}
    return set()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_wrong_value_beside_broken_rules_adds_no_problem_but_its_own(subject: str) -> None:
    """A rule that reads what is left out is not believed: every other problem is one of the file as it was."""
    invented = []
    for file in sorted((FIXTURES / "bad").glob(f"{subject}-*.yaml")):
        bad = read(file).data
        known = problems_of(Document(bad))
        for path, _ in leaves(bad):
            others = {problem for problem in problems_of(broken(bad, path, 7.5)) if problem[0][: len(path)] != path}
            invented += [(file.stem, path, problem) for problem in others - known]

    assert invented == []


def test_the_type_of_every_field_is_checked() -> None:
    accepted = []
    for path, _ in leaves(EVERYTHING):
        with contextlib.suppress(ConfigError):
            parse(broken(EVERYTHING, path, {"a": [1]}))
            accepted.append(path)

    assert accepted == []


@pytest.mark.parametrize("key", ["network", "region", "name", "account_id", "source_bucket", "kms_key"])
def test_a_known_key_in_the_wrong_mapping_is_one_problem(tmp_path: Path, key: str) -> None:
    file = written(tmp_path, "mwaa.yaml", f"{MINIMAL.replace(' }', f', network: {{ {key}: {{}} }} }}')}")

    (problem,) = problems(file)

    assert problem.startswith(f"mwaa.yaml:3: owner.network.{key}: ")


def test_thousands_of_problems_are_found_in_reasonable_time() -> None:
    environments = [{"name": f"e{n}", "schedulers": "many"} for n in range(2_000)] + [
        {"name": "e1"}
    ]  # and a name that is there already
    data = {**EVERYTHING, "participants": [{"name": "data", "account_id": "1", "environments": environments}]}

    with pytest.raises(ConfigError) as refused:
        parse(Document(data))

    assert len(refused.value.problems) == 2_002


def test_a_deployment_cannot_be_changed() -> None:
    deployment = Deployment.model_validate(EVERYTHING)

    with pytest.raises(ValueError, match="frozen"):
        deployment.name = "other"  # type: ignore[misc]


UPLOADED = (
    MINIMAL
    + """participants:
  - name: data
    account_id: "222222222222"
    environments: [{ name: etl, requirements: { path: requirements.txt, source: files/requirements.txt } }]
"""
)


def test_a_file_to_upload_is_found_beside_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "requirements.txt").touch()
    (tmp_path / "elsewhere").mkdir()
    file = written(tmp_path, "mwaa.yaml", UPLOADED)

    for folder, path in ((tmp_path, "mwaa.yaml"), (tmp_path / "elsewhere", "../mwaa.yaml"), (tmp_path, str(file))):
        monkeypatch.chdir(folder)
        assert load(path).name == "analytics"


def test_a_file_to_upload_may_be_an_absolute_path_or_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").touch()
    (tmp_path / "link.txt").symlink_to("real.txt")
    (tmp_path / "broken.txt").symlink_to("nowhere.txt")

    for source in (str(tmp_path / "real.txt"), "link.txt"):
        assert load(written(tmp_path, "mwaa.yaml", UPLOADED.replace("files/requirements.txt", source))).name
    for source in (str(tmp_path / "unreal.txt"), "broken.txt", "x" * 300):
        text = UPLOADED.replace("files/requirements.txt", source)
        assert "does not exist" in problems(written(tmp_path, "mwaa.yaml", text))[0]


def test_files_are_not_looked_for_without_a_folder() -> None:
    assert parse(Document(parse_yaml(UPLOADED).data)).name == "analytics"


def test_the_warnings_of_a_file_have_its_lines_and_those_of_models_have_none() -> None:
    file = FIXTURES / "warned" / "timeouts-update.yaml"
    from_file = load(file).warnings
    from_data = Deployment.model_validate(read(file).data).warnings

    assert [(str(file), 7), (str(file), 10)] == [(warning.file, warning.line) for warning in from_file]
    assert [(warning.file, warning.line) for warning in from_data] == [(None, None)] * 2
    assert {warning.message for warning in from_file} == {warning.message for warning in from_data}
    assert str(from_data[0]).startswith("the configuration: warning: participants[0]")
    assert load(file) == Deployment.model_validate(read(file).data)
