"""`mwaa_tf review`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from mwaa_tf import cli
from mwaa_tf.review.conditions import CONDITIONS, matching_conditions, parse_conditions
from mwaa_tf.review.formats import format_names
from mwaa_tf.text import escape_control_characters
from tests.review.samples import CORPUS, as_bytes, plan, resource, reviewed

_Capture = pytest.CaptureFixture[str]


def _run(*arguments: object) -> int:
    return cli.run(["review", *map(str, arguments)])


def test_it_prints_text_that_is_plain_where_nobody_watches(capsys: _Capture) -> None:
    assert _run(CORPUS["mwaa_replace"]) == 0

    out, err = capsys.readouterr()
    assert out.startswith(
        "Terraform plan\n1 to replace in 1 workspace\n\nHIGH: Environment is replaced [environment-replaced]\n"
    )
    assert "\x1b" not in out
    assert err == ""


_COMMANDS = (
    "::error file=x::",
    "  ::set-env name=A::b",
    "##[error]x",
    "::",
    "\n::warning::x",
    "##vso[task.setvariable]x",
)


@pytest.mark.parametrize("form", format_names())
@pytest.mark.parametrize("command", _COMMANDS)
def test_nothing_that_it_prints_is_a_command_for_the_runner(
    command: str, form: str, tmp_path: Path, capsys: _Capture
) -> None:
    """Whatever names, values and files contain."""
    value = f"{command}\n{command}\r{command}"
    changes = [
        resource("x_y.a", "create", before=None, after={"a": value, "l": [value], command: 1, "d": {command: value}}),
        {**resource("x_y.b", "delete", before={"a": value}, after=None), "address": command, "action_reason": command},
    ]
    problem = {"message": value}
    check = {"address": {"to_display": command}, "status": "fail", "instances": [
        {"address": {"to_display": command}, "status": "fail", "problems": [problem]}]}  # fmt: skip
    outputs = {command: {"actions": ["create"], "before": None, "after": value}}
    folder = tmp_path / command.replace("\n", "").replace("/", "")
    folder.mkdir()
    (folder / "plan.json").write_bytes(as_bytes(plan(*changes, output_changes=outputs, checks=[check])))
    (folder / "bad.json").write_text('{"format_version": "9.0", "planned_values": {}}')

    good, bad = folder / "plan.json", folder / "bad.json"
    assert (
        _run(f"{command.strip().replace('=', '')}={good}", "--title", command, "--fail-on", "create", "--format", form)
        == 1
    )
    assert _run(bad, f"{command}=nowhere", f"{command}") == 2
    assert _run(good, "-O", folder / command.replace("\n", ""), "--ignore", f"data-deleted@{command}={command}") == 2

    for line in "".join(capsys.readouterr()).replace("\r", "\n").splitlines():
        assert not line.strip().startswith("::"), line
        assert not re.search(r"##[a-z]*\[", line), line


@pytest.mark.parametrize("command", _COMMANDS)
def test_documents_mean_the_same_without_commands(command: str, tmp_path: Path, capsys: _Capture) -> None:
    value = {"a": f"{command}\n{command}"}
    (tmp_path / "plan.json").write_bytes(as_bytes(plan(resource("x_y.a", "create", before=None, after=value))))

    assert _run(tmp_path / "plan.json", "--format", "json", "--title", command) == 0
    (attribute,) = json.loads(capsys.readouterr().out)["workspaces"][0]["changes"][0]["attributes"]
    assert attribute["after"] == value["a"]

    assert _run(tmp_path / "plan.json", "--format", "junit", "--title", command) == 0
    assert ET.fromstring(capsys.readouterr().out).get("name") == escape_control_characters(command)  # noqa: S314


def test_files_get_the_format_of_their_ending(tmp_path: Path, capsys: _Capture) -> None:
    files = [tmp_path / name for name in ("a.md", "b.html", "c.json", "d.txt")]

    assert _run(CORPUS["create"], *(part for file in files for part in ("-O", file))) == 0

    assert capsys.readouterr() == ("", "")
    assert [file.read_text("utf-8")[:5] for file in files] == ["<!-- ", "<!doc", '{\n  "', "Terra"]


def test_an_ending_that_says_nothing_needs_a_format(tmp_path: Path, capsys: _Capture) -> None:
    assert _run(CORPUS["create"], "-O", tmp_path / "comment") == 2
    assert "comment: the name has no ending; choose one with --format: html, json" in capsys.readouterr().err

    assert _run(CORPUS["create"], "-O", tmp_path / "comment", "--format", "markdown") == 0


def test_a_split_comment_becomes_several_files(tmp_path: Path) -> None:
    from tests.review.samples import as_bytes, plan, resource

    many = plan(*(resource(f"x_y.z[{index}]", "create", after={"name": "n" * 99}) for index in range(900)))
    (tmp_path / "plan.json").write_bytes(as_bytes(many))

    assert _run(tmp_path / "plan.json", "--split", "-O", tmp_path / "comment.md") == 0

    assert (tmp_path / "comment.md").is_file()
    assert (tmp_path / "comment-2.md").read_text("utf-8").startswith("<!-- mwaa_tf review: default 2 -->")


def test_the_title_and_the_name_of_the_comment(capsys: _Capture) -> None:
    assert _run(CORPUS["create"], "--format", "markdown", "--title", "Prod", "--comment", "prod-eu") == 0

    assert capsys.readouterr().out.startswith("<!-- mwaa_tf review: prod-eu 1 -->\n## Prod\n")


@pytest.mark.parametrize("name", ["", "a b", "a--b", "-a", "a-", "é", "a>", "x" * 99])
def test_a_name_of_a_comment_that_could_leave_its_marker_is_refused(name: str, capsys: _Capture) -> None:
    assert _run(CORPUS["create"], f"--comment={name}") == 2
    assert "allowed are up to 64 letters" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "condition", "said"),
    [
        ("mwaa_replace", "replace", "replace: 1 resource in mwaa_replace"),
        ("delete", "replace,delete", "delete: 2 resources in delete"),
        ("mwaa_replace", "risk:high", "risk:high: 1 risk in mwaa_replace"),
        ("mwaa_replace", "risk:low", "risk:low: 1 risk in mwaa_replace"),
        ("checks", "check", "check: 2 failed checks in checks"),
        ("drift", "drift", "drift: 2 changes outside Terraform in drift"),
        ("errored", "error", "error: 1 failed plan in errored"),
        ("deployment", "update", "update: 2 resources in 1-network, 2-environments/data-etl"),
        ("addresses", "Import , drift", "import: 2 resources in addresses"),
    ],
)
def test_it_stops_where_a_condition_is_met_and_says_which(
    name: str, condition: str, said: str, capsys: _Capture
) -> None:
    assert _run(CORPUS[name], "--fail-on", condition) == 1

    out, err = capsys.readouterr()
    assert err == f"Stopped: --fail-on {said}\n"
    assert out.startswith("Terraform plan\n")


@pytest.mark.parametrize("condition", ["replace,delete,risk:high", "check,error,drift"])
def test_it_does_not_stop_where_none_is_met(condition: str, capsys: _Capture) -> None:
    assert _run(CORPUS["create"], "--fail-on", condition) == 0
    assert capsys.readouterr().err == ""


def test_a_condition_that_does_not_exist_is_refused(capsys: _Capture) -> None:
    assert _run(CORPUS["create"], "--fail-on", "destroy,risk:fatal") == 2

    err = capsys.readouterr().err
    assert "destroy, risk:fatal: no such condition; allowed are replace, delete, update, create" in err


def test_every_condition_can_be_met() -> None:
    """One that never is would let everything through."""
    reviews = [reviewed(name) for name in CORPUS]

    unmet = [
        one
        for one in CONDITIONS
        if not any(list(matching_conditions(review, parse_conditions(one))) for review in reviews)
    ]

    assert unmet == []


def test_the_help_names_every_condition(capsys: _Capture) -> None:
    assert _run("--help") == 0

    said = capsys.readouterr().out.replace("\n", " ")
    assert all(condition in said for condition in CONDITIONS)


def test_an_apply_can_insist_on_the_plan_that_was_reviewed(capsys: _Capture) -> None:
    assert _run(CORPUS["create"], "--fingerprint") == 0
    fingerprint = capsys.readouterr().out.strip()

    assert fingerprint == reviewed("create").fingerprint
    assert _run(CORPUS["create"], "--expect-fingerprint", fingerprint.upper()) == 0
    assert capsys.readouterr().err == ""
    assert _run(CORPUS["update"], "--expect-fingerprint", fingerprint) == 1
    assert f"not {fingerprint}" in capsys.readouterr().err


def test_something_that_is_no_fingerprint_is_refused(capsys: _Capture) -> None:
    assert _run(CORPUS["create"], "--expect-fingerprint", "sha256:1234") == 2
    assert "expected what --fingerprint prints" in capsys.readouterr().err


def test_a_broken_plan_is_an_error_with_its_name(tmp_path: Path, capsys: _Capture) -> None:
    (tmp_path / "plan.json").write_text("{", "utf-8")

    assert _run(tmp_path / "plan.json") == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'plan.json'}: is not JSON")


def test_an_empty_plan_has_nothing_to_do(capsys: _Capture) -> None:
    assert _run(CORPUS["empty"], "--fail-on", "replace,delete,risk:low") == 0
    assert "no changes in 1 workspace" in capsys.readouterr().out


def test_a_million_characters_are_no_obstacle(tmp_path: Path, capsys: _Capture) -> None:
    from tests.review.samples import as_bytes, plan, resource

    change = resource(
        before={"a": "x" * 1_000_000, "b": "y://" * 250_000}, after={"a": "z\n" * 500_000, "b": "@" * 10**6}
    )
    (tmp_path / "plan.json").write_bytes(as_bytes(plan(change)))

    for form in ("text", "markdown"):
        assert _run(tmp_path / "plan.json", "--format", form) == 0
        assert len(capsys.readouterr().out) < 10_000
    assert json.loads((tmp_path / "plan.json").read_text("utf-8"))
