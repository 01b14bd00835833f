"""Programs that look at code: ruff and bash. They read it, and never run it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from mwaa_tf.doctor.collect.code.lint import RULES, lint
from mwaa_tf.doctor.collect.code.shell import syntax_error
from mwaa_tf.doctor.reading import GapKind
from mwaa_tf.doctor.view.code import SYNTAX, StoredText
from mwaa_tf.installation import install_extra
from mwaa_tf.terraform.tool import ToolError, find_tool, run_tool
from tests.doctor.code_views import text

USE = "from airflow.utils.dates import days_ago\n\nSTART = days_ago(1)\n"

#: Rules of ruff that say what will change, and need not be heeded for Airflow 3.
SUGGESTIONS = {"AIR311", "AIR312"}


@pytest.fixture
def no_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables of a machine without any program."""
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    return {"PATH": str(tmp_path)}


def program(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_what_airflow_3_no_longer_has_is_found_with_path_and_line() -> None:
    messages = lint([text("team/etl.py", USE), text("readme.md", USE)], "3.12").value

    assert [(message.path, message.line, message.rule) for message in messages] == [("team/etl.py", 3, "AIR301")]
    assert "days_ago" in messages[0].message


@pytest.mark.parametrize(("python", "is_error"), [("3.11", True), ("3.12", False), (None, False)])
def test_syntax_is_that_of_the_environments_python(python: str | None, is_error: bool) -> None:
    messages = lint([text("etl.py", "type Row = dict[str, str]\n")], python).value

    assert [message.rule for message in messages] == ([SYNTAX] if is_error else [])


@pytest.mark.parametrize(
    ("contents", "found"),
    [
        pytest.param(f"# -*- coding: latin-1 -*-\n# caf\xe9\n{USE}".encode("latin-1"), [("AIR301", 5)], id="declared"),
        pytest.param(f"\ufeff{USE}".encode(), [("AIR301", 3)], id="byte order mark"),
        pytest.param(f"# caf\xe9\n{USE}".encode("latin-1"), [(SYNTAX, 1)], id="not declared"),
        pytest.param(f"{USE}# caf\xe9\n".encode("latin-1"), [(SYNTAX, 4)], id="not declared, further down"),
        pytest.param(USE.encode("utf-16"), [(SYNTAX, 1)], id="UTF-16"),
        pytest.param(b"# coding: ascii\n# caf\xe9\n" + USE.encode(), [(SYNTAX, 2)], id="wrongly declared"),
        pytest.param(b"# coding: klingon\n# caf\xe9\n" + USE.encode(), [(SYNTAX, 2)], id="not known"),
        pytest.param(b"# coding: rot13\n# caf\xe9\n" + USE.encode(), [(SYNTAX, 2)], id="no encoding of text"),
    ],
)
def test_no_file_is_left_out_for_its_encoding(contents: bytes, found: list[tuple[str, int]]) -> None:
    """ruff reads UTF-8 alone, and says nothing of other files unless E902 is selected."""
    messages = lint([StoredText("etl.py", contents), text("other.py", "A = 1\n")], "3.12").value

    assert [(message.rule, message.line) for message in messages] == found


def test_names_of_files_are_never_paths() -> None:
    hostile = ["../../etc/x.py", "/etc/x.py", "a\nb.py", "--config=x.py", "x" * 900 + ".py", "pyproject.toml/../.py"]

    messages = lint([text(name, USE) for name in hostile], "3.12").value

    assert [message.path for message in messages] == hostile


def test_no_configuration_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ruff.toml").write_text('exclude = ["*"]\n')
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    assert [message.rule for message in lint([text("etl.py", USE)], "3.12").value] == ["AIR301"]


def test_without_ruff_there_is_a_gap_that_says_how_to_get_it(no_tools: dict[str, str]) -> None:
    reading = lint([text("etl.py", USE)], "3.12", no_tools)

    assert reading.gap is not None
    assert reading.gap.reason == f"needs ruff: {install_extra('doctor')}"
    assert lint([], "3.12", no_tools).value == ()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("exit 2", id="fails"),
        pytest.param("echo no JSON", id="no JSON"),
        pytest.param("echo '[{}]'", id="another shape"),
        pytest.param("""echo '[{"code": "E501", "filename": "000000.py"}]'""", id="another rule"),
        pytest.param("kill -9 $$", id="killed"),
    ],
)
@pytest.mark.usefixtures("no_tools")
def test_a_ruff_that_answers_otherwise_is_a_gap(tmp_path: Path, body: str) -> None:
    program(tmp_path, "ruff", body)

    reading = lint([text("etl.py", USE)], "3.12", {"PATH": f"{tmp_path}:{os.environ['PATH']}"})

    assert reading.gap is not None
    assert reading.gap.kind is GapKind.NOT_UNDERSTOOD


