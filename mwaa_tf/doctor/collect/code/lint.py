"""Syntax errors of the environment's Python, and what Airflow 3 no longer has: both found by ruff."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mwaa_tf.doctor.python_text import decoded, undecodable
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.code import SYNTAX, LintMessage, StoredText
from mwaa_tf.installation import install_extra
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform.tool import ToolError, find_tool, run_tool
from mwaa_tf.text import one_line, truncate

RULES = ("AIR301", "AIR302", "AIR303")
"""What no longer works in Airflow 3; AIR311 and AIR312 still do (ruff's documentation, Airflow rules)."""

#: How ruff calls a syntax error, which it reports whatever is selected; before 0.13 it had no code.
_SYNTAX_CODES = (None, SYNTAX)

#: What is said of a file that is no text; nothing of the file is repeated.
_NO_TEXT = "Not text in UTF-8, or in the encoding that the file declares"

_SOURCE = "ruff"

#: The installation has one; an older one may lack the rules, and says so.
_OPTIONS = (
    "check",
    "--isolated",  # no configuration of the user or of a folder above
    "--no-cache",
    "--quiet",
    "--exit-zero",
    "--output-format=json",
)


def lint(
    files: Sequence[StoredText],
    python: str | None,
    environ: Mapping[str, str] | None = None,
    *,
    rules: Sequence[str] = RULES,
) -> Reading[tuple[LintMessage, ...]]:
    """What ruff's ``rules`` find in ``files``, those that end with ``.py``.

    They are for ``python``: ``3.12``; None for ruff's default. Syntax errors are found whatever the rules.
    """
    variables = os.environ if environ is None else environ
    python_files = [file for file in files if file.path.endswith(".py")]
    if not python_files:
        return Reading.of((), _SOURCE)
    ruff = find_tool("ruff", variables)
    if ruff is None:
        return Reading.unread(Gap(GapKind.UNAVAILABLE, f"needs ruff: {install_extra('doctor')}"), _SOURCE)
    try:
        return Reading.of(_messages(ruff, python_files, python, rules, variables), _SOURCE)
    except (ToolError, KeyError, TypeError, ValueError) as error:
        reason = truncate(one_line(f"ruff did not answer as expected: {error}"), 200)
        return Reading.unread(Gap(GapKind.NOT_UNDERSTOOD, reason), _SOURCE)


def _messages(
    ruff: Path, files: Sequence[StoredText], python: str | None, rules: Sequence[str], environ: Mapping[str, str]
) -> tuple[LintMessage, ...]:
    options = [*_OPTIONS, f"--select={','.join(rules)}"]
    options += [f"--target-version=py{python.replace('.', '')}"] if python else []
    # Names of our own: a key of S3 may be any text, such as `../../x`.
    names = {f"{number:06}.py": file for number, file in enumerate(files)}
    unreadable: list[LintMessage] = []
    with TemporaryFolder() as folder:
        for name, file in names.items():
            try:
                (folder / name).write_bytes(_in_utf_8(file.data))
            except SyntaxError as error:
                unreadable.append(LintMessage(file.path, error.lineno or 1, SYNTAX, error.msg))
        result = run_tool(ruff, [*options, "."], cwd=folder, environ=environ)
    if result.returncode:
        raise ToolError(result.stderr or f"exit code {result.returncode}")
    return (*unreadable, *(_message(entry, names, rules) for entry in json.loads(result.stdout)))


def _in_utf_8(data: bytes) -> bytes:
    """A Python file in UTF-8 where it declares another encoding (PEP 263): ruff leaves those out without a word.

    Raises :class:`SyntaxError` with the line, where Python cannot read it either.
    """
    try:
        data.decode()
    except UnicodeDecodeError as error:
        try:
            return decoded(data).encode()
        except (SyntaxError, UnicodeError):
            raise undecodable(_NO_TEXT, data, error) from error
    return data


def _message(entry: Mapping[str, Any], names: Mapping[str, StoredText], rules: Sequence[str]) -> LintMessage:
    rule = SYNTAX if entry["code"] in _SYNTAX_CODES else str(entry["code"])
    if rule not in (SYNTAX, *rules):
        raise ValueError(f"the rule {rule}")
    path = names[Path(entry["filename"]).name].path
    instead = truncate(one_line((entry.get("fix") or {}).get("message") or ""), 200)
    return LintMessage(path, int(entry["location"]["row"]), rule, truncate(one_line(entry["message"]), 200), instead)
