"""Checks of plugins, startup script and DAG files, on files made by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from mwaa_tf.doctor.checks import checks
from mwaa_tf.doctor.checks.code._ignore import IgnoreRules
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.code import SYNTAX, LintMessage
from tests.doctor.code_views import archive, code, coded, text
from tests.doctor.views import DENIED, findings, gaps, healthy, problems, section

IDS = [check.id for check in checks() if "code" in check.reads]

DAG = "from airflow import DAG\n\nwith DAG('etl', schedule=None):\n    pass\n"
AIRFLOW_3 = {"airflow_version": "3.0.6"}
NEEDS_RUFF: Reading[Any] = Reading.unread(Gap(GapKind.UNAVAILABLE, "needs ruff"))


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("airflow", ["2.10.3", "3.0.6"])
@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({}, id="no code at all"),
        pytest.param(
            {"dags": {"etl.py": DAG, "lib/helpers.py": "X = 1\n", ".airflowignore": "# nothing\n"}}, id="DAGs"
        ),
        pytest.param({"plugins": archive("acme-1.0-py3-none-any.whl")}, id="wheels"),
        pytest.param({"script": "#!/bin/sh\nexport A=1\n"}, id="script"),
    ],
)
def test_good_code_has_no_problem(id: str, airflow: str, parts: dict[str, Any]) -> None:
    view = coded({"airflow_version": airflow}, **parts)

    assert problems(id, view) == []
    assert gaps(id, view) == []


@pytest.mark.parametrize("id", IDS)
def test_code_that_could_not_be_read_is_not_checkable(id: str) -> None:
    from mwaa_tf.doctor.view.code import CodeSection

    view = healthy(code=section(CodeSection))

    assert problems(id, view) == []
    assert gaps(id, view) == [DENIED.reason]


# plugins.zip


def test_an_archive_that_cannot_be_unpacked_is_a_failure() -> None:
    assert problems("code.plugins-readable", coded(plugins=archive(problem="File is not a zip file"))) == [
        "plugins.zip is no ZIP archive: File is not a zip file."
    ]
    assert problems("code.plugins-readable", coded(plugins=archive("hooks/"))) == ["plugins.zip has no files."]
    assert problems("code.plugins-readable", coded(plugins=archive("a.py", encrypted=True))) == [
        "plugins.zip has encrypted files: a.py."
    ]


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../x.py", "hooks/../../x.py", "C:/x.py", "hooks\\x.py", "\\\\host\\x.py", "x.py\0.txt"]
)
def test_a_name_that_leaves_the_folder_is_a_failure(name: str) -> None:
    (message,) = problems("code.plugins-paths", coded(plugins=archive("a.py", name)))

    assert message.startswith("plugins.zip has names that leave its folder: ")
    assert "\0" not in message


@pytest.mark.parametrize("name", ["hooks/acme.py", "..hooks/acme.py", "a..py", "hooks/./x.py", "ä/x.py"])
def test_a_name_that_only_looks_like_it_is_none(name: str) -> None:
    assert problems("code.plugins-paths", coded(plugins=archive(name))) == []


def test_plugins_are_at_the_top_and_without_clutter() -> None:
    assert problems("code.plugins-structure", coded(plugins=archive("plugins/a.py", "plugins/b/c.py"))) == [
        "All files of plugins.zip are below plugins/, and land in /usr/local/airflow/plugins/plugins."
    ]
    assert problems("code.plugins-structure", coded(plugins=archive("plugins/a.py", "b.py"))) == []
    assert problems(
        "code.plugins-structure", coded(plugins=archive("a.py", "__MACOSX/._a.py", ".DS_Store", "b/__pycache__/c.pyc"))
    ) == ["plugins.zip has files that are no plugins: __MACOSX/._a.py, .DS_Store, b/__pycache__/c.pyc."]


@pytest.mark.parametrize(
    ("airflow", "options", "is_lazy"),
    [
        ("2.10.3", {}, True),
        ("2.10.3", {"core.lazy_load_plugins": "true"}, True),
        ("2.10.3", {"core.lazy_load_plugins": "False"}, False),
        ("3.0.6", {}, False),
    ],
)
def test_airflow_2_is_told_to_load_plugins(airflow: str, options: dict[str, str], is_lazy: bool) -> None:
    facts = {"airflow_version": airflow, "options": options}

    assert bool(problems("code.plugins-loaded", coded(facts, plugins=archive("hooks/acme.py")))) is is_lazy


@pytest.mark.parametrize(("mode", "is_reported"), [(0o100644, True), (0o100755, False), (None, False)])
def test_a_script_in_plugins_is_executable(mode: int | None, is_reported: bool) -> None:
    script = replace(archive("bin/transform.sh").members[0], mode=mode)
    view = coded(plugins=replace(archive("a.py"), members=(script,)))

    expected = ["plugins.zip has scripts that are not executable: bin/transform.sh."] if is_reported else []
    assert problems("code.plugins-executable", view) == expected


# The startup script


@pytest.mark.parametrize(
    ("script", "error", "problem"),
    [
        (b"export A=1\r\n", "", "startup.sh has line ends of Windows, which bash takes for a part of each command."),
        (b"export A=1\n\0", "", "startup.sh is no text: it has a NUL."),
        (b"if\n", "line 2: syntax error", "bash cannot read startup.sh: line 2: syntax error"),
        (b"export A=1\n", "", None),
    ],
)
def test_a_script_that_bash_cannot_read_is_a_failure(script: bytes, error: str, problem: str | None) -> None:
    assert problems("code.startup-script", coded(script=script, script_error=error)) == ([problem] if problem else [])


def test_without_bash_the_syntax_is_not_checkable_but_line_ends_are() -> None:
    without: Reading[str] = Reading.unread(Gap(GapKind.UNAVAILABLE, "needs bash 4 or newer"))

    assert gaps("code.startup-script", coded(script="export A=1\n", script_error=without)) == ["needs bash 4 or newer"]
    assert len(problems("code.startup-script", coded(script="export A=1\r\n", script_error=without))) == 1


@pytest.mark.parametrize("script", ["", "\n \n", "#!/bin/sh\n  # later\n"])
def test_a_script_without_commands_is_a_warning(script: str) -> None:
    assert problems("code.startup-script-content", coded(script=script)) == [
        f"startup.sh ({len(script)} bytes) has no commands."
    ]


# DAG files


def lint_error(path: str, line: int = 2, message: str = "unexpected EOF while parsing") -> LintMessage:
    return LintMessage(path, line, SYNTAX, message)


def test_a_dag_file_with_a_syntax_error_is_a_failure_and_another_file_a_warning() -> None:
    view = coded(
        dags={"etl.py": DAG + "def f(\n", "lib.py": "def f(\n", "good.py": DAG},
        lint=(lint_error("etl.py", 5), lint_error("etl.py", 9), lint_error("lib.py")),
    )

    assert [(finding.result.value, finding.message) for finding in findings("code.dag-syntax", view)] == [
        ("failure", "etl.py, line 5: unexpected EOF while parsing."),
        ("warning", "lib.py, line 2: unexpected EOF while parsing; the file is no DAG, but cannot be imported."),
    ]


def test_without_ruff_an_older_environment_is_judged_by_this_python() -> None:
    view = coded({"airflow_version": "2.10.3"}, dags={"etl.py": DAG + "def f(\n"}, lint=NEEDS_RUFF)

    assert problems("code.dag-syntax", view) == ["etl.py, line 5: '(' was never closed."]


def test_without_ruff_a_newer_environment_is_not_checkable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 11, 7, "final", 0))
    view = coded(AIRFLOW_3, dags={"etl.py": DAG + "def f(\n", "good.py": DAG}, lint=NEEDS_RUFF)

    assert problems("code.dag-syntax", view) == []
    (gap,) = gaps("code.dag-syntax", view)
    assert "etl.py, line 5" in gap
    assert "syntax of Python 3.12" in gap


def test_ruff_knows_what_an_older_python_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 11, 7, "final", 0))
    view = coded(AIRFLOW_3, dags={"etl.py": DAG + "type Row = dict[str, str]\n"})

    assert problems("code.dag-syntax", view) == []
    assert gaps("code.dag-syntax", view) == []


@pytest.mark.parametrize("version", [(3, 11), (3, 14)], ids=["this Python is older", "this Python is newer"])
@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (DAG.encode() + b"# caf\xe9\n", f"etl.py, line {DAG.count(chr(10)) + 1}: it is not utf-8."),
        (b"# coding: klingon\n" + DAG.encode(), "etl.py, line 1: unknown encoding: klingon."),
        (b"# coding: rot13\n" + DAG.encode(), "etl.py, line 1: 'rot13' is not a text encoding"),
        (b"# coding: undefined\n" + DAG.encode(), "etl.py, line 1: "),
        (b"# caf\xe9\n" + DAG.encode(), "etl.py, line 1: it is not utf-8."),
        (b"# coding: latin-1\n# caf\xe9\n" + DAG.encode(), ""),
        (b"\xef\xbb\xbf" + DAG.encode(), ""),
    ],
)
def test_a_file_that_python_cannot_decode_is_found_where_only_ruff_reads_it(
    contents: bytes, message: str, version: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """ruff reads over it; every Python refuses it."""
    monkeypatch.setattr(sys, "version_info", (*version, 7, "final", 0))
    view = coded(AIRFLOW_3, dags={"etl.py": contents})

    found = problems("code.dag-syntax", view)
    assert len(found) == bool(message)
    assert all(text.startswith(message) for text in found)
    assert gaps("code.dag-syntax", view) == []


@pytest.mark.parametrize(
    "contents",
    [
        pytest.param("x = " + "(" * 5_000 + ")" * 5_000, id="deeply nested"),
        pytest.param("airflow dag\0", id="NUL"),
        pytest.param("# -*- coding: klingon -*-\n", id="unknown encoding"),
        pytest.param(b"x = '\xe9'\n", id="not UTF-8"),
        pytest.param("-" * 200_000 + "1", id="long chain"),
    ],
)
def test_no_file_brings_the_check_down(contents: str | bytes) -> None:
    view = coded(dags={"x.py": contents, "etl.py": DAG + "def f(\n"}, lint=NEEDS_RUFF)

    assert {message.partition(",")[0] for message in problems("code.dag-syntax", view)} == {"x.py", "etl.py"}
    assert problems("code.dag-ids", view) == []


def test_nothing_of_a_dag_file_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    view = coded(dags={"etl.py": DAG + "print('run')\nraise SystemExit(3)\n"})

    for id in IDS:
        assert problems(id, view) == []
    assert capsys.readouterr().out == ""


def test_files_that_were_not_read_are_said_to_be_missing() -> None:
    view = coded(dags={"etl.py": DAG}, left_out=tuple(f"big{number}.py (2.0 MiB)" for number in range(5)))

    assert gaps("code.dag-syntax", view) == [
        "5 DAG files not read: big0.py (2.0 MiB), big1.py (2.0 MiB), big2.py (2.0 MiB) and 2 more"
    ]


def test_two_files_with_the_same_dag_are_a_failure() -> None:
    files = {
        "a.py": DAG,
        "b.py": "import airflow\n\nairflow.DAG(dag_id='etl')\n",
        "c.py": "from airflow import DAG\nDAG('other')\nDAG(f'etl')\n",
        "d.py": "from airflow import Asset\nAsset('etl')  # no DAG\n",
        "old/e.py": DAG,
        ".airflowignore": "old\n",
    }

    assert problems("code.dag-ids", coded(dags=files)) == ["The DAG etl is in a.py and b.py."]


@pytest.mark.parametrize(
    ("call", "queue"),
    [
        ("BashOperator(task_id='a', queue='spark')", "spark"),
        ("models.PythonOperator(\n    task_id='a',\n    queue='a b')", "a b"),
        ("BashOperator(task_id='a', queue='default')", None),
        ("BashOperator(task_id='a', queue=QUEUE)", None),
        ("Process(queue='spark')", None),
        ("BashOperator(task_id='a')", None),
    ],
)
def test_a_task_in_another_queue_is_a_failure(call: str, queue: str | None) -> None:
    found = problems("code.task-queue", coded(dags={"a.py": DAG + call + "\n", "b.py": DAG + "def f(\n"}))

    assert [message.partition(" sends a task to ")[2] for message in found] == (
        [f"the queue {queue}."] if queue else []
    )


@pytest.mark.parametrize("id", ["code.dag-ids", "code.task-queue"])
def test_a_dag_file_that_only_a_newer_python_reads_is_said_to_be_missing(id: str) -> None:
    newer = {"a.py": DAG + "def f(\n"}  # to the Python of this test, as a later one's syntax would be

    assert ["a.py cannot be parsed by Python" in gap for gap in gaps(id, coded(dags=newer))] == [True]
    assert gaps(id, coded(dags=newer, lint=(lint_error("a.py"),))) == []
    assert gaps(id, coded(dags={"a.py": "def f(\n"})) == []  # a module, which has no DAG


# .airflowignore


@pytest.mark.parametrize(
    ("airflow", "pattern", "problem"),
    [
        ("2.10.3", "*.txt", "is no regular expression (nothing to repeat)"),
        ("2.10.3", "old_[", "is no regular expression (unterminated character set)"),
        ("2.10.3", ".*_test\\.py", None),
        ("2.10.3", "lib/  # helpers", None),
        ("3.0.6", ".*_test\\.py", "looks like a regular expression, but is read as a glob"),
        ("3.0.6", "^old", "looks like a regular expression, but is read as a glob"),
        ("3.0.6", "**/old_?/*.py", None),
        ("3.0.6", "!keep.py", None),
        ("3.0.6", "[!a]*.py", None),
        ("3.0.6", "[z-a].py", "is no glob (bad character range z-a)"),
    ],
)
def test_patterns_have_the_syntax_of_the_version(airflow: str, pattern: str, problem: str | None) -> None:
    view = coded({"airflow_version": airflow}, dags={"lib/.airflowignore": f"# first\n{pattern}\n"})

    shown = pattern.partition("  #")[0]
    assert problems("code.airflowignore", view) == (
        [f"lib/.airflowignore, line 2: {shown} {problem}."] if problem else []
    )


def test_an_option_decides_about_the_syntax() -> None:
    facts = {"airflow_version": "3.0.6", "options": {"core.dag_ignore_file_syntax": "regexp"}}

    assert problems("code.airflowignore", coded(facts, dags={".airflowignore": ".*_test\\.py\n"})) == []


def test_an_unknown_syntax_is_not_checkable() -> None:
    view = coded({"airflow_version": "4.1.0"}, dags={".airflowignore": "x\n"})

    assert gaps("code.airflowignore", view) == ["this version does not know how Airflow 4.1.0 reads .airflowignore"]


@pytest.mark.parametrize(
    ("syntax", "folder", "pattern", "path", "ignored"),
    [
        ("regexp", "", "old", "old/a.py", True),
        ("regexp", "", "old", "very_old.py", True),
        ("regexp", "", "^old", "very_old.py", False),
        ("regexp", "team/", "^a", "team/a.py", True),
        ("regexp", "team/", "^a", "a.py", False),
        ("regexp", "", "*.py", "a.py", False),
        ("glob", "", "*.py", "old/a.py", True),
        ("glob", "", "/*.py", "old/a.py", False),
        ("glob", "", "/*.py", "a.py", True),
        ("glob", "", "old", "old/a/b.py", True),
        ("glob", "", "old/", "old/a.py", True),
        ("glob", "", "old/", "x/old", False),
        ("glob", "", "old", "very_old.py", False),
        ("glob", "", "a/**/b.py", "a/b.py", True),
        ("glob", "", "a/**/b.py", "a/x/y/b.py", True),
        ("glob", "", "**/b.py", "x/b.py", True),
        ("glob", "", "a?.py", "ab.py", True),
        ("glob", "", "a?.py", "a/.py", False),
        ("glob", "", "[!a].py", "b.py", True),
        ("glob", "", "[!a].py", "a.py", False),
        ("glob", "", "a.py", "axpy", False),
        ("glob", "", "*.py\n!keep.py", "keep.py", False),
        ("glob", "", "*.py\n!keep.py", "drop.py", True),
        ("glob", "", "# a.py", "a.py", False),
        ("glob", "team/", "/a.py", "team/a.py", True),
    ],
)
def test_files_are_ignored_as_airflow_does(syntax: str, folder: str, pattern: str, path: str, ignored: bool) -> None:
    rules = IgnoreRules.of([text(f"{folder}.airflowignore", pattern)], syntax)

    assert rules.ignores(path) is ignored


@pytest.mark.parametrize("path", [".git/config", "a/__pycache__/b.pyc", ".ipynb_checkpoints/etl.py"])
def test_clutter_is_reported_unless_it_is_ignored(path: str) -> None:
    assert problems("code.dag-folder", coded(others=(path,))) == [f"The DAG folder has files that are no DAGs: {path}."]
    ignored = {".airflowignore": "\\.git|__pycache__|ipynb_checkpoints\n"}
    assert problems("code.dag-folder", coded(others=(path,), dags=ignored)) == []


# Airflow 3


def removed(path: str, line: int = 3, rule: str = "AIR301") -> LintMessage:
    return LintMessage(path, line, rule, "`airflow.utils.dates.days_ago` is removed in Airflow 3.0")


def test_what_airflow_3_no_longer_has_is_a_failure_there_and_a_warning_before() -> None:
    uses = (removed("a.py"), removed("b.py", 7), removed("a.py", 9, "AIR302"))
    parts: dict[str, Any] = {"dags": {"a.py": DAG, "b.py": DAG}, "lint": uses}

    assert problems("code.airflow3", coded(AIRFLOW_3, **parts)) == [
        "`airflow.utils.dates.days_ago` is removed in Airflow 3.0 (AIR301): a.py, line 3, b.py, line 7.",
        "`airflow.utils.dates.days_ago` is removed in Airflow 3.0 (AIR302): a.py, line 9.",
    ]
    before = findings("code.airflow3", coded(**parts))
    assert {finding.result.value for finding in before} == {"warning"}
    assert before[0].message.startswith("Not ready for Airflow 3: ")


def test_files_that_airflow_ignores_are_not_judged() -> None:
    view = coded(
        dags={"old/a.py": DAG + "def f(\n", ".airflowignore": "old\n"},
        lint=(removed("old/a.py"), lint_error("old/a.py")),
    )

    assert problems("code.airflow3", view) == []
    assert problems("code.dag-syntax", view) == []


def test_without_ruff_readiness_is_not_checkable() -> None:
    view = replace(healthy(), code=code(dags={"a.py": DAG}, lint=NEEDS_RUFF))

    assert gaps("code.airflow3", view) == ["needs ruff"]
