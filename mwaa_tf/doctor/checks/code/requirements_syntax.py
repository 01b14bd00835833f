"""Lines of requirements.txt that pip refuses."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import requirements_of
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import truncate


@check(
    "code.requirements-syntax",
    title="pip can read requirements.txt",
    fix="Correct the line, upload the file, and update the environment with the new version of the object",
    source="https://pip.pypa.io/en/stable/reference/requirements-file-format/",
    reads=("code",),
    covers=(
        "runbook AWSSupport-ValidateMWAADependencies: RunCommands: dependencies",
        "guide: t-create-update-environment#t-requirements",
    ),
)
def requirements_syntax(view: EnvironmentView) -> Iterator[Issue]:
    """Every line is a requirement, a file, an address or an option that pip knows, and the file is UTF-8.

    pip installs nothing at all if it cannot read one line. Airflow starts without any of the packages, and DAGs that
    import them fail.
    """
    requirements = requirements_of(view)
    if requirements is None:
        return
    path, contents = requirements
    for line, reason in contents.problems:
        yield failure(f"pip cannot read line {line} of {path}: {truncate(reason, 120)}", subject=path)
    for option in contents.values("--requirement"):
        reason = f"line {option.line} of {path} names another file of requirements, which is not read"
        yield not_checkable(Gap(GapKind.NOT_ASKED, reason))
