"""Requirements that no version meets."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._satisfiable import is_satisfiable
from mwaa_tf.doctor.checks.code._shared import lines_by_package
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import join_words


@check(
    "code.requirements-conflicts",
    title="No two requirements exclude each other",
    fix="Keep one of the lines",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/best-practices-dependencies.html",
    reads=("code",),
    covers=("runbook AWSSupport-ValidateMWAADependencies: RunCommands: dependencies",),
)
def requirements_conflicts(view: EnvironmentView) -> Iterator[Issue]:
    """Some version of each package meets all lines about it.

    If not, pip installs nothing. Conflicts between what packages themselves require are not looked for: they show in
    the log as errors of the requirements.
    """
    for path, name, lines in lines_by_package(view, least=1):
        if not is_satisfiable(line.specifier for line in lines):
            places = join_words(f"{name}{line.specifier} (line {line.line})" for line in lines)
            yield failure(f"No version of {name} meets {path}: {places}.", subject=path)
