"""Python files that cannot be parsed."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import is_dag_file, not_read, python_files, python_version
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.python_text import decoded
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.code import SYNTAX, StoredText
from mwaa_tf.installation import install_extra
from mwaa_tf.text import escape_control_characters as printable


@check(
    "code.dag-syntax",
    title="Python can parse every DAG file",
    fix="Correct the line and upload the file",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/airflow-versions.html",
    reads=("code",),
)
def dag_syntax(view: EnvironmentView) -> Iterator[Issue]:
    """Every Python file below the DAG folder that is not ignored is parsed by the grammar of the environment's Python.

    Nothing is run. The DAGs of a DAG file disappear; another file breaks where it is imported. ruff knows the grammar
    of each version. Without it, the Python that runs mwaa_tf parses the files: if that is older than the environment's,
    syntax that it does not know is not checkable; if it is newer, it accepts some of what the environment's does not
    (`ast.parse`, feature_version).
    """
    python = python_version(view.environment.value)
    lint_errors = _lint_errors(view)
    is_older = _number(python) > sys.version_info[:2]
    for file in python_files(view):
        here = None if lint_errors is not None and is_older else _error(file, python)
        # Encodings are the same in every Python, and ruff reads over bytes that it cannot decode.
        error = _encoding_error(file.data) or (lint_errors or {}).get(file.path) or here
        if error is None:
            continue
        text = f"{printable(file.path)}, line {error.lineno or 1}: {printable(error.msg)}"
        if error is here and is_older:
            missing = f"ruff would tell: {install_extra('doctor')}"
            yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, f"{text}, or syntax of Python {python}; {missing}"))
        elif is_dag_file(file):
            yield failure(f"{text}.", subject=file.path)
        else:
            yield warning(f"{text}; the file is no DAG, but cannot be imported.", subject=file.path)
    yield from not_read(view.code.dag_sources.value)


def _encoding_error(data: bytes) -> SyntaxError | None:
    try:
        decoded(data)
    except SyntaxError as error:
        return error
    return None


def _lint_errors(view: EnvironmentView) -> dict[str, SyntaxError] | None:
    """The first syntax error of each file that ruff found; None where it did not look."""
    if not view.code.lint.is_known:
        return None
    errors: dict[str, SyntaxError] = {}
    for message in view.code.lint.value:
        if message.rule == SYNTAX:
            # `print("x")`: the message is that of a parser, and has nothing of the file but names.
            errors.setdefault(message.path, SyntaxError(message.message.rstrip("."), ("", message.line, 0, "")))
    return errors


def _error(file: StoredText, python: str) -> SyntaxError | None:
    """What Python says, the one that runs this."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes in strings, for example
            ast.parse(file.data, feature_version=_number(python))
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError) as error:  # a NUL; too deeply nested
        return SyntaxError(str(error) or "too deeply nested")
    return None


def _number(python: str) -> tuple[int, int]:
    major, minor = python.split(".")
    return int(major), int(minor)