def test_every_rule_of_ruff_for_airflow_3_is_known() -> None:
    ruff = find_tool("ruff", os.environ)
    assert ruff is not None
    rules = json.loads(
        subprocess.run([ruff, "rule", "--all", "--output-format=json"], capture_output=True, check=True).stdout
    )

    stable = {rule["code"] for rule in rules if (rule["code"] or "").startswith("AIR3") and not rule["preview"]}

    assert stable == {*RULES, *SUGGESTIONS}


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("export A=1\n", ""),
        ('if [ -n "$X" ]; then\n  export A=1\n', "line 3: syntax error: unexpected end of file"),
        ("case $1 in a) echo;; esac\nfor ((i=0;i<3;i++)); do :; done\n[[ a =~ ^b ]] && x=(1 2)\n", ""),
        ("", ""),
    ],
)
def test_bash_says_what_it_cannot_read(script: str, error: str) -> None:
    assert syntax_error(text("startup.sh", script)).value.startswith(error)
    assert bool(syntax_error(text("startup.sh", script)).value) is bool(error)


def test_nothing_of_a_script_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = tmp_path / "trace"
    other = tmp_path / "profile"
    other.write_text(f"touch {trace}\n")
    monkeypatch.setenv("BASH_ENV", str(other))
    monkeypatch.setenv("ENV", str(other))
    monkeypatch.setenv("BASH_FUNC_export%%", f"() {{ touch {trace}; }}")
    touch = f"touch {trace}"
    script = f"{touch}\nx=$({touch})\necho `{touch}` <({touch})\nset +n\n{touch}\n: ${{y:=$({touch})}}\n"

    assert syntax_error(text("startup.sh", script)).value == ""
    assert not trace.exists()


def test_an_error_repeats_nothing_of_the_script() -> None:
    error = syntax_error(StoredText("startup.sh", b"export TOKEN=(hunter2hunter2 ) )\n")).value

    assert error
    assert "hunter2" not in error


def test_an_old_bash_or_none_is_a_gap(tmp_path: Path, no_tools: dict[str, str]) -> None:
    script = text("startup.sh", "export A=1\n")
    missing = syntax_error(script, no_tools)
    program(tmp_path, "bash", "echo 'GNU bash, version 3.2.57(1)-release (arm64-apple-darwin23)'")
    old = syntax_error(script, {"PATH": f"{tmp_path}:{os.environ['PATH']}"})

    assert [reading.gap and reading.gap.reason for reading in (missing, old)] == ["needs bash 4 or newer"] * 2


def test_a_tool_gets_no_credentials(tmp_path: Path) -> None:
    program(tmp_path, "show", "env")
    environ = {"PATH": os.environ["PATH"], "AWS_SECRET_ACCESS_KEY": "hunter2", "RUFF_CONFIG": "x"}

    output = run_tool(tmp_path / "show", [], cwd=tmp_path, environ=environ).stdout

    assert "hunter2" not in output
    assert "RUFF_CONFIG" not in output


def test_a_tool_of_a_relative_folder_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "acme", "exit 0")
    monkeypatch.chdir(tmp_path)

    assert find_tool("acme", {"PATH": ".:"}) is None
    assert find_tool("acme", {"PATH": str(tmp_path)}) == tmp_path / "acme"


def test_a_tool_that_cannot_be_started_or_does_not_end_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mwaa_tf.terraform.tool._SECONDS", 0.2)
    program(tmp_path, "slow", "exec sleep 30")

    for name in ("missing", "slow"):
        with pytest.raises(ToolError, match=name):
            run_tool(tmp_path / name, [], cwd=tmp_path, environ=os.environ)
