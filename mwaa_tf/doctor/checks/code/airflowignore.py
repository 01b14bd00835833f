"""The patterns of ``.airflowignore``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._ignore import IgnorePattern, compiled, patterns_of
from mwaa_tf.doctor.checks.code._shared import IGNORE_FILE, ignore_syntax
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import escape_control_characters as printable
from mwaa_tf.text import truncate

#: What has a meaning only in a regular expression, and what only in a glob at its start.
_OF_REGEXP = re.compile(r"\.\*|\\\.|\^|\$$|\\[dwsDWS]|\(|\.\+|\|")


@check(
    "code.airflowignore",
    title=f"{IGNORE_FILE} has the syntax that the environment reads",
    fix=f"Correct the pattern in {IGNORE_FILE}, or set the option `core.dag_ignore_file_syntax`",
    source="https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html",
    reads=("code",),
    covers=("verify_env: check_airflowignore",),
)
def airflowignore(view: EnvironmentView) -> Iterator[Issue]:
    """Every line is a regular expression for Airflow 2, and a glob for Airflow 3.

    Airflow 2 passes over what is no regular expression, such as `*.txt`. Airflow 3 takes `.*_test\\.py` for a glob,
    which matches nothing. The files are then parsed, and their errors appear.
    """
    syntax = ignore_syntax(view.environment.value)
    files = view.code.dag_sources.value.files
    for file in files:
        if file.path.rpartition("/")[2] != IGNORE_FILE:
            continue
        for pattern in patterns_of(file, syntax):
            if problem := _problem(pattern, syntax):
                shown = printable(truncate(pattern.text, 60))
                yield warning(f"{printable(file.path)}, line {pattern.line}: {shown} {problem}.", subject=file.path)


def _problem(pattern: IgnorePattern, syntax: str) -> str:
    try:
        compiled(pattern, syntax)
    except re.error as error:
        kind = "regular expression" if syntax == "regexp" else "glob"
        return f"is no {kind} ({error.msg})"
    if syntax == "glob" and _OF_REGEXP.search(pattern.text):
        return "looks like a regular expression, but is read as a glob"
    return ""
