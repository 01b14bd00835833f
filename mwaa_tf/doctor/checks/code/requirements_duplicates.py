"""Packages that are required several times."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._satisfiable import is_satisfiable
from mwaa_tf.doctor.checks.code._shared import lines_by_package
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import join_words


@check(
    "code.requirements-duplicates",
    title="Each package is required once",
    fix="Keep one of the lines",
    source="https://pip.pypa.io/en/stable/reference/requirements-file-format/",
    reads=("code",),
)
def requirements_duplicates(view: EnvironmentView) -> Iterator[Issue]:
    """No package has two lines, which are changed one without the other."""
    for path, name, lines in lines_by_package(view, least=2):
        if is_satisfiable(line.specifier for line in lines):
            numbers = join_words(str(line.line) for line in lines)
            yield warning(f"{path} requires {name} in lines {numbers}.", subject=path)
