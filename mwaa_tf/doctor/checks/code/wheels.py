"""Wheels in plugins.zip."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import python_version, requirements_of
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.code import PLUGINS_FOLDER
from mwaa_tf.text import escape_control_characters as printable

_WHEEL = ".whl"


@check(
    "code.wheels",
    title="Wheels in plugins.zip fit the environment",
    fix="Build the wheels with aws-mwaa-docker-images, or `pip download --platform manylinux2014_x86_64 "
    "--only-binary=:all: --python-version VERSION`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/best-practices-dependencies.html",
    reads=("code",),
    covers=("runbook AWSSupport-ValidateMWAADependencies: RunCommands: wheel files",),
)
def wheels(view: EnvironmentView) -> Iterator[Issue]:
    """Each wheel is for the environment's Python and for Linux, and each that requirements.txt names exists.

    pip leaves out a wheel for another Python or system without a word, and then finds no package of that name.
    """
    archive = view.code.plugins.value
    names = [member.name for member in archive.members if member.name.endswith(_WHEEL)] if archive else []
    yield from _missing(view, names)
    if archive is None or not names:
        yield passed("there are no wheels")
        return
    python = python_version(view.environment.value)
    for name in names:
        if problem := _problem(name.rpartition("/")[2], python):
            yield failure(f"{printable(name)} in {archive.path} {problem}.", subject=archive.path)


def _missing(view: EnvironmentView, names: list[str]) -> Iterator[Issue]:
    """Wheels that requirements.txt takes from the folder of plugins, and that are not in plugins.zip."""
    requirements = requirements_of(view)
    for line in requirements[1].requirements if requirements else ():
        address = line.address.removeprefix("file://")
        name = address.removeprefix(f"{PLUGINS_FOLDER}/")
        if requirements and name != address and name.endswith(_WHEEL) and name not in names:
            yield failure(
                f"Line {line.line} of {requirements[0]} installs {name}, which is not in plugins.zip.",
                fix="Add the wheel to plugins.zip, upload it, and update the environment with the new version",
                subject=requirements[0],
            )


def _problem(name: str, python: str) -> str:
    try:
        tags = parse_wheel_filename(name)[3]
    except InvalidWheelFilename:
        return "has no name of a wheel"
    if not any(_is_linux(tag) for tag in tags):
        return "is not for Linux"
    if not any(_is_linux(tag) and _fits(tag, python) for tag in tags):
        return f"is not for Python {python}"
    return ""


def _is_linux(tag: Tag) -> bool:
    return tag.platform == "any" or "linux" in tag.platform


def _fits(tag: Tag, python: str) -> bool:
    major, minor = python.split(".")
    match = re.fullmatch(r"(py|cp)(\d)(\d*)", tag.interpreter)
    if match is None or match[2] != major:
        return False
    if match[1] == "py" or tag.abi in ("abi3", "none"):
        return not match[3] or int(match[3]) <= int(minor)
    return match[3] == minor
